package dev.chainrule.lab.compare;

import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Curve;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.History.Measurement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Runs over each other, a line a group: the mean over its seeds, between the lowest and the highest of them.
///
/// @param groups each a line
/// @param epochs whether time is counted in epochs rather than in steps
record ComparisonCurves(List<Group> groups, boolean epochs) {
    private static final int MOST_LINES = 20;

    /// Names up to this length have room beside a line.
    private static final int LONG_NAME = 20;

    /// Beside more lines than these, single steps would hide them.
    private static final int MOST_FAINT = 4;

    /// One line for each group.
    static ComparisonCurves of(List<Group> groups) {
        boolean epochs = groups.stream()
                .flatMap(group -> group.runs().stream())
                .anyMatch(run -> run.record().countsEpochs());
        List<Group> drawn = groups;
        if (groups.size() > MOST_LINES) {
            List<Group> best = groups.stream()
                    .sorted(Comparator.comparingDouble(ComparisonCurves::rank).reversed())
                    .limit(MOST_LINES)
                    .toList();
            drawn = groups.stream().filter(best::contains).toList();
        }
        List<String> names = drawn.stream().map(Group::name).toList();
        List<String> brief = names.stream().allMatch(name -> name.length() <= LONG_NAME) ? names : Group.brief(names);
        List<Group> named = new ArrayList<>();
        for (int i = 0; i < brief.size(); i++) {
            named.add(new Group(brief.get(i), drawn.get(i).runs()));
        }
        return new ComparisonCurves(named, epochs);
    }

    /// How good a group is: by its best validation accuracy, else by its training accuracy.
    private static double rank(Group group) {
        return group.runs().stream()
                .map(ComparedRun::record)
                .mapToDouble(run -> {
                    double validation = Measure.BEST_VALIDATION.measured(run);
                    double training = Measure.BEST_TRAINING.measured(run);
                    return Double.isFinite(validation) ? validation : Double.isFinite(training) ? training - 1 : -1;
                })
                .max()
                .orElse(-1);
    }

    /// What the lines are, in a sentence or more.
    ///
    /// @param all how many there are
    String explanation(int all) {
        String few = all > groups.size()
                ? " Of %s, those %s with the highest validation accuracy are drawn; the tables have all."
                        .formatted(all, groups.size())
                : "";
        boolean seeds = groups.stream().anyMatch(group -> drawn(group).size() > 1);
        String what = seeds
                ? "A line is the mean over the seeds of a setting, its band goes from the lowest seed to the highest."
                : "A line is a run.";
        long lengths = groups.stream()
                .map(group -> group.runs().getFirst().record().beginning().stepsPerEpoch())
                .distinct()
                .count();
        String time = epochs && lengths > 1 ? " An epoch has not as many steps in each." : "";
        return what + time + few;
    }

    /// The charts, of which two stand side by side; those that would be empty are left out.
    List<LineChart> charts() {
        List<LineChart> charts = new ArrayList<>(List.of(losses()));
        measured("Validation accuracy", "Of images that were not trained on.", Measurement::validationAccuracy)
                .ifPresent(charts::add);
        measured("Training accuracy", "Of images that were trained on.", Measurement::trainingAccuracy)
                .ifPresent(charts::add);
        charts.add(rates());
        return charts;
    }

    /// The runs behind a line: those that did all they were meant to do; all, if none did.
    private static List<RunRecord> drawn(Group group) {
        List<RunRecord> done = group.seeds().stream()
                .filter(ComparedRun::carriedThrough)
                .map(ComparedRun::record)
                .toList();
        return done.isEmpty() ? group.seeds().stream().map(ComparedRun::record).toList() : done;
    }

    private double position(RunRecord run, long step) {
        return epochs ? (double) step / run.beginning().stepsPerEpoch() : step;
    }

    private Axis time() {
        return Axis.of(epochs ? "epoch" : "step");
    }

    /// Values of several runs as one line, as far as all of them have come.
    private static Series line(String name, double[] positions, double[][] values) {
        int length = Arrays.stream(values).mapToInt(run -> run.length).min().orElse(0);
        double[][] numbers = IntStream.range(0, length)
                .mapToObj(i -> Arrays.stream(values).mapToDouble(run -> run[i]).toArray())
                .toArray(double[][]::new);
        return SeedLine.of(name, Arrays.copyOf(positions, length), numbers);
    }

    private double[] steps(RunRecord run) {
        return run.keptSteps().mapToDouble(step -> position(run, step)).toArray();
    }

    private List<Series> lines(Function<RunRecord, double[]> positions, Function<RunRecord, double[]> values) {
        return groups.stream()
                .map(group -> {
                    List<RunRecord> runs = drawn(group);
                    RunRecord longest = runs.stream()
                            .max(Comparator.comparingInt(run -> positions.apply(run).length))
                            .orElseThrow();
                    double[][] all = runs.stream().map(values).toArray(double[][]::new);
                    return line(group.name(), positions.apply(longest), all);
                })
                .toList();
    }

    private LineChart losses() {
        int[] windows = groups.stream()
                .flatMap(group -> drawn(group).stream())
                .mapToInt(run -> Curve.window(run.history().losses().length))
                .sorted()
                .toArray();
        String over = windows[0] == windows[windows.length - 1]
                ? Numbers.count(windows[0], "step")
                : "%s to %s".formatted(windows[0], Numbers.count(windows[windows.length - 1], "step"));
        boolean faint = groups.size() <= MOST_FAINT
                && groups.stream().allMatch(group -> drawn(group).size() == 1);
        String smoothed = windows[windows.length - 1] == 1
                ? ""
                : " Smoothed: the mean of %s, a fiftieth of each run%s."
                        .formatted(over, faint ? "; single steps are faint" : "");
        List<Series> lines = lines(this::steps, run -> {
            double[] losses = run.history().losses();
            return faint ? losses : Curve.smoothed(losses, Curve.window(losses.length));
        });
        if (faint) {
            lines = lines.stream()
                    .map(line -> new Series(line.name(), line.x(), line.y(), Curve.window(line.y().length)))
                    .toList();
        }
        double[] all =
                lines.stream().flatMapToDouble(line -> Arrays.stream(line.y())).toArray();
        boolean logarithmic = Curve.spansDecades(all);
        return new LineChart(
                "Training loss",
                "Of each step's batch, penalties included." + smoothed,
                time(),
                new Axis(
                        logarithmic ? "loss (logarithmic)" : "loss",
                        logarithmic ? Axis.Scale.LOGARITHMIC : Axis.Scale.LINEAR,
                        Axis.Unit.NUMBER),
                lines,
                guessing(),
                List.of());
    }

    /// What a network that knows nothing pays, where that is the same for all.
    private List<Guide> guessing() {
        List<Double> losses = groups.stream()
                .flatMap(group -> group.runs().stream())
                .map(run -> run.record().lossOfGuessing().orElse(Double.NaN))
                .distinct()
                .toList();
        return losses.size() > 1 || losses.getFirst().isNaN()
                ? List.of()
                : List.of(new Guide(losses.getFirst(), "guessing " + Numbers.significant(losses.getFirst())));
    }

    private Optional<LineChart> measured(String title, String description, ToDoubleFunction<Measurement> figure) {
        List<Series> lines = lines(
                run -> run.history().measurements().stream()
                        .mapToDouble(one -> position(run, one.step()))
                        .toArray(),
                run -> run.history().measurements().stream().mapToDouble(figure).toArray());
        if (lines.stream().noneMatch(line -> Arrays.stream(line.y()).anyMatch(Double::isFinite))) {
            return Optional.empty();
        }
        return Optional.of(new LineChart(
                title,
                description,
                time(),
                new Axis("share of images that are right", Axis.Scale.LINEAR, Axis.Unit.PERCENT),
                lines,
                List.of(),
                List.of()));
    }

    private LineChart rates() {
        List<Series> lines = lines(this::steps, run -> run.history().rates());
        Series first = lines.getFirst();
        boolean same = lines.stream()
                .allMatch(line -> Arrays.equals(line.x(), first.x()) && Arrays.equals(line.y(), first.y()));
        return new LineChart(
                "Learning rate",
                same ? "Of each step, the same for all." : "Of each step, as it was.",
                time(),
                Axis.of("learning rate"),
                same ? List.of(Series.of("all", first.x(), first.y())) : lines,
                List.of(),
                List.of());
    }
}
