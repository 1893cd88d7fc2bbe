package dev.chainrule.cli;

import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.demonstration.Demonstration;
import dev.chainrule.lab.experiment.Experiment;
import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.experiment.ExperimentReport;
import dev.chainrule.lab.experiment.ExperimentRunner;
import dev.chainrule.lab.experiment.ExperimentRunner.Done;
import dev.chainrule.lab.experiment.ExperimentRunner.Work;
import dev.chainrule.lab.experiment.Experiments;
import dev.chainrule.lab.experiment.Results;
import dev.chainrule.lab.page.Gallery;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.settings.Kebab;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Tells a person of experiments while they run, and writes the report of each when its runs are complete.
final class ExperimentResults implements ExperimentRunner.Watcher {
    /// More rows than that are read in the report.
    private static final int MOST_POINTS = 24;

    private final StatusLine line;
    private final ExperimentLine progress;
    private final Map<Work, Source> sources;
    private final BaseSettings.Data data;
    private final Optional<Gallery> gallery;
    private final PrintStream out;
    private final boolean json;
    private boolean asExpected = true;

    /// What an experiment was read from.
    ///
    /// @param name as it was given
    record Source(String name, Experiment experiment) {}

    /// @param json whether a program reads what is printed
    ExperimentResults(
            PrintStream out, Map<Work, Source> sources, BaseSettings.Data data, Optional<Path> gallery, boolean json) {
        this.out = out;
        this.json = json;
        this.line = new StatusLine(out, json ? Terminal.none() : Terminal.standard());
        this.progress = new ExperimentLine(line, List.copyOf(sources.keySet()));
        this.sources = sources;
        this.data = data;
        this.gallery = gallery.map(folder -> GalleryPages.in(
                folder,
                Optional.of("chainrule experiment run all --data %s --gallery %s".formatted(Kebab.of(data), folder))));
    }

    /// Prints a line besides the results.
    void warn(PrintStream to, String text) {
        line.println(to, text);
    }

    /// Whether all that was expected came out so far.
    boolean asExpected() {
        return asExpected;
    }

    @Override
    public void started(Work work, Planned run, long steps) {
        progress.started(run, steps);
    }

    @Override
    public void stepped(Planned run, long step) {
        progress.stepped(run, step);
    }

    @Override
    public void finished(Work work, Planned run, RunRecord record, boolean again) {
        if (json) {
            ExperimentJson.run(work.name(), run, record, again).print(out);
        } else {
            progress.finished(work, run, record, again);
        }
    }

    @Override
    public void completed(Work work, List<Done> runs) throws IOException {
        Source source = Objects.requireNonNull(sources.get(work));
        Results results = new Results(source.experiment(), data, runs);
        String command = ShellCommand.of("experiment", "run", source.name(), "--data", Kebab.of(data));
        ExperimentReport report =
                new ExperimentReport(work.name(), command, Experiments.declaration(source.name()), results);
        report.write(work.folder());
        if (gallery.isPresent()) {
            // The page is for readers elsewhere, so its command is the program's own name.
            String plain = "chainrule experiment run %s --data %s".formatted(work.name(), Kebab.of(data));
            gallery.get().add(work.name(), report.withCommand(plain).report());
        }
        if (json) {
            ExperimentJson.result(work.name(), results, work.folder().resolve("report.html"))
                    .print(out);
        } else {
            print(work, results);
        }
        asExpected &= results.verdicts().stream().allMatch(Results.Verdict::met);
    }

    private void print(Work work, Results results) {
        Experiment experiment = results.experiment();
        Measure first = experiment.measures().getFirst();
        say("", "%s: %s".formatted(work.name(), experiment.question()));
        say("  ", results.answer());
        if (experiment.points().size() <= MOST_POINTS) {
            printPoints(results, first);
        }
        for (Results.Verdict verdict : results.verdicts()) {
            say("  ", (verdict.met() ? "as expected: " : "NOT as expected: ") + verdict.sentence());
        }
        line.println("  report  " + work.folder().resolve("report.html").toUri());
    }

    /// Prints a sentence in lines that fit the terminal.
    private void say(String indent, String sentence) {
        line.println(Prose.wrapped(indent, Prose.plain(sentence), line.room()));
    }

    private void printPoints(Results results, Measure first) {
        Experiment experiment = results.experiment();
        line.println("  " + first.title() + ", mean over seeds ± 95 % interval");
        int width = experiment.arms().stream()
                .mapToInt(arm -> arm.name().length())
                .max()
                .orElse(0);
        experiment.points().forEach(point -> {
            String values =
                    String.join(" ", point.names().subList(1, point.names().size()));
            String arm = point.arm() + " ".repeat(width - point.arm().length());
            line.println(
                    Prose.plain("  %s  %-12s %s".formatted(arm, values, first.written(results.sample(point, first)))));
        });
    }

    /// Does a demonstration and writes its report.
    void show(Demonstration demonstration, Path folder) throws IOException {
        Files.createDirectories(folder);
        ShareLine share = new ShareLine(line, demonstration.id());
        Demonstration.Shown shown = demonstration.show(data, share);
        line.clear();
        shown.write(folder);
        if (gallery.isPresent()) {
            gallery.get().add(demonstration.id(), shown.report());
        }
        if (json) {
            ExperimentJson.result(demonstration, shown, folder.resolve("report.html"))
                    .print(out);
        } else {
            say("", "%s: %s".formatted(demonstration.id(), demonstration.question()));
            say("  ", shown.answer());
            line.println("  report  " + folder.resolve("report.html").toUri());
        }
        asExpected &= shown.asExpected();
    }

    /// Takes the line away that is redrawn.
    void close() {
        line.clear();
    }
}
