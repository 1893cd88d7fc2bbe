package dev.chainrule.lab.derive;

import dev.chainrule.lab.formula.Formula;
import dev.chainrule.layer.Layer;
import dev.chainrule.loss.Loss;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// A layer or loss as a formula at random numbers, beside other forms of the same.
final class LayerExample {
    private final Tenths tenths;
    private final Tape tape = new Tape();
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, String> meanings = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final List<Derivation.Form> forms = new ArrayList<>();
    private String closed = "";
    private boolean normalises;
    private Formula.Recorded recorded = new Formula.Recorded(tape.constant(0, Precision.FLOAT64), Map.of(), Map.of());
    private Tensor dy = recorded.result().value();

    LayerExample(long seed) {
        this.tenths = new Tenths(seed);
    }

    /// An input of random numbers, whose gradient is shown.
    LayerExample input(String name, String meaning, int middle, int... extents) {
        inputs.put(name, tenths.around(middle, Shape.of(extents)));
        meanings.put(name, meaning);
        return this;
    }

    /// Numbers that get no gradient.
    LayerExample constant(String name, String meaning, Tensor numbers) {
        constants.put(name, numbers);
        meanings.put(name, meaning);
        return this;
    }

    /// Random numbers that get no gradient.
    LayerExample constant(String name, String meaning, int middle, int... extents) {
        return constant(name, meaning, tenths.around(middle, Shape.of(extents)));
    }

    /// A number that gets no gradient.
    LayerExample constant(String name, double number) {
        return constant(name, "", Tensor.of(Precision.FLOAT64, Shape.of(), number));
    }

    /// Random labels of so many examples.
    int[] labels(int examples, int classes) {
        int[] labels = new int[examples];
        double[] numbers = new double[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = tenths.random().nextInt(classes);
            numbers[i] = labels[i];
        }
        constant("r", "right classes", Tensor.of(Precision.FLOAT64, Shape.of(examples), numbers));
        return labels;
    }

    /// The graph; comments in the formula say what its nodes mean.
    LayerExample graph(String formula) {
        recorded = Formula.of(formula).on(tape, name -> {
            Tensor numbers = tensor(name);
            Variable variable = constants.containsKey(name) ? tape.constant(numbers) : tape.variable(name, numbers);
            return variable.named(name, meanings.getOrDefault(name, ""));
        });
        Shape shape = recorded.result().shape();
        dy = shape.rank() == 0 ? Tensor.of(Precision.FLOAT64, shape, 1) : tenths.around(0, shape);
        return this;
    }

    /// Another formula of the same, which names the output `y` and the gradient of each input, such as `dx`.
    LayerExample beside(String name, String formula) {
        Tape other = new Tape();
        var assigned = Formula.of(formula)
                .on(other, each -> other.constant(each.equals("dy") ? dy : tensor(each)))
                .assigned();
        List<Tensor> gradients = inputs.keySet().stream()
                .map(input ->
                        Objects.requireNonNull(assigned.get("d" + input), input).value())
                .toList();
        return beside(name, new Result(Objects.requireNonNull(assigned.get("y")).value(), gradients));
    }

    /// What another form gives.
    LayerExample beside(String name, Result result) {
        forms.add(new Derivation.Form(name, result, LayerForm.FLOAT64));
        return this;
    }

    /// The numbers of an input or constant.
    Tensor tensor(String name) {
        Tensor constant = constants.get(name);
        return constant == null ? Objects.requireNonNull(inputs.get(name), name) : constant;
    }

    /// The gradient with respect to the output.
    Tensor dy() {
        return dy;
    }

    /// The simplified formula of the same.
    LayerExample closed(String formula) {
        closed = "\n\nIn NumPy's spelling:\n\n" + formula.strip().indent(2).stripTrailing();
        return beside("closed form", formula);
    }

    /// The library's own layer, whose parameters are the inputs after the first, in the same order.
    LayerExample layer(Function<Precision, Layer> layer) {
        return layer("", Precision.FLOAT64, layer).layer("", Precision.FLOAT32, layer);
    }

    /// The library's own layer in one precision.
    LayerExample layer(String name, Precision precision, Function<Precision, Layer> layer) {
        forms.add(LayerForm.of(name, layer, precision, List.copyOf(inputs.values()), dy));
        return this;
    }

    /// The library's own loss.
    LayerExample loss(Loss loss, int... labels) {
        Tensor scores = inputs.values().iterator().next();
        forms.add(LayerForm.of(loss, Precision.FLOAT64, scores, labels));
        forms.add(LayerForm.of(loss, Precision.FLOAT32, scores, labels));
        return this;
    }

    /// Shows beside it which numbers of images share a mean and a variance in all layers that normalise.
    LayerExample normalises() {
        normalises = true;
        return this;
    }

    Derivation derivation(String title, String explanation, String simplified) {
        var titles = new Derivation.Titles(title, "", explanation, simplified + closed, normalises);
        return new Derivation(titles, recorded.result(), dy, recorded.words(), forms);
    }
}
