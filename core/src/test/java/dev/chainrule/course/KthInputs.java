package dev.chainrule.course;

import dev.chainrule.fixture.Numbers;

/// The inputs of the KTH cases, made of sine waves. KTH writes samples as columns and weights as (outputs, inputs);
/// here they are handed out as the library has them, samples as rows and weights as (inputs, outputs).
final class KthInputs {
    private static final int[] UNITS = {10, 5, 4, 3};

    private KthInputs() {}

    /// Four examples of ten features: (4, 10).
    static Numbers images() {
        return Numbers.sinSequence(0.7, 0.1, 10, 4).transpose();
    }

    /// The value of `W1`, `b1`, `gamma1`, `beta1`, `W2`, …
    static Numbers parameter(String name) {
        int layer = name.charAt(name.length() - 1) - '0';
        int inputs = UNITS[layer - 1];
        int outputs = UNITS[layer];
        return switch (name.substring(0, name.length() - 1)) {
            case "W" ->
                scaled(0.5, 0, Numbers.sinSequence(1.3, 0.2 + (layer - 1), outputs, inputs))
                        .transpose();
            case "b" -> scaled(0.1, 0, Numbers.sinSequence(0.9, layer - 1, outputs));
            case "gamma" -> scaled(0.1, 1, Numbers.sinSequence(1.0, 0.0, outputs));
            case "beta" -> Numbers.fill(i -> 0.1 * StrictMath.cos(i + (layer - 1)), outputs);
            default -> throw new IllegalArgumentException("KthInputs: no parameter " + name);
        };
    }

    private static Numbers scaled(double factor, double added, Numbers numbers) {
        return Numbers.fill(i -> factor * numbers.values()[i] + added, numbers.shape());
    }
}
