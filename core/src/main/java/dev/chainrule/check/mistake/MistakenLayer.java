package dev.chainrule.check.mistake;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// A layer with a mistake of the catalogue built in, slow and in float64, to show what a check says:
///
/// ```java
/// Layer layer = MistakenLayer.of(LayerKind.batchNorm(1e-5), Mistake.EPSILON_OUTSIDE_ROOT, Shape.of(8, 5));
/// System.out.println(GradientCheck.of(layer).as(LayerKind.batchNorm(1e-5)).run(Shape.of(8, 5)));
/// ```
public final class MistakenLayer implements Layer {
    private static final int FILTERS = 3;
    private static final int KERNEL = 3;

    private final LayerKind kind;
    private final Mistake mistake;
    private final Formulas formulas;
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, Buffer> statistics = new LinkedHashMap<>();

    private MistakenLayer(LayerKind kind, Mistake mistake) {
        this.kind = kind;
        this.mistake = mistake;
        this.formulas = KnownFormulas.of(kind);
    }

    /// The mistakes that can be built into a layer of some kind.
    public static List<Mistake> mistakes(LayerKind kind) {
        return KnownFormulas.of(kind).mistakes();
    }

    /// Builds a layer for inputs of a shape. An affine layer has as many outputs as inputs, a convolution 3
    /// filters of at most 3 × 3; weights are drawn from a fixed seed, gamma is 1, everything else 0.
    ///
    /// @throws IllegalArgumentException if this kind of layer cannot have that mistake, or not inputs of that
    /// shape
    public static MistakenLayer of(LayerKind kind, Mistake mistake, Shape input) {
        if (!mistakes(kind).contains(mistake)) {
            throw new IllegalArgumentException("MistakenLayer: mistake %s does not fit %s; expected one of %s"
                    .formatted(
                            mistake.id(),
                            kind,
                            mistakes(kind).stream().map(Mistake::id).toList()));
        }
        KnownFormulas.of(kind).misfit(input).ifPresent(expected -> {
            throw new IllegalArgumentException(
                    "MistakenLayer: input %s does not fit %s; expected %s".formatted(input, kind, expected));
        });
        MistakenLayer layer = new MistakenLayer(kind, mistake);
        switch (kind) {
            case LayerKind.Affine _ -> {
                int features = input.sizePerExample();
                layer.weight(Shape.of(features, features), features);
            }
            case LayerKind.Convolution2d _ -> {
                int height = Math.min(KERNEL, input.extent(2));
                int width = Math.min(KERNEL, input.extent(3));
                layer.weight(Shape.of(FILTERS, input.extent(1), height, width), FILTERS);
            }
            case LayerKind.BatchNorm _ -> {
                layer.scaleAndShift(input.extent(1));
                layer.statistics(input.extent(1));
            }
            case LayerKind.LayerNorm _, LayerKind.GroupNorm _ -> layer.scaleAndShift(input.extent(1));
            case LayerKind.Relu _,
                    LayerKind.LeakyRelu _,
                    LayerKind.Sigmoid _,
                    LayerKind.Tanh _,
                    LayerKind.Dropout _,
                    LayerKind.MaxPool _ -> {}
        }
        return layer;
    }

    private void weight(Shape shape, int outputs) {
        Tensor weight =
                Tensor.gaussian(Precision.FLOAT64, shape, RandomKey.of(2).generator());
        parameters.put("W", new Parameter("W", Parameter.Kind.WEIGHT, weight));
        parameters.put("b", new Parameter("b", Parameter.Kind.BIAS, zeros(outputs)));
    }

    private void scaleAndShift(int features) {
        Tensor gamma = zeros(features);
        gamma.fill(1);
        parameters.put("gamma", new Parameter("gamma", Parameter.Kind.SCALE, gamma));
        parameters.put("beta", new Parameter("beta", Parameter.Kind.SHIFT, zeros(features)));
    }

    private void statistics(int features) {
        statistics.put("running mean", new Buffer("running_mean", zeros(features)));
        statistics.put("running variance", new Buffer("running_var", zeros(features)));
    }

    private static Tensor zeros(int length) {
        return Tensor.zeros(Precision.FLOAT64, Shape.of(length));
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Map<String, double[]> inputs = Observation.inputs(this, x);
        if (kind instanceof LayerKind.Dropout dropout) {
            double keep = mistake == Mistake.KEEP_IS_DROP ? 1 - dropout.keep() : dropout.keep();
            inputs.put(DropoutFormulas.MASK, mask(x.size(), keep, mode));
        }
        Observation observation =
                new Observation("", x.shape(), inputs, new int[0], mode instanceof Mode.Train, Map.of());
        Computation computation = formulas.wrong(observation, mistake);
        statistics.forEach((name, buffer) -> {
            Numbers updated = observation.training() ? formulas.result(computation, name) : null;
            if (updated != null) {
                buffer.value().copyFrom(tensor(updated, buffer.value().shape()));
            }
        });
        Numbers output = computation.get("output");
        return new MistakenPass(this, observation, tensor(output, outputShape(x.shape(), output.size())));
    }

    private static double[] mask(int size, double keep, Mode mode) {
        RandomGenerator random = switch (mode) {
            case Mode.Train train -> train.random().generator();
            case Mode.Evaluate _, Mode.Calibrate _ -> RandomKey.of(3).generator();
        };
        double[] mask = new double[size];
        for (int i = 0; i < size; i++) {
            mask[i] = random.nextDouble() < keep ? 1 : 0;
        }
        return mask;
    }

    private record MistakenPass(MistakenLayer layer, Observation observation, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Map<String, double[]> inputs = new HashMap<>(observation.inputs());
            inputs.put("dy", dy.toArray());
            Shape x = observation.shape();
            Observation with = new Observation("", x, inputs, new int[0], observation.training(), Map.of());
            Computation computation = layer.formulas.wrong(with, layer.mistake);
            Gradients gradients = Gradients.ofInput(tensor(result(computation, "dx"), x));
            layer.parameters.forEach((name, parameter) -> {
                Numbers gradient = result(computation, "d" + name);
                Shape shape = parameter.value().shape();
                Shape other = gradient.size() == dy.size() ? dy.shape() : Shape.of(gradient.size());
                gradients.with(parameter, tensor(gradient, gradient.size() == shape.size() ? shape : other));
            });
            return gradients;
        }

        private Numbers result(Computation computation, String name) {
            return Objects.requireNonNull(layer.formulas.result(computation, name));
        }
    }

    private static Tensor tensor(Numbers numbers, Shape shape) {
        return Tensor.of(Precision.FLOAT64, shape, numbers.values());
    }

    @Override
    public Shape outputShape(Shape input) {
        return forward(Tensor.zeros(Precision.FLOAT64, input), new Mode.Evaluate())
                .output()
                .shape();
    }

    /// The shape of an output of so many numbers; a wrong padding makes the image larger or smaller.
    private Shape outputShape(Shape x, int length) {
        return switch (kind) {
            case LayerKind.Convolution2d convolution -> {
                Shape kernel =
                        Objects.requireNonNull(parameters.get("W")).value().shape();
                List<Shape> candidates = new ArrayList<>();
                for (int pad : new int[] {
                    convolution.padding(), convolution.padding() + 1, Math.max(0, convolution.padding() - 1)
                }) {
                    candidates.add(Shape.of(
                            x.extent(0),
                            kernel.extent(0),
                            1 + (x.extent(2) + 2 * pad - kernel.extent(2)) / convolution.stride(),
                            1 + (x.extent(3) + 2 * pad - kernel.extent(3)) / convolution.stride()));
                }
                yield candidates.stream()
                        .filter(shape -> shape.size() == length)
                        .findFirst()
                        .orElseThrow();
            }
            case LayerKind.MaxPool pool ->
                Shape.of(
                        x.extent(0),
                        x.extent(1),
                        1 + (x.extent(2) - pool.size()) / pool.stride(),
                        1 + (x.extent(3) - pool.size()) / pool.stride());
            case LayerKind.Affine _,
                    LayerKind.Relu _,
                    LayerKind.LeakyRelu _,
                    LayerKind.Sigmoid _,
                    LayerKind.Tanh _,
                    LayerKind.BatchNorm _,
                    LayerKind.LayerNorm _,
                    LayerKind.GroupNorm _,
                    LayerKind.Dropout _ -> x;
        };
    }

    @Override
    public List<Parameter> parameters() {
        return List.copyOf(parameters.values());
    }

    @Override
    public List<Buffer> buffers() {
        return List.copyOf(statistics.values());
    }

    @Override
    public String toString() {
        return kind + " with the mistake " + mistake.id();
    }
}
