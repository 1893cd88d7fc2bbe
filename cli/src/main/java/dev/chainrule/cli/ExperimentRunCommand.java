package dev.chainrule.cli;

import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.experiment.Experiment;
import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.experiment.ExperimentReport;
import dev.chainrule.lab.experiment.ExperimentRunner;
import dev.chainrule.lab.experiment.Experiments;
import dev.chainrule.lab.experiment.Results;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.ShellCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule experiment run`.
@Command(
        name = "run",
        description = "Do the runs of experiments and write a report for each.",
        sortOptions = false,
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "For example:",
            "  chainrule experiment run cs231n-dropout cs231n-batch-norm --seeds 5",
            "  chainrule experiment run mine.yaml --data cifar10",
            "",
            "Exit codes: 0 all is as expected, 1 something is not, 2 refused."
        })
final class ExperimentRunCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private ExperimentCommand parent;

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "of an experiment, or a YAML file of your own, for example cs231n-dropout")
    private List<String> names = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "K",
            description = "Repeat with the seeds 1 to K; as declared unless told otherwise, for example --seeds 5")
    private @Nullable Integer seeds;

    @Option(
            names = "--data",
            paramLabel = "SET",
            defaultValue = "sample",
            description = "sample (the images that come with the program) or cifar10 (all of them), for example"
                    + " --data cifar10")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private String data;

    @Option(
            names = "--workers",
            paramLabel = "W",
            description = "How many runs go side by side; as many as there are processors unless told otherwise, for"
                    + " example --workers 2")
    private @Nullable Integer workers;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where the runs of each go, in a folder of its name; experiments unless told otherwise, for"
                    + " example --out results")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        Experiment.Data images = Choice.of("--data", data, List.of(Experiment.Data.values()));
        List<Task> tasks = new ArrayList<>();
        for (String name : names) {
            Experiment experiment = Experiments.named(name);
            int repetitions = seeds == null ? experiment.seeds() : seeds;
            if (repetitions < 1) {
                throw new SettingsException(
                        "--seeds: " + repetitions + " is out of range; expected a whole number of at least 1");
            }
            tasks.add(new Task(name, experiment, experiment.runs(images, repetitions)));
        }
        Path folder = out == null ? Path.of("experiments") : out;
        int side = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
        boolean asExpected = true;
        for (Task task : tasks) {
            asExpected &= run(task, folder.resolve(task.folder()).resolve(data), side);
        }
        return asExpected ? Main.OK : Main.FAILED;
    }

    private record Task(String name, Experiment experiment, List<Planned> runs) {
        String folder() {
            return Path.of(name).getFileName().toString().replaceFirst("\\.ya?ml$", "");
        }
    }

    private boolean run(Task task, Path folder, int side) throws IOException {
        parent.out().println("%s: %s".formatted(task.folder(), task.experiment().question()));
        ExperimentLine line = new ExperimentLine(parent.out(), Terminal.standard(), task.runs());
        Results results;
        try {
            results = new Results(task.experiment(), new ExperimentRunner(folder, side, line).run(task.runs()));
        } finally {
            line.close();
        }
        String command = ShellCommand.of("experiment", "run", task.name(), "--data", data);
        new ExperimentReport(task.folder(), command, results).write(folder);
        print(results);
        parent.out().println("  report  " + folder.resolve("report.html").toUri());
        return results.verdicts().stream().allMatch(Results.Verdict::met);
    }

    private void print(Results results) {
        Measure first = results.experiment().measures().getFirst();
        parent.out().println("  " + first.title() + ", mean over seeds ± 95 % interval");
        for (String arm : results.arms()) {
            for (String value : results.values()) {
                parent.out()
                        .println("  %-24s %-12s %s"
                                .formatted(arm, value, first.written(results.sample(arm, value, first))));
            }
        }
        for (Results.Verdict verdict : results.verdicts()) {
            parent.out().println((verdict.met() ? "  as expected: " : "  NOT as expected: ") + verdict.sentence());
        }
    }
}
