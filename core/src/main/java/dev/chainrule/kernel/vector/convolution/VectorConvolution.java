package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.tensor.FloatTensor.dataOf;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.vector.VectorPointwise;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Convolution in single precision, by the algorithm that is fastest for the geometry, or by the definition.
public final class VectorConvolution implements Convolution {
    private static final VectorConvolution FASTEST = new VectorConvolution(ConvolutionAlgorithm.FASTEST);
    private static final VectorConvolution DIRECT = new VectorConvolution(ConvolutionAlgorithm.DIRECT);

    private final ConvolutionAlgorithm algorithm;

    /// Convolution by an algorithm.
    public VectorConvolution(ConvolutionAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    @Override
    public void forward(ConvolutionGeometry g, Tensor x, Tensor w, @Nullable Tensor b, Tensor y) {
        float @Nullable [] bias = b == null ? null : dataOf(b);
        if (!g.isDense()) {
            if (VectorDepthwise.fits(g)) {
                VectorDepthwise.forward(g, dataOf(x), dataOf(w), bias, dataOf(y));
            } else {
                VectorUnrolled.forward(g, dataOf(x), dataOf(w), bias, dataOf(y));
            }
        } else if (usesWinograd(g)) {
            VectorWinograd.forward(g, dataOf(x), dataOf(w), bias, dataOf(y));
        } else {
            VectorCorrelation.forward(g, dataOf(x), dataOf(w), bias, dataOf(y));
        }
    }

    @Override
    public void inputGradient(ConvolutionGeometry g, Tensor dy, Tensor w, Tensor dx) {
        if (!g.isDense()) {
            if (VectorDepthwise.fits(g)) {
                VectorDepthwise.inputGradient(g, dataOf(dy), dataOf(w), dataOf(dx));
            } else {
                VectorUnrolled.inputGradient(g, dataOf(dy), dataOf(w), dataOf(dx));
            }
        } else if (usesWinograd(g)) {
            VectorWinograd.inputGradient(g, dataOf(dy), dataOf(w), dataOf(dx));
        } else if (VectorScatter.fits(g)) {
            VectorScatter.inputGradient(g, dataOf(dy), dataOf(w), dataOf(dx));
        } else {
            VectorCorrelation.inputGradient(g, dataOf(dy), dataOf(w), dataOf(dx));
        }
    }

    @Override
    public void weightGradient(ConvolutionGeometry g, Tensor x, Tensor dy, Tensor dw) {
        if (!g.isDense()) {
            if (VectorDepthwise.fits(g)) {
                VectorDepthwise.weightGradient(g, dataOf(x), dataOf(dy), dataOf(dw));
            } else {
                VectorUnrolled.weightGradient(g, dataOf(x), dataOf(dy), dataOf(dw));
            }
        } else if (usesWinograd(g)) {
            VectorWinograd.weightGradient(g, dataOf(x), dataOf(dy), dataOf(dw));
        } else {
            VectorFilterGradient.compute(g, dataOf(x), dataOf(dy), dataOf(dw));
        }
    }

    @Override
    public void biasGradient(Tensor dy, Tensor db) {
        int filters = db.size();
        Tensor rows = new FloatTensor(Shape.of(dy.size() / filters, filters), dataOf(dy));
        new VectorPointwise().sumRows(rows, db);
    }

    @Override
    public Convolution with(ConvolutionAlgorithm other) {
        return switch (other) {
            case FASTEST -> FASTEST;
            case DIRECT -> DIRECT;
        };
    }

    private boolean usesWinograd(ConvolutionGeometry g) {
        return algorithm == ConvolutionAlgorithm.FASTEST && VectorWinograd.fits(g);
    }
}
