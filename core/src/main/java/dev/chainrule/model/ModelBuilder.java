package dev.chainrule.model;

import dev.chainrule.layer.Build;
import dev.chainrule.layer.Fusion;
import dev.chainrule.layer.Sequential;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/// Turns settings into a network; see [Build] for names and drawing.
public final class ModelBuilder {
    private ModelBuilder() {}

    /// Builds a network and draws its parameters.
    ///
    /// @throws ShapeMismatchException if a layer does not fit the one before it, or the last does not yield one row
    /// an example
    /// @throws IllegalArgumentException if a layer is where it cannot be
    public static Model build(ModelSpec spec, RandomGenerator random) {
        return build(spec, random, Fusion.NORMALIZATION);
    }

    /// The same with other neighbouring layers fused, which changes no bit of the scores.
    public static Model build(ModelSpec spec, RandomGenerator random, Fusion fusion) {
        Build start = new Build(spec.input().batchOf(1), spec.precision(), random);
        return checked(spec, start.withFusion(fusion).sequence(spec.layers()));
    }

    /// Goes through the building of a network without drawing its parameters; see [Build#rehearsed].
    ///
    /// @param parameter gets the name and shape of each before memory is taken for it; what it throws ends the
    /// building
    /// @throws IllegalArgumentException as [#build]
    public static void rehearse(ModelSpec spec, BiConsumer<String, Shape> parameter) {
        new Build(spec.input().batchOf(1), spec.precision(), new NumpyRandom(0))
                .rehearsed(parameter)
                .sequence(spec.layers());
    }

    static Model checked(ModelSpec spec, Sequential network) {
        Shape scores = network.outputShape(spec.input().batchOf(1));
        if (scores.rank() != 2) {
            throw new ShapeMismatchException(
                    "Model %s: scores %s do not fit rank 2; expected (N, K). Flatten before the last layers"
                            .formatted(spec.name(), scores));
        }
        return new Model(spec, network);
    }
}
