package dev.chainrule.lab.settings;

import dev.chainrule.data.Augmentation;
import dev.chainrule.data.Augmentation.Flip;
import dev.chainrule.data.Padding;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.AdaGrad;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.AdamW;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.train.Descent;
import dev.chainrule.train.Ending;
import dev.chainrule.train.EvaluationPlan;
import dev.chainrule.train.Objective;
import dev.chainrule.train.TestTimeAugmentation;
import dev.chainrule.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;

/// Turns a tree of words and numbers into settings, each value checked.
final class SettingsReader {
    private static final long MAX_SEED = 0xffff_ffffL;
    private static final int ALL = Integer.MAX_VALUE;

    private SettingsReader() {}

    /// @throws SettingsException for the first value that is missing, unknown or out of range
    static RunSettings read(Section root) {
        SectionReader in = new SectionReader(root, "");
        String name = in.text("preset");
        long seed = in.wholeNumber("seed", 0, MAX_SEED);
        int threads = in.countOr("threads", 1, "all", 0);
        DataSettings data = data(in.section("data", "set"));
        ModelSettings model = ModelReader.read(in.section("model", "kind"));
        TrainingPlan plan = plan(in);
        SamplingRule sampling = in.choice("sampling", Words.SAMPLING);
        in.has("about");
        in.end();
        return new RunSettings(name, seed, threads, data, model, plan, sampling);
    }

    private static DataSettings data(SectionReader in) {
        DataSettings data = new DataSettings(
                in.text("set"),
                in.text("split"),
                in.choice("preprocessing", Words.PREPROCESSING),
                in.countOr("limit", 1, "all", ALL),
                in.pattern("image-size", "as-is|[1-9][0-9]{0,3}x[1-9][0-9]{0,3}", "as-is or a size such as 32x32"));
        in.end();
        return data;
    }

    private static TrainingPlan plan(SectionReader in) {
        return new TrainingPlan(
                in.count("epochs", 1),
                in.count("batch-size", 1),
                new Descent(
                        optimizer(in.section("optimizer", "rule")),
                        learningRate(in.section("learning-rate", "rate")),
                        in.has("warm-up-steps") ? in.wholeNumber("warm-up-steps", 0, Long.MAX_VALUE / 4) : 0,
                        clipping(in.section("clipping", "by")),
                        in.positive("shift-rate-factor", 1)),
                new Objective(loss(in.section("loss", "name")), penalties(in)),
                evaluation(in.section("evaluation", "every-epochs")),
                new Ending(in.count("patience", 0), in.choice("final-weights", Words.FINAL_WEIGHTS)),
                augmentation(in.section("augmentation", "flip")),
                weightAverage(in.section("weight-average", "rule")));
    }

    private static Loss loss(SectionReader in) {
        Loss loss = switch (in.choice("name", Words.of("softmax", "hinge", "squared-hinge"))) {
            case "softmax" -> new SoftmaxCrossEntropy(in.share("smoothing", 0));
            case "hinge" -> new MulticlassHinge(in.nonNegative("margin", 1), false);
            default -> new MulticlassHinge(in.nonNegative("margin", 1), true);
        };
        in.end();
        return loss;
    }

    private static List<WeightPenalty> penalties(SectionReader root) {
        List<WeightPenalty> penalties = new ArrayList<>();
        for (SectionReader in : root.sections("penalties", "name")) {
            String name = in.choice("name", Words.of("half-l2", "full-l2", "l1"));
            double strength = in.nonNegative("strength");
            in.end();
            penalties.add(
                    switch (name) {
                        case "half-l2" -> new WeightPenalty.HalfL2(strength);
                        case "full-l2" -> new WeightPenalty.FullL2(strength);
                        default -> new WeightPenalty.L1(strength);
                    });
        }
        return penalties;
    }

    private static UpdateRule optimizer(SectionReader in) {
        UpdateRule rule = switch (in.choice(
                "rule", Words.of("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"))) {
            case "sgd" -> new Sgd();
            case "momentum" -> new Momentum(in.share("momentum", 0.9));
            case "nesterov" ->
                new Nesterov(in.share("momentum", 0.9), in.choice("form", Words.NESTEROV, Nesterov.Form.LOOKAHEAD));
            case "adagrad" -> new AdaGrad(in.nonNegative("epsilon", 1e-8));
            case "rmsprop" -> new RmsProp(in.share("decay", 0.99), in.nonNegative("epsilon", 1e-8));
            case "adam" -> adam(in);
            default -> new AdamW(adam(in), in.nonNegative("decay", 0.01));
        };
        in.end();
        return rule;
    }

    private static Adam adam(SectionReader in) {
        return new Adam(
                in.share("beta1", 0.9),
                in.share("beta2", 0.999),
                in.nonNegative("epsilon", 1e-8),
                in.choice("epsilon-added", Words.EPSILON, Adam.Placement.AFTER_CORRECTION));
    }

    private static LearningRate learningRate(SectionReader in) {
        double rate = in.positive("rate");
        var schedules = Words.of(
                "constant", "epoch-decay", "step", "exponential", "inverse-time", "cosine", "cyclic", "one-cycle");
        LearningRate schedule = switch (in.choice("schedule", schedules, "constant")) {
            case "constant" -> new LearningRate.Constant(rate);
            case "epoch-decay" -> new LearningRate.EpochDecay(rate, in.positive("factor", 0.95));
            case "step" -> new LearningRate.Step(rate, in.positive("factor", 0.5), in.count("epochs", 1, 5));
            case "exponential" -> new LearningRate.Exponential(rate, in.nonNegative("decay", 0.05));
            case "inverse-time" -> new LearningRate.InverseTime(rate, in.nonNegative("decay", 0.05));
            case "cosine" -> new LearningRate.Cosine(rate, in.nonNegative("minimum", 0));
            case "cyclic" ->
                new LearningRate.Cyclic(
                        rate,
                        in.wholeNumber("half-cycle", 1, Long.MAX_VALUE / 4),
                        in.nonNegative("minimum", rate / 10_000),
                        in.flag("doubling", false));
            default -> new LearningRate.OneCycle(rate, in.share("rise", 0.3));
        };
        in.end();
        return schedule;
    }

    private static GradientClipping clipping(SectionReader in) {
        GradientClipping clipping = switch (in.choice("by", Words.of("none", "norm", "value"))) {
            case "none" -> new GradientClipping.None();
            case "norm" -> new GradientClipping.Norm(in.positive("maximum"));
            default -> new GradientClipping.Value(in.positive("maximum"));
        };
        in.end();
        return clipping;
    }

    private static EvaluationPlan evaluation(SectionReader in) {
        EvaluationPlan plan = new EvaluationPlan(
                in.countOr("training-examples", 1, "all", ALL),
                in.countOr("validation-examples", 1, "all", ALL),
                in.count("every-epochs", 1),
                in.flag("after-first-step", true),
                in.choice("tta", Words.TEST_FORMS, TestTimeAugmentation.NONE));
        in.end();
        return plan;
    }

    private static Augmentation augmentation(SectionReader in) {
        Augmentation augmentation = new Augmentation(
                in.choice("flip", Words.FLIP, Flip.NONE),
                in.count("translate", 0, 0),
                in.choice("padding", Words.PADDING, Padding.REFLECT),
                in.count("cutout", 0, 0),
                in.share("brightness", 0),
                in.share("contrast", 0));
        in.end();
        return augmentation;
    }

    private static WeightAverage weightAverage(SectionReader in) {
        WeightAverage average = switch (in.choice("rule", Words.of("none", "ema", "lookahead"))) {
            case "none" -> new WeightAverage.None();
            case "ema" ->
                new WeightAverage.Ema(in.share("decay", 0.999), in.count("every", 1, 5), in.flag("warm-up", true));
            default -> {
                double share = in.positive("share", 0.5);
                if (share > 1) {
                    throw in.fault("share", "is above 1", "the part of the way to go, above 0 and at most 1");
                }
                yield new WeightAverage.Lookahead(in.count("every", 1, 5), share, in.nonNegative("growth", 0));
            }
        };
        in.end();
        return average;
    }
}
