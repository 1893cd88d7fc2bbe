package dev.chainrule.lab.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A part of a space: of each setting some intervals of the line from 0 to 1 that its values are laid out on.
///
/// @param sides in the order of the settings; each the ends of its intervals, from low to high
record Box(List<double[]> sides) {

    /// The whole of a space.
    static Box whole(SearchSpace space) {
        return new Box(space.settings().stream().map(_ -> new double[] {0, 1}).toList());
    }

    /// Positions within the box.
    ///
    /// @param draws from 0 to 1, a number of each setting
    double[] within(double... draws) {
        double[] positions = new double[draws.length];
        Arrays.setAll(positions, i -> within(sides.get(i), draws[i]));
        return positions;
    }

    private static double within(double[] side, double draw) {
        double left = draw * length(side);
        int i = 0;
        while (i + 2 < side.length && left >= side[i + 1] - side[i]) {
            left -= side[i + 1] - side[i];
            i += 2;
        }
        return Math.min(side[i] + left, side[i + 1]);
    }

    private static double length(double[] side) {
        double length = 0;
        for (int i = 0; i < side.length; i += 2) {
            length += side[i + 1] - side[i];
        }
        return length;
    }

    /// The box around some points of it. Of a number it spans theirs and, on both sides, the mean distance of the
    /// draws that they are among, as far as this box goes; of a choice it has the values of the points. What none
    /// of the points sets is as in this box.
    ///
    /// @param best the points
    /// @param draws how many draws in this box they are among
    Box around(SearchSpace space, List<Point> best, int draws) {
        List<double[]> narrowed = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            int index = i;
            double[] positions = best.stream()
                    .mapToDouble(point -> space.positions(point)[index])
                    .filter(position -> !Double.isNaN(position))
                    .sorted()
                    .distinct()
                    .toArray();
            narrowed.add(
                    positions.length == 0
                            ? sides.get(i)
                            : around(space.settings().get(i).dimension(), sides.get(i), positions, draws));
        }
        return new Box(narrowed);
    }

    private static double[] around(Dimension dimension, double[] side, double[] positions, int draws) {
        return switch (dimension) {
            case Dimension.Choice choice -> {
                double part = 0.5 / choice.values().size();
                yield Arrays.stream(positions)
                        .flatMap(middle -> Arrays.stream(new double[] {middle - part, middle + part}))
                        .toArray();
            }
            case Dimension.Uniform _, Dimension.Log _, Dimension.Whole _ -> {
                double margin = (side[1] - side[0]) / draws;
                yield new double[] {
                    Math.max(side[0], positions[0] - margin),
                    Math.min(side[1], positions[positions.length - 1] + margin)
                };
            }
        };
    }
}
