package dev.chainrule.kernel.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;

/// Memory for floats outside of the heap, which begins with a cache line. In an array nearly every vector of 64 bytes
/// would lie across two of them, which halves the speed of what mostly loads and stores.
public final class VectorMemory {
    private static final int CACHE_LINE = Machine.CACHE_LINE;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /// The class of all memory outside of the heap.
    private static final Class<? extends MemorySegment> OUTSIDE = MemorySegment.NULL.getClass();

    private VectorMemory() {}

    /// What lies outside of the heap, as what the compiler knows to do so.
    ///
    /// Where vectors are loaded from a segment the JDK asks it what it is. The compiler takes the answer from what
    /// it has seen all segments of the program to be, and before vectors of floats are compiled the JDK takes them
    /// for integers by way of a segment in the heap: then it asks anew for each vector. With this check before it,
    /// a loop does not.
    public static MemorySegment outside(MemorySegment memory) {
        if (memory.getClass() != OUTSIDE) {
            throw new IllegalArgumentException("memory of the heap; expected memory outside of it");
        }
        return memory;
    }

    /// The same memory for vectors of numbers and for single ones: from a buffer, whose places are `int`, the
    /// compiler reads single numbers in a loop with fewer checks before it.
    ///
    /// With few registers, tiles have fences, after each of which the compiler looks up anew what a buffer is;
    /// there it is an array, whose vectors are so short that half of them lie within a cache line. It is never made
    /// a memory segment: where the JDK has seen segments of several kinds, it asks each one for its place by a
    /// call, and in six runs of fourteen the transforms of the input took twice as long.
    ///
    /// @param vectors empty where there is an array, as is `single`; `array` likewise where there is none
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    public record Numbers(MemorySegment vectors, FloatBuffer single, float[] array) {
        /// Room for so many floats.
        public static Numbers of(int size) {
            if (Machine.FEW_REGISTERS) {
                float[] array = new float[size];
                return new Numbers(MemorySegment.NULL, FloatBuffer.allocate(0), array);
            }
            ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(at(size)) + CACHE_LINE)
                    .alignedSlice(CACHE_LINE)
                    .order(ORDER);
            return new Numbers(MemorySegment.ofBuffer(bytes), bytes.asFloatBuffer(), new float[0]);
        }

        /// How many there are.
        public int size() {
            return Math.max(single.capacity(), array.length);
        }
    }

    /// Memory for so many floats: what is there if it is large enough, or new.
    public static MemorySegment atLeast(int size, MemorySegment memory) {
        return memory.byteSize() >= at(size) ? memory : Arena.ofAuto().allocate(at(size), CACHE_LINE);
    }

    /// Replaces numbers, and up to the next whole vector, by zero.
    public static void clear(MemorySegment target, int offset, int count) {
        MemorySegment memory = outside(target);
        for (int i = 0; i < count; i += Machine.LANES) {
            FloatVector.zero(Lanes.FLOATS).intoMemorySegment(memory, at(offset + i), ORDER);
        }
    }

    /// The place of a float in bytes.
    public static long at(int index) {
        return (long) index * Float.BYTES;
    }

    /// Copies from an array.
    public static void copy(float[] source, int from, MemorySegment target, int to, int count) {
        MemorySegment.copy(source, from, target, ValueLayout.JAVA_FLOAT, at(to), count);
    }

    /// Copies to an array.
    public static void copy(MemorySegment source, int from, float[] target, int to, int count) {
        MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, at(from), target, to, count);
    }

    /// A vector from a place in bytes.
    public static FloatVector load(MemorySegment source, long place) {
        return FloatVector.fromMemorySegment(Lanes.FLOATS, outside(source), place, ORDER);
    }

    /// Stores a vector from the place of a float on.
    public static void store(FloatVector vector, MemorySegment target, int index) {
        vector.intoMemorySegment(outside(target), at(index), ORDER);
    }
}
