package dev.chainrule.lab.derive;

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
import java.util.function.Function;

/// The library's own layer at the numbers of an example. The parameters of the layer are the inputs of the graph after
/// the first, in the same order.
///
/// @param layer makes the layer in a precision; the values of its parameters do not matter
/// @param input the shape of x
record LayerForm(Function<Precision, Layer> layer, Shape input) {
    /// The randomness of the one training step that a derivation shows.
    static final Mode.Train TRAIN = new Mode.Train(RandomKey.of(0));

    /// Compares the layer in both precisions.
    void compare(Example example) {
        example.agreesWith("layer of the library, float64", Example.FLOAT64, run(example, Precision.FLOAT64));
        example.agreesWith("layer of the library, float32", Example.FLOAT32, run(example, Precision.FLOAT32));
    }

    Result run(Example example, Precision precision) {
        List<Matrix> inputs = example.inputs();
        Layer instance = layer.apply(precision);
        for (int i = 1; i < inputs.size(); i++) {
            Tensor value = instance.parameters().get(i - 1).value();
            value.copyFrom(Tensor.of(precision, value.shape(), inputs.get(i).values()));
        }
        Matrix x = inputs.getFirst();
        Pass pass = instance.forward(Tensor.of(precision, input, x.values()), TRAIN);
        Matrix dy = example.upstream();
        Gradients gradients = pass.backward(Tensor.of(precision, pass.output().shape(), dy.values()));
        List<Matrix> results = new ArrayList<>();
        results.add(matrix(gradients.input(), x));
        for (int i = 1; i < inputs.size(); i++) {
            Parameter parameter = instance.parameters().get(i - 1);
            results.add(matrix(gradients.of(parameter), inputs.get(i)));
        }
        return new Result(matrix(pass.output(), dy), results);
    }

    private static Matrix matrix(Tensor tensor, Matrix like) {
        return new Matrix(like.rows(), like.columns(), tensor.toArray());
    }
}
