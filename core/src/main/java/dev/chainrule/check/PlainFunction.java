package dev.chainrule.check;

import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/// A scalar function that is computed from the beginning each time.
record PlainFunction(List<Tensor> tensors, DoubleSupplier function, double magnitude) implements ScalarFunction {
    /// Any function; its magnitude is its value at the start.
    static PlainFunction of(List<Tensor> tensors, DoubleSupplier function) {
        return new PlainFunction(tensors, function, Math.abs(function.getAsDouble()));
    }

    /// The output of a layer, contracted with an upstream gradient: `Σ dy · (y − y₀)`. Leaving out the output at
    /// the start keeps what does not change from adding rounding errors. It depends on the input and the
    /// parameters.
    static PlainFunction contracted(Layer checked, Tensor x, Mode mode, Tensor dy) {
        FrozenLayer layer = FrozenLayer.of(checked);
        Tensor start = layer.forward(x, mode).output().copy();
        List<Tensor> tensors = new ArrayList<>(List.of(x));
        checked.parameters().stream().map(Parameter::value).forEach(tensors::add);
        double squares = 0;
        for (int i = 0; i < start.size(); i++) {
            double term = dy.getStored(i) * start.getStored(i);
            squares += term * term;
        }
        DoubleSupplier function = () -> {
            Tensor y = layer.forward(x, mode).output();
            double sum = 0;
            for (int i = 0; i < y.size(); i++) {
                sum += dy.getStored(i) * (y.getStored(i) - start.getStored(i));
            }
            return sum;
        };
        return new PlainFunction(tensors, function, Math.sqrt(squares));
    }

    @Override
    public double value() {
        return function.getAsDouble();
    }
}
