package dev.chainrule.kernel.vector.convolution;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Machine;
import dev.chainrule.kernel.vector.VectorLayout;
import dev.chainrule.kernel.vector.VectorScratch;
import dev.chainrule.kernel.vector.product.Operand;
import dev.chainrule.kernel.vector.product.VectorGemm;
import dev.chainrule.kernel.vector.product.VectorProduct;
import java.util.Arrays;

/// The gradient of a convolution by its input in single precision for few channels, which would leave most lanes of
/// [VectorCorrelation] empty: the product of dy with the weights as they are, so one row for each window, whose numbers
/// are added where the window is.
///
/// One task does one example, window after window; so the order of each sum depends on the geometry only.
final class VectorScatter {
    /// The most channels for which this is faster.
    private static final int FEW_CHANNELS = 4;

    /// Numbers of the windows that are computed at a time, so that they stay in a second-level cache.
    private static final int MOST_NUMBERS = Machine.SECOND_LEVEL * 3 / 16;

    private VectorScatter() {}

    /// Whether the geometry is computed faster in this way.
    static boolean fits(ConvolutionGeometry g) {
        return g.channels() <= FEW_CHANNELS && g.kernelHeight() * g.kernelWidth() > 1;
    }

    /// `dx` from `dy` and `w`, as [Convolution#inputGradient].
    static void inputGradient(ConvolutionGeometry g, float[] dy, float[] w, float[] dx) {
        Parallel.current().forEach(g.examples(), n -> example(g, n, dy, w, dx));
    }

    private static void example(ConvolutionGeometry g, int n, float[] dy, float[] w, float[] dx) {
        int size = g.height() * g.width() * g.channels();
        Arrays.fill(dx, n * size, (n + 1) * size, 0);
        int terms = g.terms();
        int filters = g.filters();
        int pixels = g.outputHeight() * g.outputWidth();
        int block = Math.max(1, MOST_NUMBERS / terms);
        float[] windows = VectorScratch.current().windows(Math.min(block, pixels) * terms);
        for (int first = 0; first < pixels; first += block) {
            int count = Math.min(block, pixels - first);
            int from = (n * pixels + first) * filters;
            VectorGemm.multiply(new VectorProduct(
                    count,
                    terms,
                    filters,
                    new Operand(dy, from, filters),
                    new Operand(w, 0, terms),
                    new Operand(windows, 0, terms)));
            for (int p = 0; p < count; p++) {
                int i = (first + p) / g.outputWidth();
                int j = (first + p) % g.outputWidth();
                add(g, n, i, j, windows, p * terms, dx);
            }
        }
    }

    /// Adds the part of a window that is inside of the image.
    private static void add(ConvolutionGeometry g, int n, int i, int j, float[] windows, int from, float[] dx) {
        int run = g.kernelWidth() * g.channels();
        int left = j * g.strideWidth() - g.paddingWidth();
        int first = Math.max(left, 0);
        int size = (Math.min(left + g.kernelWidth(), g.width()) - first) * g.channels();
        int skipped = (first - left) * g.channels();
        for (int u = 0; u < g.kernelHeight(); u++) {
            int row = i * g.strideHeight() - g.paddingHeight() + u;
            if (row >= 0 && row < g.height()) {
                int to = ((n * g.height() + row) * g.width() + first) * g.channels();
                VectorLayout.add(windows, from + u * run + skipped, dx, to, size);
            }
        }
    }
}
