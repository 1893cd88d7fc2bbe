package dev.chainrule.cli;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.compare.Caveats;
import dev.chainrule.lab.compare.ComparedRun;
import dev.chainrule.lab.compare.Comparison;
import dev.chainrule.lab.compare.ComparisonReport;
import dev.chainrule.lab.compare.Group;
import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.compare.RunSearch;
import dev.chainrule.lab.compare.Significance;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.text.ShellCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule compare`.
@Command(
        name = "compare",
        description = "Hold runs against each other: settings that differ, curves, results, and what may be chance.",
        customSynopsis = "chainrule compare RUN… [--out FILE] [--figures FOLDER] [--json]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "Runs that differ in their seed alone are taken together: mean and 95 % interval.",
            "For example:",
            "  chainrule compare runs/quick-1 runs/quick-2",
            "  chainrule compare runs --out all.html",
            "  chainrule compare experiments/cs231n-dropout/sample"
        })
final class CompareCommand implements Callable<Integer> {
    private static final Path USUAL = Path.of("comparison.html");
    private static final int LONGEST_VALUE = 28;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Parameters(
            paramLabel = "RUN",
            arity = "1..*",
            description = "Folders of runs, or folders in which runs are, two runs or more, for example runs/quick-1")
    private List<Path> folders = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the page to this new file, for example --out all.html; else to comparison.html in the"
                    + " working folder, over an earlier page")
    private @Nullable Path out;

    @Option(names = "--force", description = "Write over a file that is there, for example --force")
    private boolean force;

    @Option(
            names = "--figures",
            paramLabel = "FOLDER",
            description = "Also write each figure of the page as an SVG file with its numbers as CSV, and the page as"
                    + " Markdown, into this folder, for example --figures figures")
    private @Nullable Path figures;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        Path file = out == null ? USUAL : out;
        OutputFile.check(file, "all.html", force || (out == null && OutputFile.isPage(file)));
        Optional<FigureFolder> drawn = Optional.ofNullable(figures).map(place -> new FigureFolder(place, "comparison"));
        if (drawn.isPresent()) {
            drawn.get().check();
        }
        Comparison comparison = RunSearch.compare(folders);
        Report report = new ComparisonReport(comparison, command()).report();
        AtomicFile.write(file, HtmlRenderer.render(report));
        if (drawn.isPresent()) {
            drawn.get().write(report);
        }
        if (json.given()) {
            json(comparison, file).put("figures", figures).print(main.out());
        } else {
            print(comparison);
            main.out().println("page  " + file.toAbsolutePath().toUri());
            if (figures != null) {
                main.out().println("figures  " + figures);
            }
        }
        main.out().flush();
        return Main.OK;
    }

    private String command() {
        List<Object> words = new ArrayList<>(List.of("compare"));
        words.addAll(folders);
        if (out != null) {
            words.addAll(List.of("--out", out, "--force"));
        }
        if (figures != null) {
            words.addAll(List.of("--figures", figures));
        }
        return ShellCommand.of(words.toArray());
    }

    private void print(Comparison comparison) {
        int width = Terminal.standard().columns();
        say(comparison.summary(), width);
        for (String caveat : new Caveats(comparison).sentences()) {
            say("Beware: " + caveat, width);
        }
        main.out().println();
        if (comparison.differing().isEmpty()) {
            main.out().println("No setting differs.");
        } else {
            main.out().println("Settings that differ:");
            settings(comparison, width).print(main.out(), width);
        }
        main.out().println();
        main.out().println("Each run:");
        runs(comparison).print(main.out(), width);
        if (comparison.hasSeeds()) {
            main.out().println();
            main.out().println("Means over the seeds ± 95 % interval:");
            means(comparison).print(main.out(), width);
        }
        main.out().println();
        new Significance(comparison).statements().forEach(statement -> say(statement.sentence(), width));
        main.out().println();
    }

    private void say(String sentence, int width) {
        main.out().println(Prose.wrapped("", Mistakes.plain(Prose.plain(sentence)), width));
    }

    /// A row for each setting, a column for each run; for each group of runs that differ in their seed alone, where
    /// the runs do not fit beside each other.
    private static TextTable settings(Comparison comparison, int width) {
        TextTable byRun =
                settings(comparison.runs().stream().map(ComparedRun::name).toList(), comparison.differing());
        return byRun.fits(width)
                ? byRun
                : settings(comparison.groups().stream().map(Group::name).toList(), comparison.differingByGroup());
    }

    private static TextTable settings(List<String> names, SequencedMap<String, List<String>> values) {
        List<String> heading = new ArrayList<>(List.of("setting"));
        heading.addAll(names);
        List<List<String>> rows = new ArrayList<>();
        values.forEach((key, cells) -> {
            List<String> row = new ArrayList<>(List.of(key));
            row.addAll(brief(cells));
            rows.add(row);
        });
        return new TextTable(heading, rows, _ -> true);
    }

    /// Long values from where the first two of them part.
    private static List<String> brief(List<String> values) {
        int same = values.stream()
                .mapToInt(value ->
                        Arrays.mismatch(value.toCharArray(), values.getFirst().toCharArray()))
                .filter(at -> at >= 0)
                .min()
                .orElse(0);
        return values.stream()
                .map(value -> {
                    if (value.length() <= LONGEST_VALUE) {
                        return value;
                    }
                    int from = Math.clamp(same - 8L, 0, value.length() - 1);
                    String rest = (from == 0 ? "" : "…") + value.substring(from);
                    return rest.length() <= LONGEST_VALUE ? rest : rest.substring(0, LONGEST_VALUE - 1) + "…";
                })
                .toList();
    }

    private static TextTable runs(Comparison comparison) {
        List<String> heading =
                List.of("run", "ended", "steps", "time", "best val", "last val", "train", "test", "last loss");
        List<List<String>> rows = comparison.runs().stream()
                .map(run -> List.of(
                        run.name(),
                        run.endWord(),
                        steps(run),
                        Figures.duration(run.seconds()),
                        Figures.percent(run.number(Measure.BEST_VALIDATION)),
                        Figures.percent(run.number(Measure.VALIDATION)),
                        Figures.percent(run.number(Measure.TRAINING)),
                        Figures.percent(run.number(Measure.TEST)),
                        Figures.significant(run.lastLoss())))
                .toList();
        return new TextTable(heading, rows, column -> column < 2);
    }

    private static String steps(ComparedRun run) {
        long steps = run.record().history().steps();
        long planned = run.record().plannedSteps();
        return steps == planned ? Figures.count(steps) : Figures.count(steps) + " of " + Figures.count(planned);
    }

    private static TextTable means(Comparison comparison) {
        List<String> heading = new ArrayList<>(List.of("setting", "seeds"));
        ComparisonReport.MEASURES.forEach(measure -> heading.add(measure.title()));
        List<List<String>> rows = comparison.groups().stream()
                .map(group -> {
                    List<String> row = new ArrayList<>(
                            List.of(group.name(), Integer.toString(group.seeds().size())));
                    ComparisonReport.MEASURES.forEach(
                            measure -> row.add(Prose.plain(measure.written(group.sample(measure)))));
                    return row;
                })
                .toList();
        return new TextTable(heading, rows, column -> column < 1);
    }

    private static JsonLine json(Comparison comparison, Path file) {
        return JsonLine.of()
                .put(
                        "runs",
                        comparison.runs().stream().map(CompareCommand::json).toList())
                .put("settings", comparison.differing())
                .put(
                        "groups",
                        comparison.groups().stream().map(CompareCommand::json).toList())
                .put(
                        "differences",
                        comparison.findings().stream().map(CompareCommand::json).toList())
                .put(
                        "warnings",
                        new Caveats(comparison)
                                .sentences().stream().map(Prose::plain).toList())
                .put("report", file);
    }

    private static JsonLine json(ComparedRun run) {
        return JsonLine.of()
                .put("run", run.name())
                .put("folder", run.record().folder().path())
                .put("seed", run.record().settings().seed())
                .put("end", run.endWord())
                .put("steps", run.record().history().steps())
                .put("planned_steps", run.record().plannedSteps())
                .put("seconds", run.seconds())
                .put("best_validation_accuracy", run.number(Measure.BEST_VALIDATION))
                .put("last_validation_accuracy", run.number(Measure.VALIDATION))
                .put("training_accuracy", run.number(Measure.TRAINING))
                .put("test_accuracy", run.number(Measure.TEST))
                .put("last_loss", run.lastLoss());
    }

    private static JsonLine json(Group group) {
        JsonLine object = JsonLine.of()
                .put("group", group.name())
                .put("runs", group.runs().stream().map(ComparedRun::name).toList())
                .put(
                        "seeds",
                        group.seeds().stream()
                                .map(run -> run.record().settings().seed())
                                .toList());
        for (Measure measure : ComparisonReport.MEASURES) {
            object.put(measure.key(), json(group, measure));
        }
        return object;
    }

    private static JsonLine json(Group group, Measure measure) {
        return JsonLine.of()
                .put("mean", group.sample(measure).mean())
                .put("interval", group.sample(measure).interval())
                .put("seeds", group.sample(measure).values().size());
    }

    private static JsonLine json(Comparison.Finding finding) {
        return JsonLine.of()
                .put("measure", finding.measure().key())
                .put("higher", finding.higher().name())
                .put("lower", finding.lower().name())
                .put("p", finding.difference().p())
                .put("comparisons", finding.difference().among())
                .put("significant", finding.difference().significant())
                .put("sentence", Prose.plain(finding.statement().sentence()));
    }
}
