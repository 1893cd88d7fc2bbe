package dev.chainrule.cli;

import dev.chainrule.lab.demonstration.Demonstration;
import dev.chainrule.lab.demonstration.Demonstrations;
import dev.chainrule.lab.experiment.Costs;
import dev.chainrule.lab.experiment.Experiment;
import dev.chainrule.lab.experiment.Experiments;
import dev.chainrule.lab.experiment.Speed;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule experiment`.
@Command(
        name = "experiment",
        subcommands = ExperimentRunCommand.class,
        description = "Run an experiment of a course, or one of your own, over several seeds.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "An experiment that was stopped goes on where it was; what is done is not done again.",
            "For example:",
            "  chainrule experiment list",
            "  chainrule experiment run cs231n-batch-norm"
        })
final class ExperimentCommand {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Command(
            name = "list",
            description = "Show the experiments by course and question, with what each costs on this machine.",
            optionListHeading = "%n",
            footerHeading = "%n",
            footer = {"For example:", "  chainrule experiment list"})
    int list(@Mixin JsonOption json) {
        Speed speed = Speed.measured();
        Costs costs = new Costs();
        if (json.given()) {
            listForPrograms(costs, speed);
            return Main.OK;
        }
        int width = Stream.concat(
                        Experiments.names().stream(),
                        Demonstrations.all().stream().map(Demonstration::id))
                .mapToInt(String::length)
                .max()
                .orElse(0);
        String course = "";
        for (String name : Experiments.names()) {
            Experiment experiment = Experiments.named(name);
            course = heading(course, experiment.source());
            row(name, width, experiment.question());
            row("", width, cost(experiment, costs, speed));
        }
        for (Demonstration each : Demonstrations.all()) {
            course = heading(course, each.source());
            row(each.id(), width, each.question());
            row("", width, each.cost());
        }
        main.out().println();
        main.out()
                .println("Times are estimates with a run on each processor: on the images that come with the program,"
                        + " and with --data cifar10.");
        return Main.OK;
    }

    private void listForPrograms(Costs costs, Speed speed) {
        for (String name : Experiments.names()) {
            Experiment experiment = Experiments.named(name);
            ExperimentJson.about(name, experiment.source(), experiment.question())
                    .put("runs", experiment.points().size() * experiment.seeds())
                    .put("seconds_sample", seconds(experiment, BaseSettings.Data.SAMPLE, costs, speed))
                    .put("seconds_cifar10", seconds(experiment, BaseSettings.Data.CIFAR10, costs, speed))
                    .print(main.out());
        }
        for (Demonstration each : Demonstrations.all()) {
            ExperimentJson.about(each.id(), each.source(), each.question())
                    .put("runs", 0)
                    .put("seconds_sample", null)
                    .put("seconds_cifar10", null)
                    .print(main.out());
        }
    }

    private String heading(String before, QuestionSource source) {
        if (!source.course().equals(before)) {
            main.out().println(source.course());
        }
        return source.course();
    }

    private void row(String name, int width, String text) {
        main.out().println("  " + name + " ".repeat(width - name.length() + 2) + text);
    }

    private static String cost(Experiment experiment, Costs costs, Speed speed) {
        List<String> times = Arrays.stream(BaseSettings.Data.values())
                .map(data -> "about " + Figures.wholeSeconds(seconds(experiment, data, costs, speed)))
                .toList();
        int runs = experiment.points().size() * experiment.seeds();
        return "%s runs, %s; all of CIFAR-10 %s".formatted(runs, times.getFirst(), times.getLast());
    }

    private static double seconds(Experiment experiment, BaseSettings.Data data, Costs costs, Speed speed) {
        double work = experiment.runs(data, 1).stream()
                .mapToDouble(run -> costs.of(run.settings()).work())
                .sum();
        return Math.max(
                1, speed.seconds(experiment.seeds() * work, Runtime.getRuntime().availableProcessors()));
    }

    @Command(
            name = "show",
            description = "Print the question, what others found, and the declaration to start from.",
            optionListHeading = "%n",
            footerHeading = "%n",
            footer = {"For example:", "  chainrule experiment show cs231n-dropout > mine.yaml"})
    int show(
            @Parameters(paramLabel = "NAME", description = "of the experiment, for example cs231n-dropout") String name,
            @Mixin JsonOption json) {
        Optional<Demonstration> demonstration = Demonstrations.named(name);
        if (json.given()) {
            showForPrograms(name, demonstration);
            return Main.OK;
        }
        if (demonstration.isPresent()) {
            main.out().println(demonstration.get().question());
            main.out()
                    .println("From %s. %s"
                            .formatted(
                                    demonstration.get().source().course(),
                                    demonstration.get().source().published()));
        } else {
            Experiments.named(name);
            main.out().print(Experiments.declaration(name));
        }
        main.out().flush();
        return Main.OK;
    }

    private void showForPrograms(String name, Optional<Demonstration> demonstration) {
        QuestionSource source = demonstration
                .map(Demonstration::source)
                .orElseGet(() -> Experiments.named(name).source());
        String question = demonstration
                .map(Demonstration::question)
                .orElseGet(() -> Experiments.named(name).question());
        ExperimentJson.about(name, source, question)
                .put("published", source.published())
                .put("declaration", demonstration.isPresent() ? null : Experiments.declaration(name))
                .print(main.out());
    }

    /// Where results go.
    PrintStream out() {
        return main.out();
    }

    PrintStream err() {
        return main.err();
    }
}
