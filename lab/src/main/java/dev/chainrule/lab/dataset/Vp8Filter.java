package dev.chainrule.lab.dataset;

/// Smooths the edges of blocks, RFC 6386 section 15, in the order and arithmetic of libwebp.
final class Vp8Filter {
    private final Vp8Plane plane;
    private final int edgeLimit;
    private final int interiorLimit;
    private final int variance;

    /// @param plane what is smoothed, in place
    /// @param edgeLimit how large a step across an edge may be
    /// @param interiorLimit how large steps beside it may be; −1 for the simple filter, which does not look at them
    /// @param variance from which step on beside the edge only two samples are changed
    Vp8Filter(Vp8Plane plane, int edgeLimit, int interiorLimit, int variance) {
        this.plane = plane;
        this.edgeLimit = 2 * edgeLimit + 1;
        this.interiorLimit = interiorLimit;
        this.variance = variance;
    }

    /// Smooths an edge of `length` samples.
    ///
    /// @param at the first sample behind the edge
    /// @param across the distance of samples across the edge
    /// @param along the distance of samples along it
    /// @param outer whether it is the edge of a macroblock
    void smooth(int at, int across, int along, int length, boolean outer) {
        for (int i = 0; i < length; i++) {
            int q0 = at + i * along;
            if (!isStep(q0, across)) {
                continue;
            }
            if (interiorLimit < 0 || isVaried(q0, across)) {
                two(q0, across);
            } else if (outer) {
                six(q0, across);
            } else {
                four(q0, across);
            }
        }
    }

    private boolean isStep(int q0, int across) {
        int step = 4 * difference(q0, q0 - across) + difference(q0 + across, q0 - 2 * across);
        if (step > edgeLimit) {
            return false;
        }
        for (int i = 1; i < 4 && interiorLimit >= 0; i++) {
            if (difference(q0 + i * across, q0 + (i - 1) * across) > interiorLimit
                    || difference(q0 - i * across, q0 - (i + 1) * across) > interiorLimit) {
                return false;
            }
        }
        return true;
    }

    private boolean isVaried(int q0, int across) {
        return difference(q0 + across, q0) > variance || difference(q0 - 2 * across, q0 - across) > variance;
    }

    private int difference(int one, int other) {
        return Math.abs(plane.get(one) - plane.get(other));
    }

    private int step(int q0, int across) {
        return 3 * (plane.get(q0) - plane.get(q0 - across));
    }

    private int outerStep(int q0, int across) {
        return Math.clamp(plane.get(q0 - 2 * across) - plane.get(q0 + across), -128, 127);
    }

    private void two(int q0, int across) {
        int a = step(q0, across) + outerStep(q0, across);
        change(q0 - across, small(a + 3));
        change(q0, -small(a + 4));
    }

    private void four(int q0, int across) {
        int a = step(q0, across);
        int behind = small(a + 4);
        int outer = (behind + 1) >> 1;
        change(q0 - 2 * across, outer);
        change(q0 - across, small(a + 3));
        change(q0, -behind);
        change(q0 + across, -outer);
    }

    private void six(int q0, int across) {
        int a = Math.clamp(step(q0, across) + outerStep(q0, across), -128, 127);
        for (int i = 0; i < 3; i++) {
            int change = (9 * (3 - i) * a + 63) >> 7;
            change(q0 - (i + 1) * across, change);
            change(q0 + i * across, -change);
        }
    }

    private static int small(int a) {
        return Math.clamp(a >> 3, -16, 15);
    }

    private void change(int at, int by) {
        plane.set(at, plane.get(at) + by);
    }
}
