package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Lanes.padded;
import static dev.chainrule.kernel.vector.Machine.LANES;
import static dev.chainrule.kernel.vector.convolution.VectorWinogradTiles.PLANES;
import static dev.chainrule.kernel.vector.convolution.VectorWinogradTiles.WINDOW;

import dev.chainrule.kernel.vector.VectorMemory;
import dev.chainrule.kernel.vector.VectorPacking;
import dev.chainrule.kernel.vector.product.VectorGemmTile;
import java.lang.foreign.MemorySegment;

/// The transformed weights of a convolution from `inputs` to `outputs` channels: 36 matrices of inputs × outputs,
/// stored as the tile kernel reads them.
///
/// The outputs are split into panels of a few vectors. A panel holds its 36 matrices one after the other, and these
/// their rows.
final class VectorWinogradWeights {
    private static final int TAPS = 9;

    final int inputs;
    final int outputs;

    /// The number of panels.
    final int panels;

    /// Outputs of a panel; the last one may have fewer.
    final int width;

    /// The distance from one matrix of a panel to the next. Not a power of two, because numbers at places a power
    /// of two apart share few lines of the first-level cache.
    final int plane;

    VectorWinogradWeights(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        int vectors = Math.ceilDiv(outputs, LANES);
        int most = Math.min(VectorGemmTile.VECTORS, vectors <= 2 ? 2 : 4);
        panels = Math.ceilDiv(vectors, most);
        width = most * LANES;
        plane = inputs * width + LANES;
    }

    /// Floats of the transformed weights.
    int size() {
        return panels * PLANES * plane;
    }

    /// The columns of all panels: outputs, and up to a whole panel more.
    int columns() {
        return panels * width;
    }

    /// Outputs of a panel.
    int outputs(int panel) {
        return Math.min(width, outputs - panel * width);
    }

    /// Vectors of a panel, as a tile has them.
    int vectors(int panel) {
        return outputs(panel) <= 2 * LANES ? 2 : 4;
    }

    /// Transforms w (outputs, 3, 3, inputs) for the inputs from `first` to `end`.
    void transform(float[] w, int first, int end, MemorySegment target, VectorWinogradScratch scratch) {
        int count = end - first;
        int size = count * width;
        float[] turned = scratch.array(size + LANES);
        MemorySegment taps = scratch.strip(TAPS * size + 3 * WINDOW * size);
        for (int panel = 0; panel < panels; panel++) {
            for (int tap = 0; tap < TAPS; tap++) {
                VectorPacking.transpose(
                        w,
                        (panel * width * TAPS + tap) * inputs + first,
                        TAPS * inputs,
                        outputs(panel),
                        count,
                        turned,
                        0,
                        width);
                VectorMemory.copy(turned, 0, taps, tap * size, size);
            }
            transform(taps, size, panel, first, target);
        }
    }

    /// Transforms w (inputs, 3, 3, outputs), rotated by half a turn, for the inputs from `first` to `end`.
    void transformRotated(float[] w, int first, int end, MemorySegment target, VectorWinogradScratch scratch) {
        int count = end - first;
        int size = count * width;
        MemorySegment taps = scratch.strip(TAPS * size + 3 * WINDOW * size);
        for (int panel = 0; panel < panels; panel++) {
            for (int i = 0; i < count; i++) {
                for (int tap = 0; tap < TAPS; tap++) {
                    int from = ((first + i) * TAPS + TAPS - 1 - tap) * outputs + panel * width;
                    VectorMemory.copy(w, from, taps, tap * size + i * width, outputs(panel));
                }
            }
            transform(taps, size, panel, first, target);
        }
    }

    /// Transforms a panel for some inputs, whose taps are `size` apart.
    private void transform(MemorySegment taps, int size, int panel, int first, MemorySegment target) {
        int columns = TAPS * size;
        for (int j = 0; j < 3; j++) {
            VectorWinogradTransforms.weights(taps, j * size, 3 * size, taps, columns + j * size, 3 * size, size);
        }
        for (int i = 0; i < WINDOW; i++) {
            VectorWinogradTransforms.weights(
                    taps,
                    columns + i * 3 * size,
                    size,
                    target,
                    (panel * PLANES + i * WINDOW) * plane + first * width,
                    plane,
                    size);
        }
    }

    /// The inverse for the gradient: from the 36 matrices inputs × outputs of some parts, added up in the order of
    /// the parts, to dw (outputs, 3, 3, inputs) for the inputs from `first` to `end`.
    void gradient(VectorWinogradSums.Parts matrices, int first, int end, float[] dw, VectorWinogradScratch scratch) {
        MemorySegment sums = matrices.sums();
        int stride = matrices.stride();
        int plane = matrices.plane();
        int count = end - first;
        int size = count * stride;
        int rows = first * stride;
        for (int xi = 0; matrices.parts() > 1 && xi < PLANES; xi++) {
            matrices.add(xi * plane + rows, size);
        }
        MemorySegment taps = scratch.strip(TAPS * size + 3 * WINDOW * size);
        int columns = TAPS * size;
        for (int j = 0; j < WINDOW; j++) {
            VectorWinogradTransforms.weightGradient(
                    sums, j * plane + rows, WINDOW * plane, taps, columns + j * size, WINDOW * size, size);
        }
        for (int i = 0; i < 3; i++) {
            VectorWinogradTransforms.weightGradient(
                    taps, columns + i * WINDOW * size, size, taps, 3 * i * size, size, size);
        }
        int width = padded(count);
        int turned = padded(size);
        float[] array = scratch.array(turned + outputs * width + LANES);
        for (int tap = 0; tap < TAPS; tap++) {
            VectorMemory.copy(taps, tap * size, array, 0, size);
            VectorPacking.transpose(array, 0, stride, count, outputs, array, turned, width);
            for (int f = 0; f < outputs; f++) {
                System.arraycopy(array, turned + f * width, dw, (f * TAPS + tap) * inputs + first, count);
            }
        }
    }
}
