package dev.chainrule.kernel;

import dev.chainrule.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// What a normalisation does to the numbers of each feature:
/// `y = gamma · (x − mean) / sqrt(variance + epsilon) + beta`, and what follows.
///
/// @param mean of each feature; float64 whatever the precision of x
/// @param variance of each feature, biased or not as its maker says; float64
/// @param epsilon added to the variance, inside the root
/// @param gamma scale of each feature, or null for 1
/// @param beta shift of each feature, or null for 0
/// @param epilogue what follows in the same pass over memory
public record Standardization(
        Tensor mean,
        Tensor variance,
        double epsilon,
        @Nullable Tensor gamma,
        @Nullable Tensor beta,
        Epilogue epilogue) {

    /// What follows a standardisation in the same pass over memory.
    public enum Epilogue {
        /// Nothing.
        NONE,
        /// `max(0, y)`.
        RELU,
        /// `max(0, y)`, of which the maximum of each 2×2 pixels is kept; for images of even height and width.
        /// Of equal maxima the first gets the gradient.
        RELU_AND_POOL
    }

    /// The number of features.
    public int features() {
        return mean.size();
    }

    /// The scale of a feature.
    public double gammaOf(int feature) {
        return gamma == null ? 1 : gamma.getStored(feature);
    }

    /// The shift of a feature.
    public double betaOf(int feature) {
        return beta == null ? 0 : beta.getStored(feature);
    }

    /// `1 / sqrt(variance + epsilon)` of a feature.
    public double inverseDeviation(int feature) {
        return 1 / Math.sqrt(variance.getStored(feature) + epsilon);
    }
}
