package dev.chainrule.lab.compare;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Details;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Report;
import java.util.ArrayList;
import java.util.List;

/// The page about several runs: the settings that differ, their curves over each other, what came out, and whether the
/// differences are more than chance.
///
/// @param comparison the runs
/// @param command that makes the page again
public record ComparisonReport(Comparison comparison, String command) {
    /// The numbers that are compared, the most telling first.
    public static final List<Measure> MEASURES =
            List.of(Measure.BEST_VALIDATION, Measure.VALIDATION, Measure.TRAINING, Measure.TEST, Measure.LOSS);

    /// The page.
    public Report report() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(comparison.summary()));
        List<String> caveats = new Caveats(comparison).sentences();
        if (!caveats.isEmpty()) {
            blocks.add(new Notes(caveats.stream()
                    .map(caveat -> new Note(Tone.ATTENTION, "Beware:", caveat))
                    .toList()));
        }
        settings(blocks);
        curves(blocks);
        outcome(blocks);
        blocks.add(new Heading("Do it again"));
        blocks.add(new Code(command));
        return new Report("Comparison of " + Numbers.count(comparison.runs().size(), "run"), blocks);
    }

    /// A column for each group, or for each run where no two belong together.
    private void settings(List<Block> blocks) {
        blocks.add(new Heading("Settings that differ"));
        List<Column> columns = new ArrayList<>(List.of(new Column("setting", false)));
        comparison.groups().forEach(group -> columns.add(new Column(group.name(), false)));
        List<List<String>> rows = new ArrayList<>();
        comparison.differingByGroup().forEach((key, values) -> {
            List<String> row = new ArrayList<>(List.of(key));
            row.addAll(values);
            rows.add(row);
        });
        if (rows.isEmpty()) {
            blocks.add(new Paragraph("None: settings, images and versions are the same."));
        } else {
            blocks.add(new Table("Settings that differ", columns, rows));
        }
        List<List<String>> shared = comparison.shared().entrySet().stream()
                .map(entry -> List.of(entry.getKey(), entry.getValue()))
                .toList();
        blocks.add(new Details(
                "The %s settings and facts that all runs share".formatted(shared.size()),
                List.of(new Table(
                        "Shared", List.of(new Column("setting", false), new Column("value", false)), shared))));
    }

    private void curves(List<Block> blocks) {
        List<Group> groups = comparison.groups();
        ComparisonCurves curves = ComparisonCurves.of(groups);
        blocks.add(new Heading("Curves"));
        blocks.add(new Paragraph(curves.explanation(groups.size())));
        blocks.addAll(curves.charts());
        if (groups.size() < comparison.runs().size()) {
            List<Group> single = comparison.runs().stream()
                    .map(run -> new Group(run.name(), List.of(run)))
                    .toList();
            ComparisonCurves each = ComparisonCurves.of(single);
            List<Block> inside = new ArrayList<>(List.of(new Paragraph(each.explanation(single.size()))));
            inside.addAll(each.charts());
            blocks.add(new Details("The curves of each run", inside));
        }
    }

    private void outcome(List<Block> blocks) {
        blocks.add(new Heading("What came out"));
        if (comparison.hasSeeds()) {
            blocks.add(new Paragraph("Means over the seeds with their 95 % confidence interval by Student's"
                    + " distribution, of runs that did all that they were meant to do."));
            blocks.add(means());
        }
        blocks.add(new Notes(new Significance(comparison)
                .statements().stream()
                        .map(statement -> new Note(Tone.NOTE, statement.lead(), statement.text()))
                        .toList()));
        List<Comparison.Finding> findings = comparison.findings();
        if (comparison.hasSeeds() && findings.size() > 1) {
            blocks.add(tests(findings));
        }
        blocks.add(new Heading("Each run"));
        blocks.add(new Paragraph("The best validation accuracy is the highest one measured; of the others, and of the"
                + " loss, the last one. The test accuracy is that of the weights that were kept."));
        blocks.add(runs());
    }

    private Details tests(List<Comparison.Finding> findings) {
        List<Column> columns = List.of(
                new Column("number", false),
                new Column("higher", false),
                new Column("its mean", true),
                new Column("lower", false),
                new Column("its mean", true),
                new Column("p", true),
                new Column("more than chance", false));
        List<List<String>> rows = findings.stream()
                .map(finding -> List.of(
                        finding.measure().title(),
                        finding.higher().name(),
                        finding.measure().written(finding.difference().a()),
                        finding.lower().name(),
                        finding.measure().written(finding.difference().b()),
                        finding.difference().p().isPresent()
                                ? Difference.written(finding.difference().p().getAsDouble())
                                : "one seed",
                        finding.difference().significant() ? "yes" : "not shown"))
                .toList();
        return new Details(
                "All %s comparisons".formatted(rows.size()), List.of(new Table("Comparisons", columns, rows)));
    }

    private Table means() {
        List<Column> columns = new ArrayList<>(List.of(new Column("setting", false), new Column("seeds", true)));
        MEASURES.forEach(measure -> columns.add(new Column(measure.title(), true)));
        List<List<String>> rows = comparison.groups().stream()
                .map(group -> {
                    List<String> row = new ArrayList<>(
                            List.of(group.name(), Integer.toString(group.seeds().size())));
                    MEASURES.forEach(measure -> row.add(measure.written(group.sample(measure))));
                    return row;
                })
                .toList();
        return new Table("Means over the seeds", columns, rows);
    }

    private Table runs() {
        List<Column> columns = List.of(
                new Column("run", false),
                new Column("seed", true),
                new Column("ended", false),
                new Column("steps", true),
                new Column("time", true),
                new Column("best validation", true),
                new Column("last validation", true),
                new Column("training", true),
                new Column("test", true),
                new Column("last loss", true));
        return new Table(
                "Each run",
                columns,
                comparison.runs().stream().map(ComparisonReport::row).toList());
    }

    private static List<String> row(ComparedRun run) {
        long steps = run.record().history().steps();
        long planned = run.record().plannedSteps();
        return List.of(
                run.name(),
                Long.toString(run.record().settings().seed()),
                run.endWord(),
                steps == planned ? Numbers.count(steps) : Numbers.count(steps) + " of " + Numbers.count(planned),
                Numbers.seconds(run.seconds()),
                Numbers.percent(run.number(Measure.BEST_VALIDATION)),
                Numbers.percent(run.number(Measure.VALIDATION)),
                Numbers.percent(run.number(Measure.TRAINING)),
                Numbers.percent(run.number(Measure.TEST)),
                Numbers.significant(run.lastLoss()));
    }
}
