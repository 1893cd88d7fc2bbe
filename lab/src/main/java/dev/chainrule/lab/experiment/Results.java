package dev.chainrule.lab.experiment;

import dev.chainrule.lab.compare.Difference;
import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.compare.Sample;
import dev.chainrule.lab.experiment.Experiment.Expectation;
import dev.chainrule.lab.experiment.Experiment.Point;
import dev.chainrule.lab.experiment.ExperimentRunner.Done;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.text.Sentences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What came of an experiment: numbers over seeds, and what they say about what was expected.
public final class Results {
    /// Values of a sweep whose mean is so near to the best one do as well.
    private static final double AS_WELL = 0.05;

    private final Experiment experiment;
    private final BaseSettings.Data data;
    private final List<Measured> measured;

    /// A run and its numbers, some of which take a while.
    private record Measured(Done run, Map<Measure, Double> numbers) {
        double number(Measure measure) {
            return numbers.getOrDefault(measure, Double.NaN);
        }
    }

    /// @param experiment the question
    /// @param data what the runs are on
    /// @param runs that are done
    public Results(Experiment experiment, BaseSettings.Data data, List<Done> runs) {
        this.experiment = experiment;
        this.data = data;
        Set<Measure> wanted = EnumSet.copyOf(experiment.measures());
        experiment.expect().forEach(each -> wanted.add(each.measure()));
        this.measured = runs.stream()
                .map(run -> new Measured(
                        run,
                        wanted.stream()
                                .collect(Collectors.toMap(
                                        measure -> measure, measure -> measure.measured(run.record())))))
                .toList();
    }

    /// The question.
    public Experiment experiment() {
        return experiment;
    }

    /// The runs that are done.
    public List<Done> runs() {
        return measured.stream().map(Measured::run).toList();
    }

    /// What became of an expectation.
    ///
    /// @param met whether the means are as expected
    /// @param sentence what was measured, in words
    public record Verdict(Expectation expectation, boolean met, String sentence) {}

    /// The records at a point, seed by seed.
    public List<RunRecord> records(Point point) {
        return measured.stream()
                .map(Measured::run)
                .filter(run -> run.plan().point().equals(point))
                .map(Done::record)
                .toList();
    }

    /// A number at a point, over the seeds.
    public Sample sample(Point point, Measure measure) {
        return Sample.of(measured.stream()
                .filter(each -> each.run().plan().point().equals(point))
                .mapToDouble(each -> each.number(measure))
                .toArray());
    }

    /// What became of the expectations.
    public List<Verdict> verdicts() {
        return experiment.expect().stream()
                .filter(each -> each.data().isEmpty() || each.data().get() == data)
                .flatMap(each -> experiment.points().stream()
                        .filter(point -> point.arm().equals(each.arm())
                                && (each.at().isEmpty() || each.at().get().equals(point.value())))
                        .map(point -> verdict(each, point)))
                .toList();
    }

    private Verdict verdict(Expectation expected, Point point) {
        Sample sample = sample(point, expected.measure());
        boolean met = !sample.values().isEmpty()
                && sample.mean() >= expected.from().orElse(Double.NEGATIVE_INFINITY)
                && sample.mean() <= expected.to().orElse(Double.POSITIVE_INFINITY);
        StringBuilder words = new StringBuilder("%s: %s %s"
                .formatted(
                        words(point),
                        expected.measure().title(),
                        expected.measure().written(sample)));
        if (expected.from().isPresent() || expected.to().isPresent()) {
            words.append(", expected ").append(range(expected));
        }
        if (expected.above().isPresent()) {
            Point against = new Point(expected.above().get(), point.value(), point.across());
            Sample other = sample(against, expected.measure());
            met &= sample.mean() > other.mean();
            words.append(", against %s of %s: %s"
                    .formatted(
                            expected.measure().written(other),
                            against.arm(),
                            Difference.of(sample, other).words()));
        }
        return new Verdict(expected, met, words.append('.').toString());
    }

    /// Where a point is, in words: `batch norm at layers 9`.
    public String words(Point point) {
        return point.arm()
                + experiment
                        .sweep()
                        .map(sweep -> " at %s %s".formatted(sweep.title(), point.value()))
                        .orElse("")
                + experiment
                        .across()
                        .map(sweep -> ", %s %s".formatted(sweep.title(), point.across()))
                        .orElse("");
    }

    private static String range(Expectation expected) {
        String from = expected.from().map(expected.measure()::written).orElse("");
        String to = expected.to().map(expected.measure()::written).orElse("");
        return from.isEmpty() ? "at most " + to : to.isEmpty() ? "at least " + from : from + " to " + to;
    }

    /// How an arm compares with the first one at the same values.
    ///
    /// @param point of the arm
    /// @param difference of its numbers and those of the first arm
    public record Beside(Point point, Difference difference) {}

    /// How the arms compare with the first one, at each value; all asked together.
    public List<Beside> besideFirst(Measure measure) {
        String first = experiment.arms().getFirst().name();
        List<Point> others = experiment.points().stream()
                .filter(point -> !point.arm().equals(first))
                .toList();
        List<Difference> differences = Difference.together(others.stream()
                .map(point -> Difference.of(
                        sample(point, measure), sample(new Point(first, point.value(), point.across()), measure)))
                .toList());
        return IntStream.range(0, others.size())
                .mapToObj(i -> new Beside(others.get(i), differences.get(i)))
                .toList();
    }

    /// The answer in a sentence or two: for each arm where its mean is highest, and how the best two compare.
    public String answer() {
        Measure measure = experiment.measures().getFirst();
        List<Point> best = new ArrayList<>(experiment.arms().stream()
                .flatMap(arm -> experiment.points().stream()
                        .filter(point -> point.arm().equals(arm.name()))
                        .filter(point -> !sample(point, measure).values().isEmpty())
                        .min(Comparator.comparingDouble(point -> rank(point, measure)))
                        .stream())
                .toList());
        if (best.isEmpty()) {
            return "Nothing was measured.";
        }
        best.sort(Comparator.comparingDouble(point -> rank(point, measure)));
        String each = best.stream()
                .map(point -> "%s (%s)".formatted(words(point), measure.written(sample(point, measure))))
                .collect(Collectors.joining(best.size() == 2 ? " and " : ", "));
        String where = experiment.sweep().isPresent() ? best(measure) + " " : "";
        String sentence = "%s%s: %s.".formatted(where, measure.title(), each);
        if (best.size() > 1) {
            sentence += " The first beside the second: %s."
                    .formatted(Difference.of(sample(best.get(0), measure), sample(best.get(1), measure))
                            .words());
        }
        String words = sentence + asWell(measure, best);
        return Sentences.capital(words);
    }

    private double rank(Point point, Measure measure) {
        double mean = sample(point, measure).mean();
        return measure.isBetterLow() ? mean : -mean;
    }

    private static String best(Measure measure) {
        return measure.isBetterLow() ? "Lowest" : "Highest";
    }

    /// How wide the range of values is in which an arm does about as well as at its best.
    private String asWell(Measure measure, List<Point> best) {
        if (experiment.points().size() < 6 * experiment.arms().size() || !measure.isShare()) {
            return "";
        }
        int values = experiment.points().size() / experiment.arms().size();
        return best.stream()
                .map(point -> "%s at %s of %s values".formatted(point.arm(), asWell(measure, point), values))
                .collect(Collectors.joining(", ", " Within 5 points of its best: ", "."));
    }

    private long asWell(Measure measure, Point best) {
        double highest = sample(best, measure).mean();
        return experiment.points().stream()
                .filter(point -> point.arm().equals(best.arm()))
                .filter(point -> sample(point, measure).mean() >= highest - AS_WELL)
                .count();
    }

    /// All numbers of all runs, as comma-separated values with a heading.
    public String csv() {
        String heading = "arm,value,across,seed,steps,end,"
                + experiment.measures().stream()
                        .map(measure -> measure.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(","));
        return measured.stream().map(this::csv).collect(Collectors.joining("\n", heading + "\n", "\n"));
    }

    private String csv(Measured each) {
        Done run = each.run();
        String numbers = experiment.measures().stream()
                .map(each::number)
                .map(number -> Double.isFinite(number) ? Double.toString(number) : "")
                .collect(Collectors.joining(","));
        return "%s,%s,%s,%s,%s,%s,%s"
                .formatted(
                        quoted(run.plan().point().arm()),
                        quoted(run.plan().point().value()),
                        quoted(run.plan().point().across()),
                        run.plan().seed(),
                        run.record().history().steps(),
                        run.record().conclusion().orElseThrow().end().name().toLowerCase(Locale.ROOT),
                        numbers);
    }

    private static String quoted(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
