package dev.chainrule.cli;

import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.doctor.Finding;
import dev.chainrule.lab.doctor.Findings;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunFiles;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.ModelSettings;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.layer.Parameter;
import dev.chainrule.settings.Kebab;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.TrainingResult;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What is said before and after a run.
///
/// @param width how many characters fit a line
record RunSummary(PrintStream out, TrainingRun run, IntSupplier width) {
    private static final String INDENT = "  ";

    /// Nets that do less than `small-vgg`.
    private static final Set<String> SMALLER = Set.of(
            "fully-connected", "kth", "three-layer-convnet", "plain-convnet", "two-convolutions", "small-convnet");

    void begin() {
        RunSettings settings = run.settings();
        out.println(wrapped(
                "",
                "Training %s: %s on %s of %s, %s, seed %s"
                        .formatted(
                                settings.preset(),
                                network(),
                                Figures.count(run.beginning().trainingImages(), "image"),
                                Mistakes.plain(settings.data().set()),
                                epochs(),
                                settings.seed())));
    }

    /// The network by its name in the settings and the widths of its layers, for example
    /// `fully-connected 3072-256-10 (789,258 parameters)` or `small-convnet 3×32×32-64-64-10 (…)`.
    private String network() {
        String input = IntStream.of(run.model().spec().input().toArray())
                .mapToObj(String::valueOf)
                .collect(Collectors.joining("×"));
        String widths = run.model().parameters().stream()
                .filter(parameter ->
                        parameter.kind() == Parameter.Kind.WEIGHT || parameter.kind() == Parameter.Kind.FIXED)
                .map(parameter -> "-" + outputs(parameter.value().shape()))
                .collect(Collectors.joining());
        return "%s %s%s (%s)"
                .formatted(
                        modelName(run), input, widths, Figures.count(run.model().parameterCount(), "parameter"));
    }

    /// The network's name in the settings; `layers` for one that is spelt out.
    static String modelName(TrainingRun run) {
        return switch (run.settings().model()) {
            case ModelSettings.Course course -> Kebab.of(course.kind());
            case ModelSettings.Convolutional convolutional -> Kebab.of(convolutional.kind());
            case ModelSettings.Layers _ -> "layers";
        };
    }

    /// Columns of a dense weight (D, M), filters of a convolution's (F, C, HH, WW).
    private static int outputs(Shape weight) {
        return weight.rank() == 4 ? weight.extent(0) : weight.extent(1);
    }

    void end(RunRecord record) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        out.println();
        out.println(wrapped("", ending(record, conclusion)));
        out.println();
        figures(record, INDENT);
        out.println();
        certain(record);
        out.println("Next:");
        next(record.folder(), conclusion);
        out.flush();
    }

    /// The result and nothing else, but that it is not that of the whole plan.
    void result(RunRecord record) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        if (conclusion.end() != TrainingResult.End.COMPLETE) {
            out.println(ending(record, conclusion));
        }
        figures(record, "");
        out.flush();
    }

    /// What the figures of the run say beyond doubt.
    private void certain(RunRecord record) {
        List<Finding> findings = Findings.certain(record);
        if (!findings.isEmpty()) {
            out.println("What is certain:");
            findings.forEach(finding ->
                    out.println(wrapped(INDENT, Mistakes.plain(Prose.plain(finding.lead() + " " + finding.text())))));
            out.println();
        }
    }

    private String wrapped(String indent, String text) {
        return Prose.wrapped(indent, text, width.getAsInt());
    }

    private void figures(RunRecord record, String indent) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        accuracy(indent + "validation accuracy", conclusion.validationAccuracy());
        accuracy(indent + "test accuracy      ", conclusion.testAccuracy());
        if (Files.exists(record.folder().report())) {
            out.println(indent + "report               "
                    + record.folder().report().toAbsolutePath().toUri());
        }
        out.println(indent + "results              "
                + Mistakes.plain(record.folder().path().toString()));
    }

    private void accuracy(String name, OptionalDouble accuracy) {
        if (accuracy.isPresent()) {
            out.println(name + "  " + Figures.percent(accuracy.getAsDouble()));
        }
    }

    private String ending(RunRecord record, Conclusion conclusion) {
        long steps = record.history().steps();
        long stepsPerEpoch = record.beginning().stepsPerEpoch();
        String time = Figures.duration(conclusion.seconds());
        String done = "%s of %s (epoch %s of %s)"
                .formatted(
                        Figures.count(steps),
                        Figures.count(record.plannedSteps(), "step"),
                        Figures.count((steps + stepsPerEpoch - 1) / stepsPerEpoch),
                        Figures.count(run.settings().plan().epochs()));
        return switch (conclusion.end()) {
            case COMPLETE ->
                "Done: %s in %s, %s images/s."
                        .formatted(
                                epochs(),
                                time,
                                Figures.count(
                                        Math.round(record.imagesPerSecond().orElseThrow())));
            case EARLY_STOP ->
                "Stopped early after %s in %s: validation accuracy did not improve any more.".formatted(done, time);
            case STOPPED, DIVERGED ->
                "Stopped after %s in %s. Kept: the weights, the history and the report.".formatted(done, time);
        };
    }

    private void next(RunFolder folder, Conclusion conclusion) {
        Map<String, String> hints = new LinkedHashMap<>();
        hints.put(ShellCommand.of("evaluate", folder.path()), "accuracy class by class");
        if (conclusion.end() == TrainingResult.End.STOPPED) {
            hints.put(ShellCommand.of("resume", folder.path()), "go on to the bits of a run that never stopped");
        } else {
            hints.put(ShellCommand.of("predict", folder.path(), picture()), "what is on a picture");
            further(folder, hints);
        }
        print(hints);
    }

    /// Commands with what they do beside them, or above them where a line is too short for both. A command itself
    /// is never broken, so that it can be copied.
    private void print(Map<String, String> hints) {
        int commands = hints.keySet().stream().mapToInt(String::length).max().orElse(0);
        int words = hints.values().stream().mapToInt(String::length).max().orElse(0);
        boolean beside = INDENT.length() + commands + INDENT.length() + words <= width.getAsInt();
        hints.forEach((command, what) -> {
            if (beside) {
                out.println(INDENT + command + " ".repeat(commands - command.length()) + INDENT + what);
            } else {
                out.println(INDENT + what + ":");
                out.println(INDENT + INDENT + command);
            }
        });
    }

    /// A picture that the network was not trained on, if the run has files of its own.
    private String picture() {
        List<RunFiles.Entry> held = run.data().files().files().stream()
                .filter(entry -> entry.part() != Part.TRAIN)
                .toList();
        return held.isEmpty()
                ? "IMAGE"
                : Path.of(run.settings().data().set())
                        .resolve(held.getLast().name())
                        .toString();
    }

    /// What fits this run: its own data, and nothing that it did already.
    private void further(RunFolder folder, Map<String, String> hints) {
        boolean firstSteps = ImageSource.of(run.settings().data().set()) == ImageSource.BUNDLED_CIFAR10;
        if (firstSteps && SMALLER.contains(modelName(run))) {
            hints.put(ShellCommand.of("train", "--model", "small-vgg", "--epochs", 30), "a larger net, for longer");
        } else {
            hints.put(
                    ShellCommand.of(
                            "train",
                            "--config",
                            folder.settings(),
                            "--epochs",
                            Math.min(
                                    Integer.MAX_VALUE,
                                    2L * run.settings().plan().epochs())),
                    "the same images and net, for twice as long");
        }
        if (firstSteps) {
            hints.put(ShellCommand.of("train", "--preset", "cs231n-batch-norm"), "an experiment of a course");
            hints.put(ShellCommand.of("data", "get", "cifar10"), "all 60,000 photographs");
        }
    }

    private String epochs() {
        return Figures.count(run.settings().plan().epochs(), "epoch");
    }
}
