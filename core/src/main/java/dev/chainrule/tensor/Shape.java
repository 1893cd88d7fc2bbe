package dev.chainrule.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The extents of a tensor's axes, outermost first, for example `(64, 3, 32, 32)`.
///
/// Extents are at least 0 and their product is at most [#MOST_ELEMENTS]; both are checked once, here.
public final class Shape {
    /// The elements of one tensor, at most: a little less than 2³¹, which is the longest array of Java.
    public static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

    private final int[] extents;
    private final int size;

    private Shape(int[] extents) {
        for (int extent : extents) {
            if (extent < 0) {
                throw new ShapeMismatchException(
                        "Shape: extent %s of %s is negative; expected 0 or more".formatted(extent, text(extents)));
            }
        }
        long product = elements(Arrays.stream(extents).asLongStream().toArray());
        if (product > MOST_ELEMENTS) {
            throw new ShapeMismatchException("Shape: %s has more elements than fit one tensor; expected at most %s"
                    .formatted(text(extents), MOST_ELEMENTS));
        }
        this.extents = extents;
        this.size = (int) product;
    }

    /// A shape with the given extents, outermost first; without any it is the shape of a single number.
    public static Shape of(int... extents) {
        return new Shape(extents.clone());
    }

    /// The product of extents of at least 0, whatever their size: [Long#MAX_VALUE] where it is as large or larger.
    public static long elements(long... extents) {
        long product = 1;
        for (long extent : extents) {
            if (extent == 0) {
                return 0;
            }
            product = Math.multiplyHigh(product, extent) == 0 && product * extent >= 0
                    ? product * extent
                    : Long.MAX_VALUE;
        }
        return product;
    }

    /// The number of axes.
    public int rank() {
        return extents.length;
    }

    /// The extent of one axis, counted from 0 (the outermost).
    public int extent(int axis) {
        return extents[axis];
    }

    /// The number of elements: the product of the extents.
    public int size() {
        return size;
    }

    /// The number of elements of one example: the product of all extents but the first.
    public int sizePerExample() {
        return withoutFirst().size();
    }

    /// This shape without its first axis: the shape of one example of a batch.
    public Shape withoutFirst() {
        if (extents.length == 0) {
            throw new ShapeMismatchException("Shape: () has no axis to leave out; expected rank 1 or more");
        }
        return new Shape(Arrays.copyOfRange(extents, 1, extents.length));
    }

    /// This shape with one more axis in front: the shape of a batch of `count` such examples.
    public Shape batchOf(int count) {
        int[] batch = new int[extents.length + 1];
        batch[0] = count;
        System.arraycopy(extents, 0, batch, 1, extents.length);
        return new Shape(batch);
    }

    /// This shape with the axes of another behind its own.
    public Shape followedBy(Shape other) {
        int[] all = Arrays.copyOf(extents, extents.length + other.extents.length);
        System.arraycopy(other.extents, 0, all, extents.length, other.extents.length);
        return new Shape(all);
    }

    /// Where an element is in row-major order, counted from 0. The inverse of [#unravel].
    ///
    /// @param index one coordinate an axis
    /// @throws ShapeMismatchException if there are more or fewer coordinates than axes
    /// @throws IndexOutOfBoundsException if a coordinate is outside
    public int position(int... index) {
        if (index.length != extents.length) {
            throw new ShapeMismatchException("Shape: an index of %s coordinates does not fit shape %s; expected %s"
                    .formatted(index.length, this, extents.length));
        }
        int position = 0;
        for (int axis = 0; axis < index.length; axis++) {
            if (index[axis] < 0 || index[axis] >= extents[axis]) {
                throw new IndexOutOfBoundsException("Shape: coordinate %s of axis %s does not fit shape %s; expected %s"
                        .formatted(index[axis], axis, this, upTo(extents[axis])));
            }
            position = position * extents[axis] + index[axis];
        }
        return position;
    }

    /// The coordinates of an element, one an axis: NumPy's `unravel_index`.
    ///
    /// ```java
    /// int[] brightest = x.shape().unravel(x.argmax());
    /// ```
    ///
    /// @param position in row-major order, counted from 0
    /// @throws IndexOutOfBoundsException if there is no such element
    public int[] unravel(int position) {
        if (position < 0 || position >= size) {
            throw new IndexOutOfBoundsException(
                    "Shape: position %s does not fit shape %s; expected %s".formatted(position, this, upTo(size)));
        }
        int[] index = new int[extents.length];
        int left = position;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = left % extents[axis];
            left /= extents[axis];
        }
        return index;
    }

    private static String upTo(int count) {
        return count == 0 ? "none, since there are no elements" : "0 to " + (count - 1);
    }

    /// The extents as a new array.
    public int[] toArray() {
        return extents.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    @Override
    public String toString() {
        return text(extents);
    }

    private static String text(int[] extents) {
        return Arrays.stream(extents).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
