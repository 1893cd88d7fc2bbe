package dev.chainrule.check;

import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/// Any scalar function; its magnitude is its value at the start.
final class PlainFunction implements ScalarFunction {
    private final List<Tensor> tensors;
    private final DoubleSupplier function;
    private final double magnitude;

    PlainFunction(List<Tensor> tensors, DoubleSupplier function) {
        this.tensors = tensors;
        this.function = function;
        this.magnitude = Math.abs(function.getAsDouble());
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public double value() {
        return function.getAsDouble();
    }

    @Override
    public double magnitude() {
        return magnitude;
    }
}
