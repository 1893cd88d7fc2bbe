package dev.chainrule.lab.derive;

import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The library's own layers and losses at the numbers of an example.
final class LayerForm {
    /// What float64 may differ by where the same sums are taken in another order.
    static final double FLOAT64 = 1e-12;

    /// The same in float32.
    static final double FLOAT32 = 1e-5;

    /// The randomness of the one training step that a derivation shows.
    static final Mode.Train TRAIN = new Mode.Train(RandomKey.of(0));

    private LayerForm() {}

    /// A layer, whose trained parameters are the inputs of the graph after the first, in the same order.
    ///
    /// @param name what it is called; empty if there is only one
    /// @param layer makes it in a precision; the values of its parameters do not matter
    static Derivation.Form of(
            String name, Function<Precision, Layer> layer, Precision precision, List<Tensor> inputs, Tensor dy) {
        Layer instance = layer.apply(precision);
        List<Parameter> trained =
                instance.parameters().stream().filter(Parameter::isTrained).toList();
        for (int i = 1; i < inputs.size(); i++) {
            Tensor value = trained.get(i - 1).value();
            value.copyFrom(in(precision, value.shape(), inputs.get(i)));
        }
        Tensor x = inputs.getFirst();
        Pass pass = instance.forward(in(precision, x.shape(), x), TRAIN);
        Gradients gradients = pass.backward(in(precision, pass.output().shape(), dy));
        List<Tensor> results = new ArrayList<>();
        results.add(exact(gradients.input(), x.shape()));
        for (int i = 1; i < inputs.size(); i++) {
            results.add(exact(gradients.of(trained.get(i - 1)), inputs.get(i).shape()));
        }
        Result result = new Result(exact(pass.output(), dy.shape()), results);
        return form("layer of the library" + (name.isEmpty() ? "" : ", " + name), precision, result);
    }

    /// A loss, whose scores are the only input of the graph.
    static Derivation.Form of(Loss loss, Precision precision, Tensor scores, int... labels) {
        LossPass pass = loss.forward(in(precision, scores.shape(), scores), labels);
        Tensor value = Tensor.of(Precision.FLOAT64, Shape.of(), pass.value());
        Result result = new Result(value, List.of(exact(pass.dscores(), scores.shape())));
        return form("loss of the library", precision, result);
    }

    private static Derivation.Form form(String name, Precision precision, Result result) {
        return switch (precision) {
            case FLOAT32 -> new Derivation.Form(name + ", float32", result, FLOAT32);
            case FLOAT64 -> new Derivation.Form(name + ", float64", result, FLOAT64);
        };
    }

    private static Tensor in(Precision precision, Shape shape, Tensor numbers) {
        return Tensor.of(precision, shape, numbers.toArray());
    }

    private static Tensor exact(Tensor tensor, Shape shape) {
        return Tensor.of(Precision.FLOAT64, shape, tensor.toArray());
    }
}
