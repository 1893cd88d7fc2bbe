package dev.chainrule.lab.search;

import dev.chainrule.lab.page.Block.ParallelCoordinates;
import dev.chainrule.lab.page.Block.Plane;
import dev.chainrule.lab.page.Block.Scatter;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Curve;
import dev.chainrule.lab.page.Points;
import dev.chainrule.lab.page.Quantity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// The trials of a search as drawings of points.
///
/// @param results what came of it
record SearchFigures(SearchResults results) {
    /// The mean of neighbours is drawn from so many trials on, and over so many of them.
    private static final int LEAST_FOR_MEAN = 20;

    private static final int PARTS = 5;

    private List<Measured> trials() {
        return results.trials();
    }

    private ScoreText score() {
        return new ScoreText(results.search().selection().score());
    }

    private double[] scores() {
        return trials().stream()
                .mapToDouble(each -> each.outcome().isFinite() ? each.outcome().score() : Double.NaN)
                .toArray();
    }

    /// The trials with their scores.
    ///
    /// @param others scores that the axis shows too
    private Points points(double... others) {
        List<Measured> trials = trials();
        OptionalInt best = results.winner().stream()
                .mapToInt(winner -> winner.measured().trial())
                .flatMap(number -> IntStream.range(0, trials.size())
                        .filter(i -> trials.get(i).trial() == number))
                .findFirst();
        return new Points(
                trials.stream().map(each -> "trial " + each.trial()).toList(),
                score().quantity(scores()).spanning(others),
                best);
    }

    /// The values of a setting.
    private Quantity quantity(Varied setting) {
        String key = setting.key();
        return switch (setting.dimension()) {
            case Dimension.Uniform(double low, double high) ->
                Quantity.of(key, Quantity.Kind.LINEAR, numbers(key)).spanning(low, high);
            case Dimension.Log(double low, double high) ->
                Quantity.of(key, Quantity.Kind.LOGARITHMIC, numbers(key)).spanning(low, high);
            case Dimension.Whole(long low, long high, boolean logarithmic) ->
                Quantity.of(key, logarithmic ? Quantity.Kind.LOGARITHMIC : Quantity.Kind.LINEAR, numbers(key))
                        .spanning((double) low, (double) high);
            case Dimension.Choice(List<String> values) ->
                Quantity.of(
                        key,
                        values,
                        trials().stream()
                                .mapToDouble(each -> each.point()
                                        .value(key)
                                        .map(value -> (double) values.indexOf(value))
                                        .orElse(Double.NaN))
                                .toArray());
        };
    }

    private double[] numbers(String key) {
        return trials().stream()
                .mapToDouble(
                        each -> each.point().value(key).map(Double::parseDouble).orElse(Double.NaN))
                .toArray();
    }

    /// How far the trials were trained, if not all equally far.
    private Optional<Quantity> shares() {
        double[] shares = trials().stream()
                .mapToDouble(each -> each.outcome().step().share())
                .toArray();
        double[] different = Arrays.stream(shares).distinct().sorted().toArray();
        return different.length < 2
                ? Optional.empty()
                : Optional.of(Quantity.of(
                        "trained for",
                        Arrays.stream(different).mapToObj(EqualTrials::words).toList(),
                        Arrays.stream(shares)
                                .map(share -> Arrays.binarySearch(different, share))
                                .toArray()));
    }

    /// The scores over each setting.
    List<Scatter> scatters() {
        return results.search().space().settings().stream().map(this::scatter).toList();
    }

    private Scatter scatter(Varied setting) {
        Quantity x = quantity(setting);
        Optional<Quantity> shares = shares();
        Optional<Series> mean = shares.isPresent() ? Optional.empty() : mean(x);
        String where = setting.condition()
                .map(only -> "Where %s is %s. ".formatted(only.key(), String.join(" or ", only.values())))
                .orElse("");
        String line = mean.map(series -> "The line is the mean of %s neighbours.".formatted(window(series.x().length)))
                .orElse("");
        return new Scatter(setting.key(), (where + line).strip(), points(), x, shares, mean);
    }

    private static int window(int count) {
        return count / PARTS | 1;
    }

    /// The mean of neighbours over numbers, if there are enough.
    private Optional<Series> mean(Quantity x) {
        double[] scores = scores();
        int[] order = IntStream.range(0, scores.length)
                .filter(i -> Double.isFinite(scores[i]) && Double.isFinite(x.values()[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> x.values()[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        if (x.kind() == Quantity.Kind.WORDS || order.length < LEAST_FOR_MEAN) {
            return Optional.empty();
        }
        double[] positions =
                Arrays.stream(order).mapToDouble(i -> x.values()[i]).toArray();
        double[] values = Arrays.stream(order).mapToDouble(i -> scores[i]).toArray();
        if (2 * Arrays.stream(positions).distinct().count() < positions.length) {
            return Optional.empty(); // a grid: the dots of each value say it
        }
        return Optional.of(Series.of("mean", positions, Curve.smoothed(values, window(values.length))));
    }

    /// All settings side by side.
    ParallelCoordinates parallel() {
        List<Varied> settings = results.search().space().settings();
        boolean words = settings.stream().anyMatch(each -> each.dimension() instanceof Dimension.Choice);
        boolean gaps = settings.stream().anyMatch(each -> each.condition().isPresent());
        return new ParallelCoordinates(
                "Every trial",
                "A line is a trial, the best one thick; the better a line, the stronger%s.%s"
                        .formatted(
                                words ? ", and at a word the higher" : "",
                                gaps ? " Dotted: it does not have that setting." : ""),
                points(),
                settings.stream().map(this::quantity).toList());
    }

    /// The plane of two settings, if there are no others and both are numbers.
    ///
    /// @param title what is shown
    /// @param others scores that the axis shows too
    Optional<Plane> plane(String title, double... others) {
        List<Varied> settings = results.search().space().settings();
        boolean two = settings.size() == 2
                && settings.stream()
                        .noneMatch(each -> each.dimension() instanceof Dimension.Choice
                                || each.condition().isPresent());
        return two
                ? Optional.of(new Plane(
                        title,
                        "The stronger a dot, the better its trial. Above and beside: its score over each setting"
                                + " alone.",
                        points(others),
                        quantity(settings.get(0)),
                        quantity(settings.get(1))))
                : Optional.empty();
    }
}
