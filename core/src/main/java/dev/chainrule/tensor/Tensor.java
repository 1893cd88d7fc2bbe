package dev.chainrule.tensor;

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
        return getStored(offsetOf(index));
    }

    /// Replaces the number at an index, one coordinate an axis.
    default void set(double value, int... index) {
        setStored(offsetOf(index), value);
    }

    /// All numbers in row-major order of the shape, so (N, C, H, W) for images.
    default double[] toArray() {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = getStored(storedOffset(shape(), i));
        }
        return values;
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

    private int offsetOf(int[] index) {
        Shape shape = shape();
        if (index.length != shape.rank()) {
            throw new ShapeMismatchException("Tensor: an index of %s coordinates does not fit shape %s; expected %s"
                    .formatted(index.length, shape, shape.rank()));
        }
        int position = 0;
        for (int axis = 0; axis < index.length; axis++) {
            if (index[axis] < 0 || index[axis] >= shape.extent(axis)) {
                throw new IndexOutOfBoundsException(
                        "Tensor: coordinate %s of axis %s does not fit shape %s; expected 0 to %s"
                                .formatted(index[axis], axis, shape, shape.extent(axis) - 1));
            }
            position = position * shape.extent(axis) + index[axis];
        }
        return storedOffset(shape, position);
    }
}
