package dev.chainrule.lab.experiment;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.experiment.Experiment.Sweep;
import dev.chainrule.lab.experiment.Results.Verdict;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.History.Measurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// The page about an experiment: the question, what was measured over the seeds, what was expected, curves, settings.
///
/// @param name of the experiment
/// @param command that repeats it
/// @param results what came of it
public record ExperimentReport(String name, String command, Results results) {
    private static final int SMOOTHING = 25;

    /// Writes `report.html` and `results.csv` into a folder.
    ///
    /// @throws IOException if they cannot be written
    public void write(Path folder) throws IOException {
        AtomicFile.write(folder.resolve("results.csv"), results.csv());
        AtomicFile.write(folder.resolve("report.html"), HtmlRenderer.render(report()));
    }

    private Experiment experiment() {
        return results.experiment();
    }

    /// The page.
    public Report report() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(experiment().question()));
        if (!experiment().source().course().isEmpty()) {
            blocks.add(new Paragraph("From " + experiment().source().course() + "."));
        }
        blocks.add(new Heading("What was measured"));
        blocks.add(
                new Paragraph("Means over the seeds with their 95 % confidence interval by Student's distribution."));
        blocks.add(table());
        if (!experiment().expect().isEmpty()) {
            blocks.add(new Heading("What was expected"));
            blocks.add(new Notes(
                    results.verdicts().stream().map(ExperimentReport::note).toList()));
        }
        if (!experiment().source().published().isEmpty()) {
            blocks.add(new Heading("What others found"));
            blocks.add(new Paragraph(experiment().source().published()));
        }
        blocks.add(new Heading("Curves"));
        blocks.addAll(experiment().sweep().map(this::overValues).orElseGet(this::overTime));
        blocks.add(new Heading("Do it again"));
        blocks.add(new Code(command));
        return new Report(name, blocks);
    }

    private static Note note(Verdict verdict) {
        return new Note(
                verdict.met() ? Tone.FINE : Tone.ATTENTION,
                verdict.met() ? "As expected:" : "Not as expected:",
                verdict.sentence());
    }

    private Table table() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("arm", false));
        experiment().sweep().ifPresent(sweep -> columns.add(new Column(sweep.title(), true)));
        columns.add(new Column("seeds", true));
        experiment().measures().forEach(measure -> columns.add(new Column(measure.title(), true)));
        List<List<String>> rows = new ArrayList<>();
        for (String arm : results.arms()) {
            for (String value : results.values()) {
                List<String> row = new ArrayList<>();
                row.add(arm);
                experiment().sweep().ifPresent(_ -> row.add(value));
                row.add(Integer.toString(results.records(arm, value).size()));
                experiment()
                        .measures()
                        .forEach(measure -> row.add(measure.written(results.sample(arm, value, measure))));
                rows.add(row);
            }
        }
        return new Table("Measures by arm", columns, rows);
    }

    private List<Block> overValues(Sweep sweep) {
        double[] positions = positions(sweep);
        Axis.Scale scale = sweep.logarithmic() ? Axis.Scale.LOGARITHMIC : Axis.Scale.LINEAR;
        List<Block> charts = new ArrayList<>();
        for (Measure measure : experiment().measures()) {
            List<Series> lines = results.arms().stream()
                    .map(arm -> new Series(
                            arm,
                            positions,
                            results.values().stream()
                                    .mapToDouble(value ->
                                            results.sample(arm, value, measure).mean())
                                    .toArray(),
                            1))
                    .toList();
            charts.add(new LineChart(
                    measure.title(),
                    "Means over the seeds.",
                    new Axis(sweep.title(), scale, Axis.Unit.NUMBER),
                    axis(measure),
                    lines,
                    List.of(),
                    List.of()));
        }
        return charts;
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

    private static Axis axis(Measure measure) {
        return new Axis(measure.title(), Axis.Scale.LINEAR, measure.isShare() ? Axis.Unit.PERCENT : Axis.Unit.NUMBER);
    }

    private List<Block> overTime() {
        Optional<RunRecord> first =
                results.runs().stream().map(ExperimentRunner.Done::record).findFirst();
        String unit = first.map(RunRecord::unitOfTime).orElse("step");
        return List.of(
                measured("Training accuracy", unit, Measurement::trainingAccuracy),
                measured("Validation accuracy", unit, Measurement::validationAccuracy),
                losses(unit));
    }

    private LineChart measured(String title, String unit, ToDoubleFunction<Measurement> value) {
        List<Series> lines = new ArrayList<>();
        for (String arm : results.arms()) {
            List<RunRecord> runs = results.records(arm, "");
            double[][] values = runs.stream()
                    .map(run -> run.history().measurements().stream()
                            .mapToDouble(value)
                            .toArray())
                    .toArray(double[][]::new);
            double[] mean = mean(values);
            if (mean.length > 0) {
                RunRecord run = longest(runs, values);
                double[] x = run.history().measurements().stream()
                        .mapToDouble(measurement -> run.position(measurement.step()))
                        .toArray();
                lines.add(new Series(arm, x, mean, 1));
            }
        }
        return new LineChart(
                title,
                "Means over the seeds.",
                Axis.of(unit),
                new Axis(title, Axis.Scale.LINEAR, Axis.Unit.PERCENT),
                lines,
                List.of(),
                List.of());
    }

    private LineChart losses(String unit) {
        List<Series> lines = new ArrayList<>();
        for (String arm : results.arms()) {
            List<RunRecord> runs = results.records(arm, "");
            double[] mean =
                    mean(runs.stream().map(run -> run.history().losses()).toArray(double[][]::new));
            if (mean.length > 0) {
                double[] x = IntStream.rangeClosed(1, mean.length)
                        .mapToDouble(step -> runs.getFirst().position(step))
                        .toArray();
                lines.add(new Series(arm, x, mean, Math.min(SMOOTHING, 1 + mean.length / 20)));
            }
        }
        return new LineChart(
                "Loss",
                "Means over the seeds, smoothed over %s.".formatted(Numbers.count(SMOOTHING, "step")),
                Axis.of(unit),
                Axis.of("loss"),
                lines,
                List.of(),
                List.of());
    }

    private static RunRecord longest(List<RunRecord> runs, double[][] values) {
        int longest = 0;
        for (int i = 1; i < values.length; i++) {
            longest = values[i].length > values[longest].length ? i : longest;
        }
        return runs.get(longest);
    }

    /// The mean over runs at each place, of those that came so far.
    static double[] mean(double[]... runs) {
        int length = Arrays.stream(runs).mapToInt(run -> run.length).max().orElse(0);
        return IntStream.range(0, length)
                .mapToDouble(i -> Arrays.stream(runs)
                        .filter(run -> i < run.length)
                        .mapToDouble(run -> run[i])
                        .average()
                        .orElse(Double.NaN))
                .toArray();
    }
}
