package dev.chainrule.lab.search;

import dev.chainrule.lab.compare.SeedLine;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.search.SearchResults.Advance;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// The best score so far over the steps of training spent, whatever the number of workers: trials count one after
/// another.
///
/// @param score how scores are written
record Anytime(ScoreText score) {
    private static final int POSITIONS = 200;

    /// The score that a search had found after some steps; not a number before the first.
    static double at(List<Advance> advances, double steps) {
        return advances.stream()
                .filter(advance -> advance.steps() <= steps)
                .mapToDouble(Advance::score)
                .max()
                .orElse(Double.NaN);
    }

    /// A line a method: the mean over its seeds, between the lowest and the highest of them.
    ///
    /// @param methods searches that differ in their seed alone, by the name of their method
    LineChart chart(String title, String description, Map<String, List<SearchResults>> methods) {
        List<Series> lines = methods.entrySet().stream()
                .map(method -> line(method.getKey(), method.getValue()))
                .toList();
        Axis scores = switch (score.score()) {
            case VALIDATION_ACCURACY -> new Axis(score.label(), Axis.Scale.LINEAR, Axis.Unit.PERCENT);
            case VALIDATION_LOSS -> Axis.of(score.label());
        };
        return new LineChart(
                title, description, Axis.of("steps of training, in all trials"), scores, lines, List.of(), List.of());
    }

    private Series line(String name, List<SearchResults> seeds) {
        long most = seeds.stream().mapToLong(SearchResults::steps).max().orElse(0);
        double[] positions = DoubleStream.concat(
                        IntStream.range(0, POSITIONS).mapToDouble(i -> (double) most * i / POSITIONS),
                        DoubleStream.of((double) most))
                .toArray();
        double sign = score.score() == Search.Score.VALIDATION_LOSS ? -1 : 1;
        double[][] numbers = new double[positions.length][];
        for (int i = 0; i < positions.length; i++) {
            double steps = positions[i];
            numbers[i] = seeds.stream()
                    .mapToDouble(search -> sign * at(search.advances(), steps))
                    .toArray();
        }
        return SeedLine.of(name, positions, numbers);
    }
}
