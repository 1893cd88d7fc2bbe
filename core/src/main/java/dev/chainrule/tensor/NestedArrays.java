package dev.chainrule.tensor;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/// Tensors from and to arrays of arrays, one level an axis.
final class NestedArrays {
    private NestedArrays() {}

    /// A tensor of the numbers of an array.
    ///
    /// @param rank how many levels the array has; the extent of a level is that of its first array, 0 if there is
    /// none
    /// @param array of doubles or floats
    /// @throws ShapeMismatchException if arrays of one level have different lengths
    static Tensor tensor(Precision precision, int rank, Object array) {
        int[] extents = new int[rank];
        Object first = array;
        for (int axis = 0; axis < rank && first != null; axis++) {
            extents[axis] = Array.getLength(first);
            first = extents[axis] > 0 && axis < rank - 1 ? Array.get(first, 0) : null;
        }
        Tensor tensor = Tensor.zeros(precision, Shape.of(extents));
        fill(tensor, array, 0, 0, "");
        return tensor;
    }

    /// @param position of the array among those of its axis, in row-major order
    /// @param place of the array, such as `[1][0]`, for the error
    private static void fill(Tensor tensor, @Nullable Object array, int axis, int position, String place) {
        Shape shape = tensor.shape();
        int extent = shape.extent(axis);
        if (array == null || Array.getLength(array) != extent) {
            throw new ShapeMismatchException("Tensor: array%s of %s does not fit the first of its axis; expected %s"
                    .formatted(
                            place.isEmpty() ? "" : " " + place,
                            array == null ? "null" : "length " + Array.getLength(array),
                            "length " + extent));
        }
        for (int i = 0; i < extent; i++) {
            int next = position * extent + i;
            if (axis == shape.rank() - 1) {
                tensor.setStored(Tensor.storedOffset(shape, next), Array.getDouble(array, i));
            } else {
                fill(tensor, Array.get(array, i), axis + 1, next, place + "[" + i + "]");
            }
        }
    }

    /// The numbers of a tensor as an array.
    ///
    /// @throws ShapeMismatchException if the type is not an array of doubles or floats with a level for each axis
    static <A> A of(Tensor tensor, Class<A> type) {
        Shape shape = tensor.shape();
        int levels = 0;
        Class<?> element = type;
        for (Class<?> inner = type.componentType(); inner != null; inner = inner.componentType()) {
            element = inner;
            levels++;
        }
        if (levels == 0 || levels != shape.rank() || (element != double.class && element != float.class)) {
            throw new ShapeMismatchException("toNested: %s does not fit shape %s; expected %s"
                    .formatted(
                            type.getSimpleName(),
                            shape,
                            shape.rank() == 0 ? "get() for a single number" : "double" + "[]".repeat(shape.rank())));
        }
        Object array = Array.newInstance(element, shape.toArray());
        copy(tensor, array, 0, 0, element == float.class);
        return type.cast(array);
    }

    private static void copy(Tensor tensor, Object array, int axis, int position, boolean floats) {
        Shape shape = tensor.shape();
        int extent = shape.extent(axis);
        for (int i = 0; i < extent; i++) {
            int next = position * extent + i;
            if (axis < shape.rank() - 1) {
                copy(tensor, Array.get(array, i), axis + 1, next, floats);
            } else if (floats) {
                Array.setFloat(array, i, (float) tensor.getStored(Tensor.storedOffset(shape, next)));
            } else {
                Array.setDouble(array, i, tensor.getStored(Tensor.storedOffset(shape, next)));
            }
        }
    }
}
