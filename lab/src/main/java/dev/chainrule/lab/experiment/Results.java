package dev.chainrule.lab.experiment;

import dev.chainrule.lab.compare.Difference;
import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.compare.Sample;
import dev.chainrule.lab.experiment.Experiment.Arm;
import dev.chainrule.lab.experiment.Experiment.Expectation;
import dev.chainrule.lab.experiment.Experiment.Sweep;
import dev.chainrule.lab.experiment.ExperimentRunner.Done;
import dev.chainrule.lab.run.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What came of an experiment: numbers over seeds, and what they say about what was expected.
///
/// @param experiment the question
/// @param runs that are done
public record Results(Experiment experiment, List<Done> runs) {
    /// Copies the list.
    public Results {
        runs = List.copyOf(runs);
    }

    /// What became of an expectation.
    ///
    /// @param met whether the means are as expected
    /// @param sentence what was measured, in words
    public record Verdict(Expectation expectation, boolean met, String sentence) {}

    /// The values of the sweep; one empty one without a sweep.
    public List<String> values() {
        return experiment.sweep().map(Sweep::names).orElse(List.of(""));
    }

    /// The records of an arm at a value of the sweep, seed by seed.
    public List<RunRecord> records(String arm, String value) {
        return runs.stream()
                .filter(run ->
                        run.plan().arm().equals(arm) && run.plan().value().equals(value))
                .map(Done::record)
                .toList();
    }

    /// A number of an arm at a value of the sweep, over the seeds.
    public Sample sample(String arm, String value, Measure measure) {
        return Sample.of(
                records(arm, value).stream().mapToDouble(measure::measured).toArray());
    }

    /// What became of the expectations.
    public List<Verdict> verdicts() {
        return experiment.expect().stream()
                .flatMap(each -> values().stream()
                        .filter(value -> each.at().isEmpty() || each.at().get().equals(value))
                        .map(value -> verdict(each, value)))
                .toList();
    }

    private Verdict verdict(Expectation expected, String value) {
        Sample sample = sample(expected.arm(), value, expected.measure());
        boolean met = !sample.values().isEmpty()
                && sample.mean() >= expected.from().orElse(Double.NEGATIVE_INFINITY)
                && sample.mean() <= expected.to().orElse(Double.POSITIVE_INFINITY);
        String at = value.isEmpty()
                ? ""
                : " at %s %s".formatted(experiment.sweep().orElseThrow().title(), value);
        StringBuilder words = new StringBuilder("%s%s: %s %s"
                .formatted(
                        expected.arm(),
                        at,
                        expected.measure().title(),
                        expected.measure().written(sample)));
        if (expected.from().isPresent() || expected.to().isPresent()) {
            words.append(", expected ").append(range(expected));
        }
        if (expected.above().isPresent()) {
            Sample other = sample(expected.above().get(), value, expected.measure());
            met &= sample.mean() > other.mean();
            words.append(", against %s of %s: %s"
                    .formatted(
                            expected.measure().written(other),
                            expected.above().get(),
                            Difference.of(sample, other).words()));
        }
        return new Verdict(expected, met, words.append('.').toString());
    }

    private static String range(Expectation expected) {
        String from = expected.from().map(expected.measure()::written).orElse("");
        String to = expected.to().map(expected.measure()::written).orElse("");
        return from.isEmpty() ? "at most " + to : to.isEmpty() ? "at least " + from : from + " to " + to;
    }

    /// All numbers of all runs, as comma-separated values with a heading.
    public String csv() {
        String heading = "arm,value,seed,steps,end,"
                + experiment.measures().stream()
                        .map(measure -> measure.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(","));
        return runs.stream().map(this::csv).collect(Collectors.joining("\n", heading + "\n", "\n"));
    }

    private String csv(Done run) {
        String numbers = experiment.measures().stream()
                .map(measure -> measure.measured(run.record()))
                .map(number -> Double.isFinite(number) ? Double.toString(number) : "")
                .collect(Collectors.joining(","));
        return "%s,%s,%s,%s,%s,%s"
                .formatted(
                        quoted(run.plan().arm()),
                        quoted(run.plan().value()),
                        run.plan().seed(),
                        run.record().history().steps(),
                        run.record().conclusion().orElseThrow().end().name().toLowerCase(Locale.ROOT),
                        numbers);
    }

    private static String quoted(String text) {
        return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /// The arms in the order of the experiment.
    public List<String> arms() {
        return experiment.arms().stream().map(Arm::name).toList();
    }
}
