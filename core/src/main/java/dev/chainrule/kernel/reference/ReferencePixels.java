package dev.chainrule.kernel.reference;

import dev.chainrule.kernel.Pixels;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.Tensor;

/// The bytes of images into numbers, one after the other.
public final class ReferencePixels implements Pixels {
    @Override
    public void scale(byte[] bytes, int[] examples, float[] shift, float[] scale, Tensor x) {
        double[] out = DoubleTensor.dataOf(x);
        int size = shift.length;
        for (int n = 0; n < examples.length; n++) {
            for (int i = 0; i < size; i++) {
                out[n * size + i] = ((bytes[examples[n] * size + i] & 0xff) - shift[i]) * scale[i];
            }
        }
    }
}
