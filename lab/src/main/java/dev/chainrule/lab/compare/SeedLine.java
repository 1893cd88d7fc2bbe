package dev.chainrule.lab.compare;

import dev.chainrule.lab.page.Block.Series;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/// The line of runs that differ in their seed alone: their mean, between the lowest and the highest of them.
public final class SeedLine {
    private SeedLine() {}

    /// A line, with a band where there are several numbers at a position.
    ///
    /// @param x the positions
    /// @param numbers those of the runs at each position; a position without any, or with one that is not a number,
    /// is
    ///     a gap
    public static Series of(String name, double[] x, double[]... numbers) {
        Series line = Series.of(name, x, each(numbers, here -> here.average().orElse(Double.NaN)));
        return Arrays.stream(numbers).anyMatch(here -> here.length > 1)
                ? line.withBand(
                        each(numbers, here -> here.min().orElse(Double.NaN)),
                        each(numbers, here -> here.max().orElse(Double.NaN)))
                : line;
    }

    private static double[] each(double[][] numbers, Function<DoubleStream, Double> figure) {
        return Arrays.stream(numbers)
                .mapToDouble(here -> figure.apply(Arrays.stream(here)))
                .toArray();
    }
}
