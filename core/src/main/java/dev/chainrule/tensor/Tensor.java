package dev.chainrule.tensor;

import java.util.List;
import java.util.random.RandomGenerator;

/// Dense numbers of one [Shape] and one [Precision].
///
/// There are no strides and no views: the numbers of a tensor fill one array. Rank 4 is (N, C, H, W) to the caller and
/// channels-last in that array, every other rank is row-major. [#get], [#set] and [#toArray] speak the caller's order;
/// they are for data and tests, because one call costs about as much as a vector kernel spends on a hundred elements.
public sealed interface Tensor extends TensorOperations permits FloatTensor, DoubleTensor {

    /// The extents of the axes.
    Shape shape();

    /// The precision of the numbers, which decides the kernels that compute with them.
    Precision precision();

    /// The number at position `offset` of the stored order.
    double getStored(int offset);

    /// Replaces the number at position `offset` of the stored order, rounded to this tensor's precision.
    void setStored(int offset, double value);

    /// Replaces all numbers by `value`.
    void fill(double value);

    /// A copy that shares nothing with this tensor and belongs to no [Workspace].
    Tensor copy();

    /// Replaces all numbers by those of `source`, which has the same shape and precision.
    void copyFrom(Tensor source);

    /// The same numbers under another shape; the array is shared. Neither shape may have rank 4 unless they are
    /// equal, because that would change the order in which the numbers are stored.
    Tensor withShape(Shape shape);

    /// The number of elements.
    default int size() {
        return shape().size();
    }

    /// The number at an index, one coordinate an axis.
    default double get(int... index) {
        return getStored(storedOffset(shape(), shape().position(index)));
    }

    /// Replaces the number at an index, one coordinate an axis.
    default void set(double value, int... index) {
        setStored(storedOffset(shape(), shape().position(index)), value);
    }

    /// All numbers in row-major order of the shape, so (N, C, H, W) for images.
    default double[] toArray() {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = getStored(storedOffset(shape(), i));
        }
        return values;
    }

    /// The numbers as arrays of arrays, one level an axis, for example `x.toNested(float[][][].class)`.
    ///
    /// @param type of doubles, or of floats to which they are rounded
    /// @throws ShapeMismatchException if the type has more or fewer levels than there are axes
    default <A> A toNested(Class<A> type) {
        return NestedArrays.of(this, type);
    }

    /// The rows of a matrix.
    ///
    /// @throws ShapeMismatchException if this is not a matrix
    default double[][] toMatrix() {
        return toNested(double[][].class);
    }

    /// A copy in another precision, or in the same.
    default Tensor as(Precision other) {
        Tensor copy = zeros(other, shape());
        for (int i = 0; i < copy.size(); i++) {
            copy.setStored(i, getStored(i));
        }
        return copy;
    }

    /// A tensor of zeros, owned by the caller.
    static Tensor zeros(Precision precision, Shape shape) {
        if (precision == null || shape == null) {
            throw new IllegalArgumentException("Tensor: %s is missing (null); expected a precision and a shape"
                    .formatted(precision == null ? "precision" : "shape"));
        }
        return switch (precision) {
            case FLOAT32 -> new FloatTensor(shape, new float[shape.size()]);
            case FLOAT64 -> new DoubleTensor(shape, new double[shape.size()]);
        };
    }

    /// A tensor that is `value` everywhere.
    static Tensor full(Precision precision, Shape shape, double value) {
        Tensor tensor = zeros(precision, shape);
        tensor.fill(value);
        return tensor;
    }

    /// Numbers at equal distances, in row-major order of the shape: NumPy's `linspace(from, to, n).reshape(shape)`.
    ///
    /// @param from the first number
    /// @param to the last number, if there are several
    static Tensor linspace(Precision precision, Shape shape, double from, double to) {
        int last = shape.size() - 1;
        double step = (to - from) / last;
        double[] values = new double[shape.size()];
        for (int i = 0; i <= last; i++) {
            values[i] = i == last && i > 0 ? to : i == 0 ? from : i * step + from;
        }
        return of(precision, shape, values);
    }

    /// A tensor of Gaussian numbers of mean 0 and deviation 1, drawn in the stored order.
    static Tensor gaussian(Precision precision, Shape shape, RandomGenerator random) {
        Tensor tensor = zeros(precision, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setStored(i, random.nextGaussian());
        }
        return tensor;
    }

    /// A tensor of the given numbers in row-major order of the shape.
    ///
    /// @throws ShapeMismatchException if there are more or fewer numbers than the shape has elements
    static Tensor of(Precision precision, Shape shape, double... values) {
        if (values.length != shape.size()) {
            throw new ShapeMismatchException("Tensor: %s values do not fit shape %s; expected %s values"
                    .formatted(values.length, shape, shape.size()));
        }
        Tensor tensor = zeros(precision, shape);
        for (int i = 0; i < values.length; i++) {
            tensor.setStored(storedOffset(shape, i), values[i]);
        }
        return tensor;
    }

    /// A row of numbers, in float64.
    static Tensor of(double... values) {
        return NestedArrays.tensor(Precision.FLOAT64, 1, values);
    }

    /// A row of numbers, in float32.
    static Tensor of(float[] values) {
        return NestedArrays.tensor(Precision.FLOAT32, 1, values);
    }

    /// A matrix of rows, in float64.
    ///
    /// @throws ShapeMismatchException if the rows have different lengths
    static Tensor of(double[][] rows) {
        return NestedArrays.tensor(Precision.FLOAT64, 2, rows);
    }

    /// A matrix of rows, in float32.
    ///
    /// @throws ShapeMismatchException if the rows have different lengths
    static Tensor of(float[][] rows) {
        return NestedArrays.tensor(Precision.FLOAT32, 2, rows);
    }

    /// A tensor of three axes, in float64.
    ///
    /// @throws ShapeMismatchException if arrays of one level have different lengths
    static Tensor of(double[][][] values) {
        return NestedArrays.tensor(Precision.FLOAT64, 3, values);
    }

    /// A tensor of three axes, in float32.
    ///
    /// @throws ShapeMismatchException if arrays of one level have different lengths
    static Tensor of(float[][][] values) {
        return NestedArrays.tensor(Precision.FLOAT32, 3, values);
    }

    /// Images (N, C, H, W), in float64.
    ///
    /// @throws ShapeMismatchException if arrays of one level have different lengths
    static Tensor of(double[][][][] values) {
        return NestedArrays.tensor(Precision.FLOAT64, 4, values);
    }

    /// Images (N, C, H, W), in float32.
    ///
    /// @throws ShapeMismatchException if arrays of one level have different lengths
    static Tensor of(float[][][][] values) {
        return NestedArrays.tensor(Precision.FLOAT32, 4, values);
    }

    /// Tensors behind each other along an axis.
    ///
    /// @param axis negative from the last
    /// @throws ShapeMismatchException unless all other extents are equal
    static Tensor concatenate(int axis, Tensor... tensors) {
        List<Tensor> parts = List.of(tensors);
        if (parts.isEmpty()) {
            throw new ShapeMismatchException("concatenate: no tensor is given; expected one or more");
        }
        Tensor first = parts.getFirst();
        parts.forEach(part -> Broadcast.requireOnePrecision("concatenate", first, part));
        int counted = Axes.counted(axis, first.shape());
        Shape joined = Rearrangement.concatenated(
                counted, parts.stream().map(Tensor::shape).toList());
        Tensor out = zeros(first.precision(), joined);
        Rearrangement.concatenate(counted, parts, out);
        return out;
    }

    /// Tensors of one shape along an axis that is new in the result.
    ///
    /// @param axis where the new one is; −1 is behind all others
    /// @throws ShapeMismatchException unless all shapes are equal
    static Tensor stack(int axis, Tensor... tensors) {
        Tensor[] parts = new Tensor[tensors.length];
        for (int i = 0; i < parts.length; i++) {
            ShapeMismatchException.require("stack", "shape", tensors[i], "shape", tensors[0].shape());
            parts[i] = tensors[i].reshape(
                    Rearrangement.widened(tensors[i].shape(), axis).toArray());
        }
        return concatenate(axis, parts);
    }

    /// A tensor whose numbers are *unspecified*, to be written wholly by a kernel. Inside [Workspace#run] its array
    /// is recycled by the next run of that workspace; elsewhere it is new and owned by the caller.
    static Tensor allocate(Precision precision, Shape shape) {
        return Workspace.allocate(precision, shape);
    }

    /// As [#allocate(Precision, Shape)] with the shape and precision of another tensor.
    static Tensor allocateLike(Tensor other) {
        return allocate(other.precision(), other.shape());
    }

    /// Where the element at position `index` of the row-major order is stored.
    static int storedOffset(Shape shape, int index) {
        if (shape.rank() != 4) {
            return index;
        }
        int channels = shape.extent(1);
        int pixels = shape.extent(2) * shape.extent(3);
        int pixel = index % pixels;
        int channel = index / pixels % channels;
        int example = index / pixels / channels;
        return (example * pixels + pixel) * channels + channel;
    }
}
