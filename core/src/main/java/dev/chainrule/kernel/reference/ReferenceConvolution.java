package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Convolution in double, by the definition: one loop an index. Images are stored (N, H, W, C), weights (F, HH, WW, C /
/// groups).
public final class ReferenceConvolution implements Convolution {

    @Override
    public void forward(ConvolutionGeometry g, Tensor x, Tensor w, @Nullable Tensor b, Tensor y) {
        double[] xs = dataOf(x);
        double[] ws = dataOf(w);
        double[] ys = dataOf(y);
        double @Nullable [] bs = b == null ? null : dataOf(b);
        int at = 0;
        for (int n = 0; n < g.examples(); n++) {
            for (int i = 0; i < g.outputHeight(); i++) {
                for (int j = 0; j < g.outputWidth(); j++) {
                    for (int f = 0; f < g.filters(); f++) {
                        double sum = bs == null ? 0 : bs[f];
                        for (int u = 0; u < g.kernelHeight(); u++) {
                            for (int v = 0; v < g.kernelWidth(); v++) {
                                int pixel = pixel(g, n, f, i, j, u, v);
                                int tap = tap(g, f, u, v);
                                for (int c = 0; pixel >= 0 && c < g.channelsOfGroup(); c++) {
                                    sum += ws[tap + c] * xs[pixel + c];
                                }
                            }
                        }
                        ys[at++] = sum;
                    }
                }
            }
        }
    }

    @Override
    public void inputGradient(ConvolutionGeometry g, Tensor dy, Tensor w, Tensor dx) {
        double[] dys = dataOf(dy);
        double[] ws = dataOf(w);
        double[] dxs = dataOf(dx);
        Arrays.fill(dxs, 0);
        int at = 0;
        for (int n = 0; n < g.examples(); n++) {
            for (int i = 0; i < g.outputHeight(); i++) {
                for (int j = 0; j < g.outputWidth(); j++) {
                    for (int f = 0; f < g.filters(); f++) {
                        double upstream = dys[at++];
                        for (int u = 0; u < g.kernelHeight(); u++) {
                            for (int v = 0; v < g.kernelWidth(); v++) {
                                int pixel = pixel(g, n, f, i, j, u, v);
                                int tap = tap(g, f, u, v);
                                for (int c = 0; pixel >= 0 && c < g.channelsOfGroup(); c++) {
                                    dxs[pixel + c] += upstream * ws[tap + c];
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Override
    public void weightGradient(ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dw) {
        double[] xs = dataOf(x);
        double[] dys = dataOf(dy);
        double[] dws = dataOf(dw);
        Arrays.fill(dws, 0);
        int at = 0;
        for (int n = 0; n < g.examples(); n++) {
            for (int i = 0; i < g.outputHeight(); i++) {
                for (int j = 0; j < g.outputWidth(); j++) {
                    for (int f = 0; f < g.filters(); f++) {
                        double upstream = dys[at++];
                        for (int u = 0; u < g.kernelHeight(); u++) {
                            for (int v = 0; v < g.kernelWidth(); v++) {
                                int pixel = pixel(g, n, f, i, j, u, v);
                                int tap = tap(g, f, u, v);
                                for (int c = 0; pixel >= 0 && c < g.channelsOfGroup(); c++) {
                                    dws[tap + c] += upstream * xs[pixel + c];
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Override
    public void biasGradient(Tensor dy, Tensor db) {
        double[] dys = dataOf(dy);
        double[] dbs = dataOf(db);
        Arrays.fill(dbs, 0);
        for (int at = 0; at < dys.length; at++) {
            dbs[at % dbs.length] += dys[at];
        }
    }

    @Override
    public Convolution with(ConvolutionAlgorithm algorithm) {
        return this;
    }

    /// Where the first channel that a filter sees of an input pixel is stored, or −1 for a pixel of the padding.
    private static int pixel(ConvolutionGeometry g, int n, int f, int i, int j, int u, int v) {
        int row = i * g.strideHeight() + u * g.dilationHeight() - g.paddingHeight();
        int column = j * g.strideWidth() + v * g.dilationWidth() - g.paddingWidth();
        boolean inside = row >= 0 && row < g.height() && column >= 0 && column < g.width();
        int group = f / g.filtersOfGroup();
        return inside ? ((n * g.height() + row) * g.width() + column) * g.channels() + group * g.channelsOfGroup() : -1;
    }

    /// Where the first channel of a weight is stored.
    private static int tap(ConvolutionGeometry g, int f, int u, int v) {
        return ((f * g.kernelHeight() + u) * g.kernelWidth() + v) * g.channelsOfGroup();
    }
}
