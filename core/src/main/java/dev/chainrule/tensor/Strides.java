package dev.chainrule.tensor;

/// How far apart in the stored order the neighbours along each axis are.
final class Strides {
    private Strides() {}

    /// The strides of a tensor's own axes.
    static int[] of(Shape shape) {
        int rank = shape.rank();
        int[] strides = new int[rank];
        int next = 1;
        int[] order = storedOrder(rank);
        for (int i = rank - 1; i >= 0; i--) {
            strides[order[i]] = next;
            next *= shape.extent(order[i]);
        }
        return strides;
    }

    /// The axes from the outermost to the innermost, as they are stored.
    static int[] storedOrder(int rank) {
        if (rank == 4) {
            return new int[] {0, 2, 3, 1};
        }
        int[] order = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            order[axis] = axis;
        }
        return order;
    }

    /// The strides of a tensor along the axes of a shape that it is broadcast to: 0 where it is repeated.
    static int[] broadcast(Shape from, Shape to) {
        int[] own = of(from);
        int[] strides = new int[to.rank()];
        int missing = to.rank() - from.rank();
        for (int axis = 0; axis < own.length; axis++) {
            strides[missing + axis] = from.extent(axis) == 1 ? 0 : own[axis];
        }
        return strides;
    }
}
