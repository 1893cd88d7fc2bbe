package dev.chainrule.lab.report;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.doctor.Answers;
import dev.chainrule.lab.doctor.Answers.Mistake;
import dev.chainrule.lab.doctor.Finding;
import dev.chainrule.lab.doctor.Findings;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Bar;
import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.KeyFigure;
import dev.chainrule.lab.page.Block.KeyFigures;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Mark;
import dev.chainrule.lab.page.Block.Matrix;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Curve;
import dev.chainrule.lab.page.HtmlMatrix;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// The page about a training run: what came out, how it went there, where the network is wrong, and how to do it again.
///
/// Classes, mistakes and images are those of the validation data: what one looks at while choosing settings must not be
/// test data.
///
/// @param run what its folder says
/// @param pictures the image of a validation example, by its place in the evaluation
public record RunReport(RunRecord run, IntFunction<Picture> pictures) {
    private static final int MOST_IMAGES = 24;
    private static final int MOST_BARS = 24;
    private static final int MOST_MISTAKES = 10;

    /// Writes the page of a run into its folder.
    ///
    /// @param data the images of the run
    /// @throws IOException if the weights cannot be read or the page cannot be written
    public static void write(RunRecord run, RunData data) throws IOException {
        RunReport report = new RunReport(run, example -> picture(data, example));
        AtomicFile.write(run.folder().report(), HtmlRenderer.render(report.report(firstLayer(run))));
    }

    private static Picture picture(RunData data, int example) {
        int size = data.imageShape().size();
        byte[] pixels = data.partition().validation().pixels();
        return new Picture(Arrays.copyOfRange(pixels, example * size, (example + 1) * size), data.imageShape());
    }

    /// The first weights, if they can be looked at.
    private static List<Block> firstLayer(RunRecord run) throws IOException {
        Shape image = run.beginning().image();
        if (!Files.exists(run.folder().model())) {
            return List.of();
        }
        return Safetensors.read(run.folder().model()).tensors().entrySet().stream()
                .filter(tensor -> tensor.getKey().equals("W1"))
                .map(Map.Entry::getValue)
                .filter(weight -> FirstLayer.canShow(weight, image))
                .<Block>map(weight -> FirstLayer.of(weight, image))
                .toList();
    }

    /// The page.
    public Report report() {
        return report(List.of());
    }

    /// The page with more on it: what a network has learned, for example.
    ///
    /// @param more what stands between the mistakes and the settings
    public Report report(List<Block> more) {
        Answers answers = Answers.of(validation(), run.beginning().classNames());
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(summary(answers)));
        blocks.add(keyFigures(answers));
        blocks.add(lossChart());
        blocks.add(accuracyChart(answers));
        List<Block.Note> hints =
                Findings.of(run, answers).stream().map(Finding::note).toList();
        if (!hints.isEmpty()) {
            blocks.add(new Heading("How to read this"));
            blocks.add(new Notes(hints));
        }
        if (answers.size() > 0) {
            blocks.addAll(classes(answers));
            blocks.addAll(images(answers));
        }
        blocks.addAll(more);
        blocks.addAll(settingsAndCommand());
        return new Report("Training run " + run.folder().path().getFileName(), blocks);
    }

    private String summary(Answers answers) {
        String done = run.countsEpochs()
                ? "%s (%s)"
                        .formatted(
                                Numbers.count(Math.round(run.epochs()), "epoch"),
                                Numbers.count(run.history().steps(), "step"))
                : Numbers.count(run.history().steps(), "step");
        String time =
                seconds().isPresent() ? " and " + Numbers.seconds(seconds().getAsDouble()) : "";
        String what = answers.size() == 0
                ? run.conclusion().isPresent()
                        ? "training ended. There were no validation images to try the network on."
                        : "training was cut off before the network was tried on the validation images."
                : "the network labels %s of the %s validation images correctly (%s); guessing among %s would be right on %s."
                        .formatted(
                                Numbers.count(answers.right()),
                                Numbers.count(answers.size()),
                                Numbers.percent(validation().accuracy()),
                                answers.classes() == 1 ? "one class" : Numbers.count(answers.classes()) + " classes",
                                Numbers.percent(1.0 / answers.classes()));
        return "After %s%s, %s %s".formatted(done, time, what, ending()).strip();
    }

    /// The answers on the validation images, or none.
    private Evaluation validation() {
        return run.validation().orElseGet(() -> new Evaluation(new int[0], new int[0], new float[0][]));
    }

    /// The time that training took, if it is known.
    private OptionalDouble seconds() {
        return run.conclusion()
                .map(Conclusion::seconds)
                .filter(Double::isFinite)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    /// One sentence on how the run ended.
    private String ending() {
        if (run.conclusion().isEmpty()) {
            return "It was cut off after step %d of %d.".formatted(run.history().steps(), run.plannedSteps());
        }
        Conclusion conclusion = run.conclusion().get();
        TrainingPlan plan = run.settings().plan();
        return switch (conclusion.end()) {
            case COMPLETE -> "All %s are done.".formatted(Numbers.count(plan.epochs(), "epoch"));
            case EARLY_STOP ->
                "It stopped early: validation accuracy did not improve in %d measurements."
                        .formatted(plan.ending().patience());
            case STOPPED ->
                "It was stopped at step %d of %d.".formatted(run.history().steps(), run.plannedSteps());
            case DIVERGED -> conclusion.divergence().orElse("The loss was not finite.");
        };
    }

    private KeyFigures keyFigures(Answers answers) {
        List<KeyFigure> keys = new ArrayList<>();
        if (answers.size() > 0) {
            keys.add(accuracy("Validation accuracy", answers));
        }
        run.test()
                .ifPresent(test -> keys.add(accuracy(
                        "Test accuracy", Answers.of(test, run.beginning().classNames()))));
        double[] losses = run.history().losses();
        if (losses.length > 0) {
            double[] smooth = Curve.smoothed(losses, smoothing());
            keys.add(new KeyFigure(
                    "Final loss",
                    Numbers.significant(smooth[smooth.length - 1]),
                    "from " + Numbers.significant(losses[0])));
        }
        if (seconds().isPresent()) {
            keys.add(new KeyFigure(
                    "Time", Numbers.seconds(seconds().getAsDouble()), Numbers.count(losses.length, "step")));
            keys.add(new KeyFigure(
                    "Images per second",
                    Numbers.count(Math.round(run.imagesPerSecond().orElseThrow())),
                    "while training"));
        }
        return new KeyFigures(keys);
    }

    private static KeyFigure accuracy(String label, Answers answers) {
        String interval = Numbers.percentRange(Answers.interval(answers.right(), answers.size()));
        return new KeyFigure(
                label,
                Numbers.percent(answers.evaluation().accuracy()),
                "%s of %s; 95\u00a0%% interval %s"
                        .formatted(Numbers.count(answers.right()), Numbers.count(answers.size()), interval));
    }

    /// How many losses are averaged in the chart: a fiftieth of them, an odd number.
    private int smoothing() {
        int steps = run.history().steps();
        return steps < 100 ? 1 : steps / 50 | 1;
    }

    private LineChart lossChart() {
        double[] losses = run.history().losses();
        double[] positions = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            positions[i] = run.position(i + 1L);
        }
        boolean logarithmic = spansDecades(losses);
        Axis axis = new Axis(
                logarithmic ? "loss (logarithmic)" : "loss",
                logarithmic ? Axis.Scale.LOGARITHMIC : Axis.Scale.LINEAR,
                Axis.Unit.NUMBER);
        List<Guide> guides = run.lossOfGuessing().stream()
                .mapToObj(guessing -> new Guide(guessing, "guessing " + Numbers.significant(guessing)))
                .toList();
        String description = smoothing() == 1
                ? "Of each step's batch, penalties included."
                : "Of each step's batch, penalties included. Faint: every step. Strong: the mean of %s steps."
                        .formatted(smoothing());
        return new LineChart(
                "Loss",
                description,
                Axis.of(run.unitOfTime()),
                axis,
                List.of(new Series("training", positions, losses, smoothing())),
                guides,
                List.of());
    }

    /// Whether a linear axis would press most of the losses into a line along the bottom.
    private static boolean spansDecades(double[] losses) {
        double[] sorted =
                Arrays.stream(losses).filter(Double::isFinite).sorted().toArray();
        return sorted.length > 0 && sorted[0] > 0 && sorted[sorted.length - 1] > 20 * sorted[sorted.length / 2];
    }

    private LineChart accuracyChart(Answers answers) {
        List<History.Measurement> all = run.history().measurements();
        double[] positions =
                all.stream().mapToDouble(one -> run.position(one.step())).toArray();
        double[] training =
                all.stream().mapToDouble(History.Measurement::trainingAccuracy).toArray();
        double[] held = all.stream()
                .mapToDouble(History.Measurement::validationAccuracy)
                .toArray();
        Optional<Mark> best = run.history()
                .best()
                .map(one -> new Mark(
                        run.position(one.step()),
                        one.validationAccuracy(),
                        "best: %s, %s %s"
                                .formatted(
                                        Numbers.percent(one.validationAccuracy()),
                                        run.unitOfTime(),
                                        Numbers.count(Math.round(run.position(one.step()))))));
        List<Guide> guides = answers.classes() < 2
                ? List.of()
                : List.of(new Guide(1.0 / answers.classes(), "guessing " + Numbers.percent(1.0 / answers.classes())));
        return new LineChart(
                "Accuracy",
                "Of images that were trained on, and of images that were not. The ring marks the best of the latter.",
                Axis.of(run.unitOfTime()),
                new Axis("share of images that are right", Axis.Scale.LINEAR, Axis.Unit.PERCENT),
                List.of(new Series("training", positions, training, 1), new Series("validation", positions, held, 1)),
                guides,
                best.stream().toList());
    }

    private List<Block> classes(Answers answers) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Heading("Class by class"));
        blocks.add(bars(answers));
        blocks.add(new Matrix(
                "Confusion matrix",
                "A row for what images are, a column for what the network says. Blue is right, orange is wrong.",
                answers.names(),
                answers.confusion()));
        List<Mistake> mistakes = answers.mistakes(MOST_MISTAKES);
        if (answers.classes() > HtmlMatrix.MOST_READABLE && !mistakes.isEmpty()) {
            blocks.add(new Heading("The most frequent mistakes"));
            blocks.add(mistakes(answers, mistakes));
        }
        return blocks;
    }

    private static BarChart bars(Answers answers) {
        List<Integer> order = answers.byShare();
        boolean all = order.size() <= MOST_BARS;
        int half = MOST_BARS / 2;
        List<Integer> shown = all
                ? order
                : Stream.concat(
                                order.subList(0, half).stream(),
                                order.subList(order.size() - half, order.size()).stream())
                        .toList();
        String which = all
                ? ""
                : " Shown: the %s highest and the %s lowest of %s classes.".formatted(half, half, order.size());
        List<Bar> bars = shown.stream()
                .map(label -> new Bar(
                        answers.names().get(label),
                        answers.share(label),
                        "%s of %s".formatted(answers.confusion()[label][label], answers.ofClass(label))))
                .toList();
        double mean = answers.evaluation().accuracy();
        return new BarChart(
                "Accuracy of each class",
                "The dotted line is the accuracy on all validation images." + which,
                bars,
                List.of(new Guide(mean, "all " + Numbers.percent(mean))));
    }

    private static Table mistakes(Answers answers, List<Mistake> mistakes) {
        return new Table(
                "The most frequent mistakes",
                List.of(new Column("is", false), new Column("named", false), new Column("times", true)),
                mistakes.stream()
                        .map(mistake -> List.of(
                                answers.names().get(mistake.label()),
                                answers.names().get(mistake.named()),
                                "%s of %s".formatted(mistake.count(), answers.ofClass(mistake.label()))))
                        .toList());
    }

    private List<Block> images(Answers answers) {
        List<CaptionedPicture> images = answers.confidentlyWrong(MOST_IMAGES).stream()
                .map(example -> new CaptionedPicture(
                        pictures.apply(example),
                        answers.names().get(answers.evaluation().predictions()[example]) + " "
                                + Numbers.wholePercent(answers.evaluation().confidence(example)),
                        "is " + answers.names().get(answers.evaluation().labels()[example])))
                .toList();
        if (images.isEmpty()) {
            return List.of(
                    new Heading("Mistakes"),
                    new Paragraph("There are none: each validation image is labelled correctly."));
        }
        return List.of(
                new Heading("Most confidently wrong"),
                new ImageGrid(
                        "What the network says, how sure it is, and what it is",
                        "The wrongly labelled validation images of the highest softmax probability, the surest first.",
                        images));
    }

    private List<Block> settingsAndCommand() {
        SequencedMap<String, String> settings = run.settings().flattened();
        settings.put("memory", run.beginning().memory());
        settings.put("chainrule", run.beginning().version());
        settings.put("java", run.beginning().java());
        return List.of(
                new Heading("Settings"),
                new Table(
                        "Settings",
                        List.of(new Column("setting", false), new Column("value", false)),
                        settings.entrySet().stream()
                                .map(entry -> List.of(entry.getKey(), entry.getValue()))
                                .toList()),
                new Heading("Do it again"),
                new Paragraph("The same command gives the same network, bit for bit:"),
                new Code(ShellCommand.of("train", "--config", run.folder().settings())));
    }
}
