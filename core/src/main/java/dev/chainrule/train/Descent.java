package dev.chainrule.train;

import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.settings.Require;

/// How parameters move along their gradients.
///
/// @param optimizer how a gradient moves a parameter
/// @param learningRate of each step
/// @param clipping of gradients before a step
/// @param shiftRateFactor how many times as fast as all else the shifts of normalisations learn; 1 is usual
public record Descent(
        UpdateRule optimizer, LearningRate learningRate, GradientClipping clipping, double shiftRateFactor) {
    /// Checks the settings.
    public Descent {
        Require.positive("Descent", "shiftRateFactor", shiftRateFactor);
    }

    /// Without clipping, all parameters at one rate.
    public static Descent of(UpdateRule optimizer, LearningRate learningRate) {
        return new Descent(optimizer, learningRate, new GradientClipping.None(), 1);
    }

    /// The same with another clipping.
    public Descent withClipping(GradientClipping other) {
        return new Descent(optimizer, learningRate, other, shiftRateFactor);
    }

    /// The same with another rate of the shifts of normalisations.
    public Descent withShiftRateFactor(double other) {
        return new Descent(optimizer, learningRate, clipping, other);
    }
}
