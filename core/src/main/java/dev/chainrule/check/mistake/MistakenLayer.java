package dev.chainrule.check.mistake;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/// A layer with a mistake of the catalogue built in, slow and in float64, to show what a check says:
///
/// ```java
/// Layer layer = MistakenLayer.of(BatchNorm.Settings.of(), Mistake.EPSILON_OUTSIDE_ROOT, Shape.of(8, 5));
/// System.out.println(GradientCheck.of(layer).as(BatchNorm.Settings.of()).run(Shape.of(8, 5)));
/// ```
public final class MistakenLayer implements Layer {
    private final LayerSpec spec;
    private final Mistake mistake;
    private final Formulas formulas;
    private final Layer right;

    private MistakenLayer(LayerSpec spec, Mistake mistake, Formulas formulas, Layer right) {
        this.spec = spec;
        this.mistake = mistake;
        this.formulas = formulas;
        this.right = right;
    }

    /// Builds a layer for inputs of a shape; parameters are drawn from a fixed seed.
    ///
    /// @throws IllegalArgumentException if this layer cannot have that mistake, or not inputs of that shape
    public static MistakenLayer of(LayerSpec spec, Mistake mistake, Shape input) {
        Formulas formulas = KnownFormulas.of(spec);
        if (!formulas.mistakes().contains(mistake)) {
            throw new IllegalArgumentException("MistakenLayer: mistake %s does not fit %s; expected one of %s"
                    .formatted(
                            mistake.id(),
                            KnownFormulas.text(spec),
                            formulas.mistakes().stream().map(Mistake::id).toList()));
        }
        return new MistakenLayer(spec, mistake, formulas, KnownFormulas.build(spec, input));
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Map<String, double[]> inputs = Observation.inputs(right, x);
        if (spec instanceof Dropout.Settings dropout) {
            double keep = mistake == Mistake.KEEP_IS_DROP ? 1 - dropout.keep() : dropout.keep();
            inputs.put(DropoutFormulas.MASK, mask(x.size(), keep, mode));
        }
        Observation seen = observation(inputs, x.shape(), mode instanceof Mode.Train);
        Computation computation = formulas.wrong(seen, mistake);
        Observation.statistics(right).forEach((name, buffer) -> {
            Numbers updated = seen.training() ? formulas.result(computation, name) : null;
            if (updated != null) {
                buffer.value().copyFrom(tensor(updated, buffer.value().shape()));
            }
        });
        Shape output = formulas.outputShape(computation, right.outputShape(x.shape()));
        return new MistakenPass(this, seen, tensor(result(computation, "output"), output));
    }

    private static Observation observation(Map<String, double[]> inputs, Shape shape, boolean training) {
        return new Observation("", shape, inputs, new int[0], training, Map.of());
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

    private Numbers result(Computation computation, String name) {
        return Objects.requireNonNull(formulas.result(computation, name), () -> spec + " says nothing of " + name);
    }

    private record MistakenPass(MistakenLayer layer, Observation seen, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Map<String, double[]> inputs = new HashMap<>(seen.inputs());
            inputs.put("dy", dy.toArray());
            Computation computation =
                    layer.formulas.wrong(observation(inputs, seen.shape(), seen.training()), layer.mistake);
            Gradients gradients = Gradients.ofInput(tensor(layer.result(computation, "dx"), seen.shape()));
            Observation.roles(layer.right).forEach((parameter, role) -> {
                Numbers gradient = layer.result(computation, "d" + role);
                Shape shape = parameter.value().shape();
                Shape other = gradient.size() == dy.size() ? dy.shape() : Shape.of(gradient.size());
                gradients.with(parameter, tensor(gradient, gradient.size() == shape.size() ? shape : other));
            });
            return gradients;
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

    @Override
    public List<Parameter> parameters() {
        return right.parameters();
    }

    @Override
    public List<Buffer> buffers() {
        return right.buffers();
    }

    @Override
    public String toString() {
        return KnownFormulas.text(spec) + " with the mistake " + mistake.id();
    }
}
