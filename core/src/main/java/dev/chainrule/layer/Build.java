package dev.chainrule.layer;

import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/// A place in a network that a layer is built for: the shape that comes in, the precision, the numbers in the names of
/// parameters, and where their first values are drawn from.
///
/// Parameters are numbered by what they are, `W1`, `b1`, `W2`, … and `gamma1`, `beta1`, …, and drawn in the order of
/// the layers, so the courses' seeds give the courses' weights.
public final class Build {
    private static final String LAYER = "layer";

    private final Shape input;
    private final Precision precision;
    private final RandomGenerator random;
    private final Fusion fusion;
    private final Map<String, Integer> numbers;
    private final Optional<BiConsumer<String, Shape>> rehearsal;

    private Build(
            Shape input,
            Precision precision,
            RandomGenerator random,
            Fusion fusion,
            Map<String, Integer> numbers,
            Optional<BiConsumer<String, Shape>> rehearsal) {
        this.input = input;
        this.precision = precision;
        this.random = random;
        this.fusion = fusion;
        this.numbers = numbers;
        this.rehearsal = rehearsal;
    }

    /// The beginning of a network.
    ///
    /// @param input the shape of an input; the number of examples does not matter
    /// @param random draws the parameters
    public Build(Shape input, Precision precision, RandomGenerator random) {
        this(
                Require.present(input, "Build", "input", "the shape of an input"),
                Require.present(precision, "Build", "precision", "float32 or float64"),
                Require.present(random, "Build", "random", "a generator"),
                Fusion.NORMALIZATION,
                new HashMap<>(),
                Optional.empty());
    }

    /// The same place in a network whose neighbouring layers are fused another way.
    public Build withFusion(Fusion other) {
        return new Build(input, precision, random, other, numbers, rehearsal);
    }

    /// The same place in a network that is built to see how large it is: parameters stay zero, which takes a small
    /// part of the time that drawing them takes, and each is told of before memory is taken for it.
    ///
    /// @param parameter gets a name and a shape; what it throws ends the building
    public Build rehearsed(BiConsumer<String, Shape> parameter) {
        return new Build(input, precision, random, fusion, numbers, Optional.of(parameter));
    }

    /// The shape of the layer's input; the number of examples does not matter.
    public Shape input() {
        return input;
    }

    /// The precision of parameters.
    public Precision precision() {
        return precision;
    }

    /// Draws the parameters.
    public RandomGenerator random() {
        return random;
    }

    /// How many layers were begun before this one in the whole network, so 0 for the first. A composition counts as
    /// one, and each of its parts.
    public int place() {
        return Math.max(0, numbers.getOrDefault(LAYER, 0) - 1);
    }

    /// The next number for the names of parameters of a kind: 1, 2, … in the order of the layers.
    ///
    /// @param kind a word that layers share whose parameters are numbered in one row, such as `W`
    public int number(String kind) {
        return numbers.merge(kind, 1, Integer::sum);
    }

    /// A parameter that starts by a rule.
    ///
    /// @param name under which it is saved
    /// @param fanIn the number of inputs that one output sums over
    /// @param fanOut the number of outputs that one input contributes to
    public Parameter parameter(
            String name, Parameter.Kind kind, Shape shape, Initializer start, int fanIn, int fanOut) {
        rehearsal.ifPresent(told -> told.accept(name, shape));
        Tensor value = Tensor.zeros(precision, shape);
        if (rehearsal.isEmpty()) {
            start.fill(value, fanIn, fanOut, random);
        }
        return new Parameter(name, kind, value);
    }

    /// A parameter of a matrix (inputs, outputs) that starts by He's rule, which is usual of weights.
    public Parameter weight(String name, int inputs, int outputs) {
        return parameter(name, Parameter.Kind.WEIGHT, Shape.of(inputs, outputs), new Initializer.He(), inputs, outputs);
    }

    /// Builds layers one after the other, the first of them here.
    public Sequential sequence(List<LayerSpec> specs) {
        List<Layer> layers = new ArrayList<>();
        Shape shape = input;
        for (LayerSpec spec : specs) {
            number(LAYER);
            Layer layer = spec.build(new Build(shape, precision, random, fusion, numbers, rehearsal));
            layers.add(layer);
            shape = layer.outputShape(shape);
        }
        return new Sequential(fusion.of(layers));
    }
}
