package dev.chainrule.cli;

import dev.chainrule.lab.demonstration.Demonstration;
import dev.chainrule.lab.demonstration.Demonstrations;
import dev.chainrule.lab.experiment.Experiment;
import dev.chainrule.lab.experiment.ExperimentRunner;
import dev.chainrule.lab.experiment.ExperimentRunner.Work;
import dev.chainrule.lab.experiment.Experiments;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.TrialRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            description = "of an experiment, a YAML file of your own, or all, for example cs231n-dropout")
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
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where the runs of each go, in a folder of its name; experiments unless told otherwise, for"
                    + " example --out results")
    private @Nullable Path out;

    @Option(
            names = "--gallery",
            paramLabel = "FOLDER",
            description = "Also write each result as Markdown with figures, and an index of all that is there, for"
                    + " example --gallery docs/experiments")
    private @Nullable Path gallery;

    @Mixin
    private final PlaceOptions place = new PlaceOptions();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        BaseSettings.Data images = Choice.of("--data", data, List.of(BaseSettings.Data.values()));
        if (seeds != null && seeds < 1) {
            throw new SettingsException(
                    "--seeds: " + seeds + " is out of range; expected a whole number of at least 1");
        }
        Path folder = out == null ? Path.of("experiments") : out;
        List<Demonstration> demonstrations = new ArrayList<>();
        Map<Work, ExperimentResults.Source> works = new LinkedHashMap<>();
        for (String name : named()) {
            Optional<Demonstration> demonstration = Demonstrations.named(name);
            if (demonstration.isPresent()) {
                demonstrations.add(demonstration.get());
            } else {
                Experiment experiment = Experiments.named(name);
                int repetitions = seeds == null ? experiment.seeds() : seeds;
                works.put(
                        new Work(
                                shortName(name),
                                folder.resolve(shortName(name)).resolve(data),
                                experiment.runs(images, repetitions)),
                        new ExperimentResults.Source(name, experiment));
            }
        }
        ExperimentResults results =
                new ExperimentResults(parent.out(), works, images, Optional.ofNullable(gallery), json.given());
        for (Demonstration each : demonstrations) {
            results.show(each, folder.resolve(each.id()));
        }
        try (TrialRunner runner = place.open(text -> results.warn(parent.err(), text))) {
            new ExperimentRunner(runner, results).run(List.copyOf(works.keySet()));
        } finally {
            results.close();
        }
        return results.asExpected() ? Main.OK : Main.FAILED;
    }

    /// The names, once each; their results would go into the same folder otherwise.
    private List<String> named() {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            if (name.equals("all")) {
                all.addAll(Experiments.names());
                Demonstrations.all().forEach(each -> all.add(each.id()));
            } else {
                all.add(name);
            }
        }
        List<String> distinct = all.stream().distinct().toList();
        Set<String> folders = new HashSet<>();
        for (String name : distinct) {
            if (!folders.add(shortName(name))) {
                throw new SettingsException("%s: another experiment is called %s too; expected names of their own, as"
                                .formatted(name, shortName(name))
                        + " results go into a folder of that name. Rename a file, or run them one after the other"
                        + " with --out");
            }
        }
        return distinct;
    }

    private static String shortName(String name) {
        return Path.of(name).getFileName().toString().replaceFirst("\\.ya?ml$", "");
    }
}
