package dev.chainrule.tensor;

/// The positions of one axis that a slice takes: `from`, `from + step`, … before `to`. Negative bounds count from the
/// end, as in NumPy; a bound past the end means the end.
///
/// ```java
/// x.slice(Range.all(), Range.of(1, 3));   // x[:, 1:3]
/// x.slice(Range.at(-1));                  // x[-1], without the first axis
/// ```
///
/// @param from the first position
/// @param to the position after the last one
/// @param step from one position to the next, at least 1
/// @param single whether it is one position and the axis vanishes
public record Range(int from, int to, int step, boolean single) {
    /// Checks the step.
    public Range {
        if (step < 1) {
            throw new IllegalArgumentException("Range: step %s does not fit; expected at least 1".formatted(step));
        }
    }

    /// All positions.
    public static Range all() {
        return of(0, Integer.MAX_VALUE);
    }

    /// The positions from `from` to before `to`.
    public static Range of(int from, int to) {
        return new Range(from, to, 1, false);
    }

    /// The positions from `from` to the end.
    public static Range from(int from) {
        return of(from, Integer.MAX_VALUE);
    }

    /// One position; the axis vanishes.
    public static Range at(int position) {
        return new Range(position, position == -1 ? Integer.MAX_VALUE : position + 1, 1, true);
    }

    /// The same, taking every `other`-th position only.
    public Range by(int other) {
        return new Range(from, to, other, single);
    }

    /// The first position on an axis.
    ///
    /// @param axis for the error
    /// @throws IndexOutOfBoundsException if a single position is outside of the axis
    int start(int axis, int extent) {
        int start = from < 0 ? from + extent : from;
        if (single && (start < 0 || start >= extent)) {
            throw new IndexOutOfBoundsException("Range: position %s does not fit axis %s of extent %s; expected %s"
                    .formatted(
                            from,
                            axis,
                            extent,
                            extent == 0 ? "a range, since it is empty" : -extent + " to " + (extent - 1)));
        }
        return Math.clamp(start, 0, extent);
    }

    /// How many positions of an axis it takes.
    int count(int axis, int extent) {
        int start = start(axis, extent);
        int end = Math.clamp(to < 0 ? (long) to + extent : to, 0, extent);
        return single ? 1 : Math.max(0, Math.ceilDiv(end - start, step));
    }

    @Override
    public String toString() {
        if (single) {
            return Integer.toString(from);
        }
        String end = to == Integer.MAX_VALUE ? "" : Integer.toString(to);
        return (from == 0 ? "" : from) + ":" + end + (step == 1 ? "" : ":" + step);
    }
}
