package dev.chainrule.lab.doctor;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.run.Beginning;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.DataOrigin;
import dev.chainrule.lab.run.InputStatistics;
import dev.chainrule.lab.run.Inspection;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The record of a run that never was, figure by figure. Without another word it is a healthy one of ten classes.
final class SyntheticRun {
    private RunSettings settings = Preset.quick().settings();
    private int classes = 10;
    private double[] losses = falling(1000);
    private IntToDoubleFunction rate = _ -> 0.1;
    private List<History.Measurement> measurements = measured(1000, 0.48, 0.46);
    private InputStatistics inputs = new InputStatistics(0, 1);
    private double penalty;
    private int images = 5000;
    private int validation = 1000;
    private double share = 0.46;
    private @Nullable Evaluation answers;
    private TrainingResult.@Nullable End end = TrainingResult.End.COMPLETE;
    private @Nullable Inspection inspection = new Inspection(OptionalDouble.of(0.4), List.of(), 3, 100, 2, 200);

    SyntheticRun settings(RunSettings other) {
        settings = other;
        return this;
    }

    SyntheticRun classes(int other) {
        classes = other;
        return this;
    }

    SyntheticRun losses(double... other) {
        losses = other;
        return this;
    }

    /// The learning rate of a step, from 0 on.
    SyntheticRun rate(IntToDoubleFunction other) {
        rate = other;
        return this;
    }

    SyntheticRun measurements(List<History.Measurement> other) {
        measurements = List.copyOf(other);
        return this;
    }

    /// Accuracies that rise evenly from chance.
    SyntheticRun accuracies(double training, double held) {
        share = held;
        return measurements(measured(Math.max(1, losses.length), training, held));
    }

    SyntheticRun inputs(double mean, double deviation) {
        inputs = new InputStatistics(mean, deviation);
        return this;
    }

    SyntheticRun penalty(double other) {
        penalty = other;
        return this;
    }

    SyntheticRun trainingImages(int other) {
        images = other;
        return this;
    }

    SyntheticRun validationImages(int other) {
        validation = other;
        return this;
    }

    SyntheticRun answers(Evaluation other) {
        answers = other;
        return this;
    }

    SyntheticRun end(TrainingResult.@Nullable End other) {
        end = other;
        return this;
    }

    SyntheticRun inspection(@Nullable Inspection other) {
        inspection = other;
        return this;
    }

    RunRecord record() {
        History history = new History();
        for (int i = 0; i < losses.length; i++) {
            history.add(losses[i], rate.applyAsDouble(i));
        }
        measurements.forEach(history::add);
        Optional<Evaluation> held = answers != null
                ? Optional.of(answers)
                : validation == 0 || end == null ? Optional.empty() : Optional.of(evenly(classes, validation, share));
        return new RunRecord(
                new RunFolder(Path.of("runs/synthetic")),
                settings,
                new Beginning(
                        "0",
                        "25",
                        "",
                        IntStream.range(0, classes).mapToObj(k -> "name " + k).toList(),
                        Shape.of(3, 32, 32),
                        images,
                        100,
                        inputs,
                        penalty,
                        "1 GiB",
                        new DataOrigin("cifar10-small", "", List.of()),
                        Optional.empty()),
                history,
                Optional.ofNullable(end).map(this::conclusion),
                held,
                Optional.empty());
    }

    private Conclusion conclusion(TrainingResult.End how) {
        return new Conclusion(
                how,
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                12,
                Optional.ofNullable(inspection));
    }

    List<Finding> findings() {
        return Findings.of(record());
    }

    /// Losses that fall from ln 10, with noise.
    static double[] falling(int steps) {
        return noisy(steps, i -> i == 0 ? StrictMath.log(10) : 1.2 + 1.1 / (1 + 10.0 * i / steps), 0.1);
    }

    /// A course with noise from batch to batch, but for the first loss.
    static double[] noisy(int steps, IntToDoubleFunction course, double noise) {
        Random random = new Random(steps);
        return IntStream.range(0, steps)
                .mapToDouble(i -> course.applyAsDouble(i) + (i == 0 ? 0 : noise * random.nextGaussian()))
                .toArray();
    }

    /// Ten measurements from chance to the given accuracies.
    static List<History.Measurement> measured(int steps, double training, double held) {
        List<History.Measurement> all = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            all.add(new History.Measurement(
                    Math.max(1, (long) steps * i / 10),
                    i,
                    0.1 + (training - 0.1) * i / 10,
                    0.1 + (held - 0.1) * i / 10));
        }
        return all;
    }

    /// Answers of which a share is right, evenly over the classes.
    static Evaluation evenly(int classes, int count, double share) {
        Random random = new Random(classes);
        int[] labels = IntStream.range(0, count).map(i -> i % classes).toArray();
        int[] predictions = Arrays.copyOf(labels, count);
        float[][] scores = new float[count][classes];
        for (int i = 0; i < count; i++) {
            if (classes > 1 && i >= share * count) {
                predictions[i] = (labels[i] + 1 + random.nextInt(classes - 1)) % classes;
            }
            scores[i][predictions[i]] = 1 + random.nextFloat();
        }
        return new Evaluation(labels, predictions, scores);
    }
}
