package dev.chainrule.lab.run;

import dev.chainrule.kernel.Activation;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Elementwise;
import dev.chainrule.layer.Layer;
import dev.chainrule.tensor.Tensor;

/// Counts the units of a layer that gave 0 for every example so far. A unit is a feature, or a channel of images.
final class SilentUnits {
    private boolean[] spoke = new boolean[0];

    /// Whether units of a layer can fall silent for good: whether it ends in a ReLU.
    static boolean isRectified(Layer layer) {
        return (layer instanceof Elementwise function && function.function() instanceof Activation.Relu)
                || (layer instanceof BatchNorm norm && norm.isRectified());
    }

    /// The silent units of one batch.
    static SilentUnits of(Tensor output) {
        SilentUnits units = new SilentUnits();
        units.listen(output);
        return units;
    }

    /// Takes the outputs of some examples into account; all have the same units.
    void listen(Tensor output) {
        boolean images = output.shape().rank() == 4; // stored channels-last
        int units = images ? output.shape().extent(1) : output.shape().sizePerExample();
        if (spoke.length != units) {
            spoke = new boolean[units];
        }
        for (int from = 0; from < output.size(); from += units) {
            for (int unit = 0; unit < units; unit++) {
                spoke[unit] |= output.getStored(from + unit) != 0;
            }
        }
    }

    /// How many units there are; 0 if nothing was heard.
    int units() {
        return spoke.length;
    }

    /// How many of them gave nothing but 0.
    int silent() {
        int silent = 0;
        for (boolean each : spoke) {
            silent += each ? 0 : 1;
        }
        return silent;
    }

    /// The share of silent units; 0 if nothing was heard.
    double share() {
        return spoke.length == 0 ? 0 : (double) silent() / spoke.length;
    }
}
