package dev.chainrule.lab.experiment;

import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.compare.SeedLine;
import dev.chainrule.lab.experiment.Experiment.Arm;
import dev.chainrule.lab.experiment.Experiment.Point;
import dev.chainrule.lab.experiment.Experiment.Sweep;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.HeatMap;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.text.Sentences;
import dev.chainrule.train.History.Measurement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The figures of an experiment: over time without a sweep, over its values with one, maps over two.
///
/// @param results what came of it
record ExperimentFigures(Results results) {
    /// Losses of more steps than that are shown as means of some steps each.
    private static final int MOST_POINTS = 300;

    private static final String BANDS = "Means over the seeds; bands from the lowest to the highest.";

    private Experiment experiment() {
        return results.experiment();
    }

    /// @throws IOException if what the layers did cannot be read
    List<Block> blocks() throws IOException {
        List<Block> blocks = new ArrayList<>(overAxes());
        blocks.addAll(new LayerProfiles(results).charts());
        return blocks;
    }

    private List<? extends Block> overAxes() {
        if (experiment().sweep().isEmpty()) {
            return overTime();
        }
        Sweep sweep = experiment().sweep().get();
        return experiment()
                .across()
                .<List<? extends Block>>map(across -> maps(sweep, across))
                .orElseGet(() -> overValues(sweep));
    }

    private List<HeatMap> maps(Sweep sweep, Sweep across) {
        return experiment().measures().stream()
                .flatMap(measure -> experiment().arms().stream().map(arm -> map(measure, arm, sweep, across)))
                .toList();
    }

    private HeatMap map(Measure measure, Arm arm, Sweep sweep, Sweep across) {
        double[][] means = sweep.names().stream()
                .map(value -> across.names().stream()
                        .mapToDouble(other -> results.sample(new Point(arm.name(), value, other), measure)
                                .mean())
                        .toArray())
                .toArray(double[][]::new);
        return new HeatMap(
                "%s: %s".formatted(arm.name(), measure.title()),
                "Means over the seeds.",
                sweep.title(),
                across.title(),
                sweep.names(),
                across.names(),
                means,
                unit(measure));
    }

    private static Axis.Unit unit(Measure measure) {
        return measure.isShare() ? Axis.Unit.PERCENT : Axis.Unit.NUMBER;
    }

    private List<LineChart> overValues(Sweep sweep) {
        Axis x = new Axis(
                sweep.title(), sweep.logarithmic() ? Axis.Scale.LOGARITHMIC : Axis.Scale.LINEAR, Axis.Unit.NUMBER);
        return experiment().measures().stream()
                .map(measure -> new LineChart(
                        Sentences.capital(measure.title()),
                        BANDS,
                        x,
                        new Axis(
                                measure.title(),
                                measure.isLogarithmic() ? Axis.Scale.LOGARITHMIC : Axis.Scale.LINEAR,
                                unit(measure)),
                        experiment().arms().stream()
                                .map(arm -> overValues(sweep, arm, measure))
                                .toList(),
                        List.of(),
                        List.of()))
                .toList();
    }

    private Series overValues(Sweep sweep, Arm arm, Measure measure) {
        double[][] values = sweep.names().stream()
                .map(value -> results.sample(new Point(arm.name(), value, ""), measure).values().stream()
                        .mapToDouble(Double::doubleValue)
                        .toArray())
                .toArray(double[][]::new);
        return SeedLine.of(arm.name(), positions(sweep), values);
    }

    /// The values as numbers, or 1, 2, 3 … where one of them is none.
    private static double[] positions(Sweep sweep) {
        try {
            return sweep.names().stream().mapToDouble(Double::parseDouble).toArray();
        } catch (NumberFormatException e) {
            return IntStream.rangeClosed(1, sweep.names().size())
                    .mapToDouble(i -> i)
                    .toArray();
        }
    }

    private List<LineChart> overTime() {
        Optional<RunRecord> first =
                results.runs().stream().map(ExperimentRunner.Done::record).findFirst();
        String unit = first.map(RunRecord::unitOfTime).orElse("step");
        return List.of(
                measured("Training accuracy", unit, Measurement::trainingAccuracy),
                measured("Validation accuracy", unit, Measurement::validationAccuracy),
                losses(unit));
    }

    private LineChart measured(String title, String unit, ToDoubleFunction<Measurement> value) {
        return new LineChart(
                title,
                BANDS,
                Axis.of(unit),
                new Axis(title, Axis.Scale.LINEAR, Axis.Unit.PERCENT),
                lines(
                        run -> run.history().measurements().stream()
                                .mapToDouble(value)
                                .toArray(),
                        (run, place) -> run.position(
                                run.history().measurements().get(place).step())),
                List.of(),
                List.of());
    }

    private LineChart losses(String unit) {
        int longest = results.runs().stream()
                .mapToInt(run -> run.record().history().losses().length)
                .max()
                .orElse(0);
        int window = Math.max(1, (longest + MOST_POINTS - 1) / MOST_POINTS);
        String each = window == 1 ? "Each step" : "Each point the mean of " + Numbers.count(window, "step");
        return new LineChart(
                "Loss",
                BANDS + " %s, penalties included.".formatted(each),
                Axis.of(unit),
                Axis.of("loss"),
                lines(
                        run -> means(run.history().losses(), window),
                        (run, place) -> run.position(Math.min(
                                (place + 1L) * window * run.history().stride(),
                                run.history().steps()))),
                List.of(),
                List.of());
    }

    /// The means of so many neighbours each; the last one of those that are left.
    static double[] means(double[] values, int window) {
        return IntStream.range(0, (values.length + window - 1) / window)
                .mapToDouble(i -> Arrays.stream(values, i * window, Math.min(values.length, (i + 1) * window))
                        .average()
                        .orElse(Double.NaN))
                .toArray();
    }

    /// Where on the axis of time a number of a run stands.
    private interface Position {
        double of(RunRecord run, int place);
    }

    private List<Series> lines(Function<RunRecord, double[]> numbers, Position position) {
        return experiment().points().stream()
                .filter(point -> !results.records(point).isEmpty())
                .map(point -> line(point, numbers, position))
                .filter(line -> line.x().length > 0)
                .toList();
    }

    private Series line(Point point, Function<RunRecord, double[]> numbers, Position position) {
        List<RunRecord> runs = results.records(point);
        List<double[]> each = runs.stream().map(numbers).toList();
        RunRecord longest = runs.stream()
                .max(Comparator.comparingInt(run -> numbers.apply(run).length))
                .orElseThrow();
        int length = numbers.apply(longest).length;
        double[] x = IntStream.range(0, length)
                .mapToDouble(place -> position.of(longest, place))
                .toArray();
        return SeedLine.of(point.arm(), x, atEach(length, each));
    }

    /// The finite numbers of all runs at each place, of those that came so far.
    private static double[][] atEach(int length, List<double[]> runs) {
        return IntStream.range(0, length)
                .mapToObj(place -> runs.stream()
                        .filter(run -> place < run.length && Double.isFinite(run[place]))
                        .mapToDouble(run -> run[place])
                        .toArray())
                .toArray(double[][]::new);
    }
}
