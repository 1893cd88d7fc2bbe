package dev.chainrule.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;

/// Memory for floats that a thread keeps from one convolution to the next: always the same, so that it stays in
/// the caches. Its contents are unspecified.
///
/// Most of it is outside of the heap, where it begins with a cache line. In an array nearly every vector of 64
/// bytes would lie across two of them, which halves the speed of the transforms.
final class VectorWinogradScratch {
    /// Lanes of a vector.
    static final int LANES = Lanes.COUNT;

    private static final int CACHE_LINE = 64;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final MemorySegment NOTHING = MemorySegment.NULL;

    private static final ThreadLocal<VectorWinogradScratch> OF_THREAD =
            ThreadLocal.withInitial(VectorWinogradScratch::new);

    /// For transposing a square.
    final float[] square = new float[LANES * LANES];

    private float[] array = {};
    private MemorySegment bias = NOTHING;
    private MemorySegment weights = NOTHING;
    private MemorySegment strip = NOTHING;
    private Numbers input = Numbers.of(0);
    private MemorySegment output = NOTHING;
    private MemorySegment tile = NOTHING;

    /// The same memory for vectors of numbers and for single ones: from a buffer, whose places are `int`, the
    /// compiler reads single numbers in a loop with fewer checks before it.
    record Numbers(MemorySegment vectors, FloatBuffer single) {
        private static Numbers of(int size) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(at(size)) + CACHE_LINE)
                    .alignedSlice(CACHE_LINE)
                    .order(ORDER);
            return new Numbers(MemorySegment.ofBuffer(bytes), bytes.asFloatBuffer());
        }
    }

    private VectorWinogradScratch() {}

    /// What belongs to the calling thread.
    static VectorWinogradScratch ofThread() {
        return OF_THREAD.get();
    }

    /// Transformed weights, or their gradient: what the thread that starts a convolution shares with others.
    MemorySegment weights(int size) {
        weights = atLeast(size, weights);
        return weights;
    }

    /// The bias, likewise shared.
    MemorySegment bias(int size) {
        bias = atLeast(size, bias);
        return bias;
    }

    /// What is between the two steps of a transform.
    MemorySegment strip(int size) {
        strip = atLeast(size, strip);
        return strip;
    }

    /// Transformed input.
    Numbers input(int size) {
        if (input.single.capacity() < size) {
            input = Numbers.of(size);
        }
        return input;
    }

    /// Transformed output.
    MemorySegment output(int size) {
        output = atLeast(size, output);
        return output;
    }

    /// Some tiles of a product.
    MemorySegment tile(int size) {
        tile = atLeast(size, tile);
        return tile;
    }

    /// An array for what is copied or transposed.
    float[] array(int size) {
        if (array.length < size) {
            array = new float[size];
        }
        return array;
    }

    /// The place of a float in bytes.
    static long at(int index) {
        return (long) index * Float.BYTES;
    }

    /// Copies from an array.
    static void copy(float[] source, int from, MemorySegment target, int to, int count) {
        MemorySegment.copy(source, from, target, ValueLayout.JAVA_FLOAT, at(to), count);
    }

    /// Copies to an array.
    static void copy(MemorySegment source, int from, float[] target, int to, int count) {
        MemorySegment.copy(source, ValueLayout.JAVA_FLOAT, at(from), target, to, count);
    }

    static FloatVector load(MemorySegment source, int index) {
        return FloatVector.fromMemorySegment(Lanes.FLOATS, source, at(index), ORDER);
    }

    static FloatVector load(MemorySegment source, long place) {
        return FloatVector.fromMemorySegment(Lanes.FLOATS, source, place, ORDER);
    }

    static void store(FloatVector vector, MemorySegment target, int index) {
        vector.intoMemorySegment(target, at(index), ORDER);
    }

    /// Memory for so many floats: what is there if it is large enough, or new.
    static MemorySegment atLeast(int size, MemorySegment memory) {
        return memory.byteSize() >= at(size) ? memory : allocate(size);
    }

    private static MemorySegment allocate(int size) {
        return Arena.ofAuto().allocate(at(size), CACHE_LINE);
    }
}
