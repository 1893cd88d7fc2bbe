package dev.chainrule.check;

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
import java.util.List;
import java.util.random.RandomGenerator;

/// A layer as a student writes it: a forward method that leaves things in fields, and a backward method that uses them.
abstract class StudentLayer implements Layer {
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Buffer> buffers = new ArrayList<>();
    final List<Np> gradients = new ArrayList<>();
    boolean training = true;
    RandomGenerator random = RandomKey.of(0).generator();

    /// The output for rows of examples.
    abstract Np forward(Np x);

    /// The gradient with respect to the input; the gradients with respect to the parameters go to [#gradients], in
    /// order.
    abstract Np backward(Np dy);

    final Parameter add(String name, Parameter.Kind kind, Tensor value) {
        Parameter parameter = new Parameter(name, kind, value);
        parameters.add(parameter);
        return parameter;
    }

    final Tensor buffer(String name, int length) {
        Tensor value = Tensor.zeros(Precision.FLOAT64, Shape.of(length));
        buffers.add(new Buffer(name, value));
        return value;
    }

    static Tensor filled(double value, int... extents) {
        Tensor tensor = Tensor.zeros(Precision.FLOAT64, Shape.of(extents));
        tensor.fill(value);
        return tensor;
    }

    static Tensor drawn(int... extents) {
        return Samples.gaussian(filled(0, extents), RandomKey.of(5).generator());
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        training = mode instanceof Mode.Train;
        random = mode instanceof Mode.Train train
                ? train.random().generator()
                : RandomKey.of(1).generator();
        Tensor y = forward(Np.of(x)).tensor(outputShape(x.shape()));
        return new StudentPass(this, x.shape(), y);
    }

    private record StudentPass(StudentLayer layer, Shape input, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            layer.gradients.clear();
            Gradients result = Gradients.ofInput(layer.backward(Np.of(dy)).tensor(input));
            for (int i = 0; i < layer.parameters.size(); i++) {
                Parameter parameter = layer.parameters.get(i);
                result.with(
                        parameter,
                        layer.gradients.get(i).tensor(parameter.value().shape()));
            }
            return result;
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public List<Buffer> buffers() {
        return buffers;
    }

    @Override
    public String toString() {
        return "a student's layer";
    }
}
