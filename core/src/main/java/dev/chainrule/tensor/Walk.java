package dev.chainrule.tensor;

import java.util.Arrays;

/// A walk over the elements of a shape, for several arrays at once whose elements have strides of their own along its
/// axes. Elements that follow each other in all arrays are one run; the order is that in which a tensor of the shape is
/// stored.
final class Walk {
    private final int[] extents;
    private final int[][] strides;
    private final boolean empty;

    /// What is done with a run.
    @FunctionalInterface
    interface Body {
        /// Does it.
        ///
        /// @param offsets of the run's first element in each array; not to be kept
        void run(int[] offsets);
    }

    /// Lays out the walk.
    ///
    /// @param strides for each array, along each axis of the frame
    Walk(Shape frame, int[]... strides) {
        int rank = frame.rank();
        int[] extents = new int[rank + 1];
        int[][] merged = new int[strides.length][rank + 1];
        int last = -1;
        for (int axis : Strides.storedOrder(rank)) {
            int extent = frame.extent(axis);
            if (extent == 1) {
                continue;
            }
            if (last < 0 || !continues(merged, last, strides, axis, extent)) {
                last++;
                extents[last] = 1;
            }
            extents[last] *= extent;
            for (int array = 0; array < strides.length; array++) {
                merged[array][last] = strides[array][axis];
            }
        }
        int axes = Math.max(1, last + 1);
        if (last < 0) {
            extents[0] = 1;
        }
        this.extents = Arrays.copyOf(extents, axes);
        this.strides = merged;
        this.empty = frame.size() == 0;
    }

    private static boolean continues(int[][] merged, int last, int[][] strides, int axis, int extent) {
        for (int array = 0; array < strides.length; array++) {
            if (merged[array][last] != strides[array][axis] * extent) {
                return false;
            }
        }
        return true;
    }

    /// The elements of a run.
    int length() {
        return extents[extents.length - 1];
    }

    /// From one element of a run to the next in an array.
    int stride(int array) {
        return strides[array][extents.length - 1];
    }

    /// Does something with each run.
    ///
    /// @param start where each array begins
    void forEach(int[] start, Body body) {
        if (!empty) {
            walk(0, start.clone(), body);
        }
    }

    private void walk(int axis, int[] offsets, Body body) {
        if (axis == extents.length - 1) {
            body.run(offsets);
            return;
        }
        for (int i = 0; i < extents[axis]; i++) {
            walk(axis + 1, offsets, body);
            for (int array = 0; array < offsets.length; array++) {
                offsets[array] += strides[array][axis];
            }
        }
        for (int array = 0; array < offsets.length; array++) {
            offsets[array] -= extents[axis] * strides[array][axis];
        }
    }
}
