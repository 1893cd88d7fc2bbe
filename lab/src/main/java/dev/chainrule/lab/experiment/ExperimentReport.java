package dev.chainrule.lab.experiment;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.experiment.Experiment.Arm;
import dev.chainrule.lab.experiment.Experiment.Point;
import dev.chainrule.lab.experiment.Results.Beside;
import dev.chainrule.lab.experiment.Results.Verdict;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Details;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.report.FirstLayer;
import dev.chainrule.lab.run.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The page about an experiment: the question, our answer, what was expected and what others found, curves, settings.
///
/// @param name of the experiment
/// @param command that repeats it
/// @param declaration the text that it was read from
/// @param results what came of it
public record ExperimentReport(String name, String command, String declaration, Results results) {
    /// More arms than that would bury everything else under images.
    private static final int MOST_FIRST_LAYERS = 4;

    /// More rows than that open on request.
    private static final int MOST_ROWS = 24;

    /// Writes `report.html` and `results.csv` into a folder.
    ///
    /// @throws IOException if they cannot be written, or weights cannot be read
    public void write(Path folder) throws IOException {
        AtomicFile.write(folder.resolve("results.csv"), results.csv());
        AtomicFile.write(folder.resolve("report.html"), HtmlRenderer.render(report()));
    }

    /// The same page with another command on it.
    public ExperimentReport withCommand(String other) {
        return new ExperimentReport(name, other, declaration, results);
    }

    private Experiment experiment() {
        return results.experiment();
    }

    /// The page.
    ///
    /// @throws IOException if weights cannot be read
    public Report report() throws IOException {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(experiment().question()));
        if (!experiment().source().course().isEmpty()) {
            blocks.add(new Paragraph("From " + experiment().source().course() + "."));
        }
        blocks.add(new Heading("Answer"));
        blocks.add(new Paragraph(results.answer()));
        blocks.addAll(expected());
        if (!experiment().source().published().isEmpty()) {
            blocks.add(new Heading("What others found"));
            blocks.add(new Paragraph(experiment().source().published()));
        }
        blocks.add(new Heading("Curves"));
        blocks.addAll(new ExperimentFigures(results).blocks());
        blocks.add(new Heading("What was measured"));
        blocks.add(
                new Paragraph("Means over the seeds with their 95 % confidence interval by Student's distribution."));
        Table measured = measured();
        int rows = measured.rows().size();
        blocks.add(rows <= MOST_ROWS ? measured : new Details("All %s points".formatted(rows), List.of(measured)));
        blocks.addAll(differences());
        blocks.addAll(firstLayers());
        blocks.addAll(settings());
        return new Report(name, blocks);
    }

    private List<Block> expected() {
        List<Note> notes =
                results.verdicts().stream().map(ExperimentReport::note).toList();
        return notes.isEmpty() ? List.of() : List.of(new Heading("What was expected"), new Notes(notes));
    }

    private static Note note(Verdict verdict) {
        return new Note(
                verdict.met() ? Tone.FINE : Tone.ATTENTION,
                verdict.met() ? "As expected:" : "Not as expected:",
                verdict.sentence());
    }

    /// The columns that say where a row stands.
    private List<Column> places() {
        return Stream.concat(
                        Stream.of(new Column("arm", false)),
                        Stream.concat(experiment().sweep().stream(), experiment().across().stream())
                                .map(sweep -> new Column(sweep.title(), true)))
                .toList();
    }

    private Table measured() {
        List<Column> columns = new ArrayList<>(places());
        columns.add(new Column("seeds", true));
        experiment().measures().forEach(measure -> columns.add(new Column(measure.title(), true)));
        List<List<String>> rows = experiment().points().stream()
                .map(point -> row(
                        point,
                        Stream.concat(
                                Stream.of(
                                        Integer.toString(results.records(point).size())),
                                experiment().measures().stream()
                                        .map(measure -> measure.written(results.sample(point, measure))))))
                .toList();
        return new Table("Measures by arm", columns, rows);
    }

    private static List<String> row(Point point, Stream<String> cells) {
        return Stream.concat(point.names().stream(), cells).toList();
    }

    private List<Block> differences() {
        Measure measure = experiment().measures().getFirst();
        List<Beside> differences = results.besideFirst(measure);
        if (differences.isEmpty()) {
            return List.of();
        }
        String first = experiment().arms().getFirst().name();
        List<Column> columns = new ArrayList<>(places());
        columns.add(new Column(measure.title(), true));
        columns.add(new Column("that of " + first, true));
        columns.add(new Column("so it is", false));
        List<List<String>> rows = differences.stream()
                .map(each -> row(
                        each.point(),
                        Stream.of(
                                measure.written(each.difference().a()),
                                measure.written(each.difference().b()),
                                each.difference().words())))
                .toList();
        Table beside = new Table("Means and tests", columns, rows);
        return List.of(
                new Heading("Beside " + first),
                rows.size() <= MOST_ROWS
                        ? beside
                        : new Details("All %s comparisons".formatted(rows.size()), List.of(beside)));
    }

    /// What the filters of the first seed's runs look for, where that can be looked at.
    private List<Block> firstLayers() throws IOException {
        if (experiment().sweep().isPresent() || experiment().arms().size() > MOST_FIRST_LAYERS) {
            return List.of();
        }
        List<Block> grids = new ArrayList<>();
        for (Point point : experiment().points()) {
            List<RunRecord> runs = results.records(point);
            for (Block grid : runs.isEmpty() ? List.<ImageGrid>of() : FirstLayer.filtersOf(runs.getFirst())) {
                grids.add(new Paragraph("%s, seed 1:".formatted(point.arm())));
                grids.add(grid);
            }
        }
        if (!grids.isEmpty()) {
            grids.addFirst(new Heading("What the first filters look for"));
        }
        return grids;
    }

    private List<Block> settings() {
        List<List<String>> rows = experiment().arms().stream()
                .map(arm -> List.of(
                        arm.name(), arm.preset().orElse(experiment().base().preset()), settings(arm)))
                .toList();
        return List.of(
                new Heading("Do it again"),
                new Code(command),
                new Paragraph("Each run's folder has all of its settings in settings.yaml; chainrule train --config"
                        + " settings.yaml repeats one of them. The arms start from these presets and differ in these"
                        + " settings:"),
                new Table(
                        "Settings by arm",
                        List.of(new Column("arm", false), new Column("preset", false), new Column("settings", false)),
                        rows),
                new Details("The declaration of the experiment", List.of(new Code(declaration.strip()))));
    }

    private static String settings(Arm arm) {
        return arm.set().isEmpty() ? "as the experiment's" : String.join(", ", arm.set());
    }
}
