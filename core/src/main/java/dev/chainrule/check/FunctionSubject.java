package dev.chainrule.check;

import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/// Any scalar function; its magnitude is its value at the start, or what its terms are at least.
final class FunctionSubject implements Subject {
    private final List<Tensor> tensors;
    private final DoubleSupplier function;
    private final double magnitude;

    /// @param least the least size of the terms that the value is a sum of; 0 if the value tells
    FunctionSubject(List<Tensor> tensors, double least, DoubleSupplier function) {
        this.tensors = tensors;
        this.function = function;
        this.magnitude = Math.max(least, Math.abs(function.getAsDouble()));
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
