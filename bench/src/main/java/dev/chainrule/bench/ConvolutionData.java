package dev.chainrule.bench;

import dev.chainrule.tensor.Shape;
import java.util.Random;

/// Random operands of a convolution in row-major order, the same for every library.
///
/// @param x (N, C, H, W)
/// @param w (F, C, HH, WW)
/// @param dy (N, F, H', W')
record ConvolutionData(float[] x, float[] w, float[] dy) {

    static ConvolutionData of(ConvolutionWork work) {
        Random random = new Random(231);
        return new ConvolutionData(
                gaussian(work.geometry().inputShape(), random),
                gaussian(work.geometry().weightShape(), random),
                gaussian(work.geometry().outputShape(), random));
    }

    private static float[] gaussian(Shape shape, Random random) {
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
