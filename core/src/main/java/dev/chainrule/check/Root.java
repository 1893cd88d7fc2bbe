package dev.chainrule.check;

/// What normalisation divides the centred numbers by, right and wrong.
enum Root {
    INSIDE,
    OUTSIDE,
    WITHOUT_EPSILON,
    NO_ROOT;

    double inverse(double variance, double epsilon) {
        return switch (this) {
            case INSIDE -> 1 / Math.sqrt(variance + epsilon);
            case OUTSIDE -> 1 / (Math.sqrt(variance) + epsilon);
            case WITHOUT_EPSILON -> 1 / Math.sqrt(variance);
            case NO_ROOT -> 1 / (variance + epsilon);
        };
    }

    /// The derivative of [#inverse] by the variance.
    double slope(double variance, double epsilon) {
        double inverse = inverse(variance, epsilon);
        return switch (this) {
            case INSIDE, WITHOUT_EPSILON -> -0.5 * inverse * inverse * inverse;
            case OUTSIDE -> -0.5 * inverse * inverse / Math.sqrt(variance);
            case NO_ROOT -> -inverse * inverse;
        };
    }
}
