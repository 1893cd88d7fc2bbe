package dev.chainrule.explain;

import dev.chainrule.model.Model;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Ranges and images for the networks of [Networks].
final class Ranges {
    private Ranges() {}

    /// A range that differs from position to position.
    static PixelRange of(Model model) {
        Shape image = model.input().rank() == 3 ? model.input() : Shape.of(3, 2, 2);
        double[] black = new double[image.size()];
        double[] white = new double[image.size()];
        Arrays.setAll(black, i -> -2 - 0.01 * i);
        Arrays.setAll(white, i -> 1.5 + 0.02 * i);
        return new PixelRange(image, black, white);
    }

    /// Images of random whole bytes.
    static Tensor images(Model model, int count) {
        PixelRange range = of(model);
        RandomGenerator random = RandomKey.of(9).generator();
        byte[][] bytes = new byte[count][range.image().size()];
        for (byte[] each : bytes) {
            for (int i = 0; i < each.length; i++) {
                each[i] = (byte) random.nextInt(256);
            }
        }
        return range.images(model.precision(), model.input(), bytes);
    }

    /// Whether all numbers are within the range, up to the rounding of float32.
    static boolean holds(PixelRange range, Tensor images) {
        int[] offsets = range.offsets(images.shape());
        for (int n = 0; n < images.shape().extent(0); n++) {
            for (int i = 0; i < offsets.length; i++) {
                double value = images.getStored(n * offsets.length + offsets[i]);
                if (!(value >= range.black()[i] - 1e-6 && value <= range.white()[i] + 1e-6)) {
                    return false;
                }
            }
        }
        return true;
    }
}
