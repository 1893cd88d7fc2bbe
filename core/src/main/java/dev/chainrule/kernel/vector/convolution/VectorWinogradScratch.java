package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.VectorMemory.atLeast;

import dev.chainrule.kernel.vector.VectorMemory;
import java.lang.foreign.MemorySegment;

/// Memory for floats that a thread keeps from one convolution to the next: always the same, so that it stays in the
/// caches. Its contents are unspecified.
///
/// Most of it is outside of the heap.
final class VectorWinogradScratch {
    private static final MemorySegment NOTHING = MemorySegment.NULL;

    private static final ThreadLocal<VectorWinogradScratch> OF_THREAD =
            ThreadLocal.withInitial(VectorWinogradScratch::new);

    private float[] array = {};
    private MemorySegment bias = NOTHING;
    private MemorySegment weights = NOTHING;
    private MemorySegment strip = NOTHING;
    private VectorMemory.Numbers input = VectorMemory.Numbers.of(0);
    private MemorySegment output = NOTHING;
    private MemorySegment tile = NOTHING;

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
    VectorMemory.Numbers input(int size) {
        if (input.size() < size) {
            input = VectorMemory.Numbers.of(size);
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
}
