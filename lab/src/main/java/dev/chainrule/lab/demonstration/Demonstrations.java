package dev.chainrule.lab.demonstration;

import java.util.List;
import java.util.Optional;

/// The demonstrations that come with the program.
public final class Demonstrations {
    private Demonstrations() {}

    /// All of them.
    public static List<Demonstration> all() {
        return List.of(
                new FastLayers(),
                new ImageFilters(),
                new NormCube(),
                new HingeTinyWeights(),
                new SoftmaxStability(),
                new EpsilonOutside(),
                new GradientAndWeights(),
                new RunningAverageSteps(),
                new L2Prior(),
                new LayerNormWithoutBatch(),
                new WhitenedImages());
    }

    /// The one of that name, if there is one.
    public static Optional<Demonstration> named(String name) {
        return all().stream().filter(each -> each.id().equals(name)).findFirst();
    }
}
