package dev.chainrule.lab.settings;

import dev.chainrule.data.Augmentation;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.settings.Setting.SectionBuilder;
import dev.chainrule.layer.LayerSpec;
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
import dev.chainrule.train.EvaluationPlan;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.HiddenLayer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Turns settings into a tree of words and numbers; [SettingsReader] is the other way.
final class SettingsWriter {
    private SettingsWriter() {}

    static Section write(RunSettings settings) {
        TrainingPlan plan = settings.plan();
        return new SectionBuilder()
                .put("preset", settings.name())
                .put("seed", settings.seed())
                .put("threads", settings.threads() == 0 ? "all" : settings.threads())
                .put("data", data(settings.data()))
                .put("model", model(settings.model()))
                .put("loss", loss(plan.objective().loss()))
                .put(
                        "penalties",
                        plan.objective().penalties().stream()
                                .map(SettingsWriter::penalty)
                                .toList())
                .put("optimizer", optimizer(plan.descent().optimizer()))
                .put("learning-rate", learningRate(plan.descent().learningRate()))
                .put("warm-up-steps", plan.descent().warmUpSteps())
                .put("shift-rate-factor", plan.descent().shiftRateFactor())
                .put("clipping", clipping(plan.descent().clipping()))
                .put("batch-size", plan.batchSize())
                .put("epochs", plan.epochs())
                .put("sampling", Words.of(settings.sampling()))
                .put("augmentation", augmentation(plan.augmentation()))
                .put("weight-average", weightAverage(plan.weightAverage()))
                .put("evaluation", evaluation(plan.evaluation()))
                .put("patience", plan.ending().patience())
                .put("final-weights", Words.of(plan.ending().finalWeights()))
                .build();
    }

    static SequencedMap<String, String> flatten(Section section) {
        SequencedMap<String, String> flat = new LinkedHashMap<>();
        flatten(section, "", flat);
        return flat;
    }

    private static void flatten(Section section, String path, Map<String, String> flat) {
        section.entries().forEach((key, value) -> {
            if (value instanceof Section inner) {
                flatten(inner, path + key + ".", flat);
            } else {
                flat.put(path + key, YamlWriter.flow(value));
            }
        });
    }

    private static Section data(DataSettings data) {
        return new SectionBuilder()
                .put("set", data.set())
                .put("split", data.split())
                .put("preprocessing", Words.of(data.preprocessing()))
                .put("limit", allOr(data.limit()))
                .put("image-size", data.imageSize())
                .build();
    }

    private static Section model(ModelSettings model) {
        String precision = Words.of(model.precision());
        return switch (model) {
            case ModelSettings.Course course ->
                course(course).put("precision", precision).build();
            case ModelSettings.Convolutional convolutional ->
                new SectionBuilder()
                        .put("kind", Words.of(convolutional.net()))
                        .put("precision", precision)
                        .build();
            case ModelSettings.Layers spelt ->
                new SectionBuilder()
                        .put("layers", LayerWriter.layers(spelt.layers()))
                        .put("precision", precision)
                        .build();
        };
    }

    private static SectionBuilder course(ModelSettings.Course course) {
        HiddenLayer form = course.form();
        return new SectionBuilder()
                .put("kind", Words.of(course.kind()))
                .put("hidden", course.hidden())
                .put("activation", activation(form.activation()))
                .put("weights", LayerWriter.initializer(form.weights()))
                .put(
                        "normalization",
                        form.normalization()
                                .map(LayerWriter::layer)
                                .orElseGet(() -> new SectionBuilder()
                                        .put("layer", "none")
                                        .build()))
                .put("normalization-place", Words.of(form.normalizationPlace()))
                .put(
                        "dropout",
                        LayerWriter.dropout(form.dropout().orElse(ModelReader.NO_DROPOUT), new SectionBuilder()));
    }

    private static String activation(LayerSpec activation) {
        for (Map.Entry<String, LayerSpec.Activation> word : Words.ACTIVATION.entrySet()) {
            if (word.getValue().equals(activation)) {
                return word.getKey();
            }
        }
        throw unwritable(activation);
    }

    private static Section loss(Loss loss) {
        return switch (loss) {
            case SoftmaxCrossEntropy softmax ->
                new SectionBuilder()
                        .put("name", "softmax")
                        .put("smoothing", softmax.smoothing())
                        .build();
            case MulticlassHinge hinge ->
                new SectionBuilder()
                        .put("name", hinge.squared() ? "squared-hinge" : "hinge")
                        .put("margin", hinge.margin())
                        .build();
            default -> throw unwritable(loss);
        };
    }

    private static Section penalty(WeightPenalty penalty) {
        return switch (penalty) {
            case WeightPenalty.HalfL2 half -> penalty("half-l2", half.strength());
            case WeightPenalty.FullL2 full -> penalty("full-l2", full.strength());
            case WeightPenalty.L1 absolute -> penalty("l1", absolute.strength());
            default -> throw unwritable(penalty);
        };
    }

    private static Section penalty(String name, double strength) {
        return new SectionBuilder().put("name", name).put("strength", strength).build();
    }

    private static Section optimizer(UpdateRule updateRule) {
        return switch (updateRule) {
            case Sgd sgd -> rule("sgd").build();
            case Momentum momentum ->
                rule("momentum").put("momentum", momentum.momentum()).build();
            case Nesterov nesterov ->
                rule("nesterov")
                        .put("momentum", nesterov.momentum())
                        .put("form", Words.of(nesterov.form()))
                        .build();
            case AdaGrad adaGrad ->
                rule("adagrad").put("epsilon", adaGrad.epsilon()).build();
            case RmsProp rmsProp ->
                rule("rmsprop")
                        .put("decay", rmsProp.decay())
                        .put("epsilon", rmsProp.epsilon())
                        .build();
            case Adam adam -> adam("adam", adam).build();
            case AdamW adamW ->
                adam("adamw", adamW.adam()).put("decay", adamW.decay()).build();
            default -> throw unwritable(updateRule);
        };
    }

    private static SectionBuilder adam(String name, Adam adam) {
        return rule(name)
                .put("beta1", adam.beta1())
                .put("beta2", adam.beta2())
                .put("epsilon", adam.epsilon())
                .put("epsilon-added", Words.of(adam.epsilonAdded()));
    }

    private static Section learningRate(LearningRate schedule) {
        return switch (schedule) {
            case LearningRate.Constant constant ->
                schedule("constant", constant.rate()).build();
            case LearningRate.EpochDecay decay ->
                schedule("epoch-decay", decay.rate())
                        .put("factor", decay.factor())
                        .build();
            case LearningRate.Step step ->
                schedule("step", step.rate())
                        .put("factor", step.factor())
                        .put("epochs", step.epochs())
                        .build();
            case LearningRate.Exponential exponential ->
                schedule("exponential", exponential.rate())
                        .put("decay", exponential.decay())
                        .build();
            case LearningRate.InverseTime inverse ->
                schedule("inverse-time", inverse.rate())
                        .put("decay", inverse.decay())
                        .build();
            case LearningRate.Cosine cosine ->
                schedule("cosine", cosine.rate())
                        .put("minimum", cosine.minimum())
                        .build();
            case LearningRate.Cyclic cyclic ->
                schedule("cyclic", cyclic.rate())
                        .put("minimum", cyclic.minimum())
                        .put("half-cycle", cyclic.halfCycle())
                        .put("doubling", cyclic.doubling())
                        .build();
            case LearningRate.OneCycle one ->
                schedule("one-cycle", one.rate()).put("rise", one.rise()).build();
            case LearningRate.Own own -> throw unwritable(schedule);
        };
    }

    private static Section clipping(GradientClipping clipping) {
        return switch (clipping) {
            case GradientClipping.None none ->
                new SectionBuilder().put("by", "none").build();
            case GradientClipping.Norm norm ->
                new SectionBuilder()
                        .put("by", "norm")
                        .put("maximum", norm.maximum())
                        .build();
            case GradientClipping.Value value ->
                new SectionBuilder()
                        .put("by", "value")
                        .put("maximum", value.maximum())
                        .build();
        };
    }

    private static Section evaluation(EvaluationPlan plan) {
        return new SectionBuilder()
                .put("training-examples", allOr(plan.trainingExamples()))
                .put("validation-examples", allOr(plan.validationExamples()))
                .put("every-epochs", plan.everyEpochs())
                .put("after-first-step", plan.afterFirstStep())
                .put("tta", Words.of(plan.tta()))
                .build();
    }

    private static Section augmentation(Augmentation augmentation) {
        return new SectionBuilder()
                .put("flip", Words.of(augmentation.flip()))
                .put("translate", augmentation.translate())
                .put("padding", Words.of(augmentation.padding()))
                .put("cutout", augmentation.cutout())
                .put("brightness", augmentation.brightness())
                .put("contrast", augmentation.contrast())
                .build();
    }

    private static Section weightAverage(WeightAverage average) {
        return switch (average) {
            case WeightAverage.None none -> rule("none").build();
            case WeightAverage.Ema ema ->
                rule("ema")
                        .put("decay", ema.decay())
                        .put("every", ema.every())
                        .put("warm-up", ema.warmUp())
                        .build();
            case WeightAverage.Lookahead lookahead ->
                rule("lookahead")
                        .put("every", lookahead.every())
                        .put("share", lookahead.share())
                        .put("growth", lookahead.growth())
                        .build();
        };
    }

    private static Object allOr(int count) {
        return count == Integer.MAX_VALUE ? "all" : count;
    }

    private static SectionBuilder rule(String name) {
        return new SectionBuilder().put("rule", name);
    }

    private static SectionBuilder schedule(String name, double rate) {
        return new SectionBuilder().put("schedule", name).put("rate", rate);
    }

    private static IllegalArgumentException unwritable(Object part) {
        return new IllegalArgumentException(
                "RunSettings: " + part + " has no form in YAML; expected one of the library's own, not nested deeper");
    }
}
