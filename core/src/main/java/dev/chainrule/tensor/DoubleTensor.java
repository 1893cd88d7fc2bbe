package dev.chainrule.tensor;

import java.util.Arrays;

/// A tensor of `double` numbers.
public final class DoubleTensor implements Tensor {
    private final Shape shape;
    private final double[] data;

    /// Wraps an array without copying it.
    ///
    /// @param data the numbers in stored order, exactly `shape.size()` of them
    public DoubleTensor(Shape shape, double[] data) {
        if (shape == null || data == null) {
            throw new IllegalArgumentException("DoubleTensor: %s is missing (null); expected a shape and its numbers"
                    .formatted(shape == null ? "shape" : "data"));
        }
        if (data.length != shape.size()) {
            throw new ShapeMismatchException("DoubleTensor: an array of %s does not fit shape %s; expected %s elements"
                    .formatted(data.length, shape, shape.size()));
        }
        this.shape = shape;
        this.data = data;
    }

    /// The numbers of a tensor that must be of this precision.
    ///
    /// @throws IllegalArgumentException if it is of the other one
    public static double[] dataOf(Tensor tensor) {
        if (tensor instanceof DoubleTensor typed) {
            return typed.data;
        }
        throw new IllegalArgumentException(
                "Tensor: %s %s does not fit a FLOAT64 kernel; expected all tensors of one precision"
                        .formatted(tensor.precision(), tensor.shape()));
    }

    /// The numbers themselves, in stored order; not a copy.
    public double[] data() {
        return data;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public Precision precision() {
        return Precision.FLOAT64;
    }

    @Override
    public double getStored(int offset) {
        return data[offset];
    }

    @Override
    public void setStored(int offset, double value) {
        data[offset] = value;
    }

    @Override
    public void fill(double value) {
        Arrays.fill(data, value);
    }

    @Override
    public Tensor copy() {
        return new DoubleTensor(shape, data.clone());
    }

    @Override
    public void copyFrom(Tensor source) {
        ShapeMismatchException.require("copyFrom", "source", source, "target", shape);
        System.arraycopy(dataOf(source), 0, data, 0, data.length);
    }

    @Override
    public Tensor withShape(Shape other) {
        if (other.equals(shape)) {
            return this;
        }
        if (other.rank() == 4 || shape.rank() == 4) {
            throw ShapeMismatchException.of(
                    "withShape", "shape", other, "tensor", shape, "ranks other than 4, which is stored channels-last");
        }
        return new DoubleTensor(other, data);
    }

    @Override
    public String toString() {
        return TensorText.of(this);
    }
}
