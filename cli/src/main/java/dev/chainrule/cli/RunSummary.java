package dev.chainrule.cli;

import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.TrainingResult;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What is said before and after a run.
record RunSummary(PrintStream out, TrainingRun run) {

    void begin() {
        RunSettings settings = run.settings();
        out.println("Training %s: %s on %s images of %s, %s, seed %d"
                .formatted(
                        settings.preset(),
                        network(),
                        count(run.beginning().trainingImages()),
                        Mistakes.plain(settings.data().set()),
                        epochs(),
                        settings.seed()));
    }

    /// The network by the widths of its layers, for example `FullyConnectedNet 3072-256-10 (789,258 parameters)` or
    /// `Vgg 3×32×32-64-64-10 (…)`.
    private String network() {
        String input = IntStream.of(run.model().spec().input().toArray())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining("×"));
        String widths = run.model().parameters().stream()
                .filter(parameter ->
                        parameter.kind() == Parameter.Kind.WEIGHT || parameter.kind() == Parameter.Kind.FIXED)
                .map(parameter -> "-" + outputs(parameter.value().shape()))
                .collect(Collectors.joining());
        return "%s %s%s (%s parameters)"
                .formatted(
                        run.model().spec().name(),
                        input,
                        widths,
                        count(run.model().parameterCount()));
    }

    /// Columns of a dense weight (D, M), filters of a convolution's (F, C, HH, WW).
    private static int outputs(Shape weight) {
        return weight.rank() == 4 ? weight.extent(0) : weight.extent(1);
    }

    void end(RunRecord record) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        out.println();
        out.println(ending(record, conclusion));
        out.println();
        accuracy("validation accuracy", conclusion.validationAccuracy());
        accuracy("test accuracy", conclusion.testAccuracy());
        out.println("  report               "
                + record.folder().report().toAbsolutePath().toUri());
        out.println("  results              " + record.folder().path());
        out.println();
        out.println("Next:");
        next(record.folder(), conclusion);
    }

    private String ending(RunRecord record, Conclusion conclusion) {
        long steps = record.history().steps();
        long stepsPerEpoch = record.beginning().stepsPerEpoch();
        String time = ProgressBar.duration(conclusion.seconds());
        String done = "%s of %s steps (epoch %s of %s)"
                .formatted(
                        count(steps),
                        count(record.plannedSteps()),
                        count((steps + stepsPerEpoch - 1) / stepsPerEpoch),
                        count(run.settings().plan().epochs()));
        return switch (conclusion.end()) {
            case COMPLETE ->
                "Done: %s in %s, %s images/s."
                        .formatted(
                                epochs(),
                                time,
                                count(Math.round(record.imagesPerSecond().orElseThrow())));
            case EARLY_STOP ->
                "Stopped early after %s in %s: validation accuracy did not improve any more.".formatted(done, time);
            case STOPPED, DIVERGED -> "Stopped after %s in %s; what was done is kept.".formatted(done, time);
        };
    }

    private void accuracy(String name, OptionalDouble accuracy) {
        if (accuracy.isPresent()) {
            out.println(
                    "  %-19s  %s".formatted(name, String.format(Locale.ROOT, "%.1f %%", 100 * accuracy.getAsDouble())));
        }
    }

    private void next(RunFolder folder, Conclusion conclusion) {
        hint("accuracy class by class", "evaluate", folder.path());
        if (conclusion.end() == TrainingResult.End.STOPPED) {
            hint("the same run from its start", "train", "--config", folder.settings());
        } else {
            hint("a larger net, for longer", "train", "--model", "small-vgg", "--epochs", 30);
            hint("an experiment of a course", "train", "--preset", "cs231n-batch-norm");
            hint("all 60,000 photographs", "data", "get", "cifar10");
        }
    }

    private void hint(String what, Object... words) {
        out.println("  %-46s  %s".formatted(ShellCommand.of(words), what));
    }

    private String epochs() {
        int epochs = run.settings().plan().epochs();
        return epochs == 1 ? "1 epoch" : count(epochs) + " epochs";
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
