package dev.chainrule.check.mistake;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.Tanh;
import dev.chainrule.loss.AbsoluteError;
import dev.chainrule.loss.AttributeHinge;
import dev.chainrule.loss.LogisticLoss;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.SquaredError;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.AdaGrad;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.AdamW;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.NAdam;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.RAdam;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/// The formulas of the library's records. Of a record without formulas of its own, the record itself says in float64
/// what is right.
public final class KnownFormulas {
    /// How many steps of an update rule are compared.
    public static final int STEPS = RuleFormulas.STEPS;

    private KnownFormulas() {}

    /// What a layer should compute.
    public static Formulas of(LayerSpec spec) {
        return switch (spec) {
            case Affine.Settings affine -> WeightFormulas.affine(affine.bias());
            case Convolution2d.Settings convolution ->
                WeightFormulas.convolution(
                        convolution.kernel(), convolution.windows(), convolution.groups(), convolution.bias());
            case PatchWhitening.Settings whitening ->
                WeightFormulas.convolution(Size2d.square(whitening.kernel()), Convolution2d.Windows.of(), 1, true);
            case Relu.Settings relu -> PointwiseFormulas.rectifier(0);
            case LeakyRelu.Settings leaky -> PointwiseFormulas.rectifier(leaky.slope());
            case Sigmoid.Settings sigmoid -> PointwiseFormulas.sigmoid();
            case Tanh.Settings tanh -> PointwiseFormulas.tanh();
            case Gelu.Settings gelu -> PointwiseFormulas.gelu(gelu.form());
            case BatchNorm.Settings norm -> NormalizationFormulas.batch(norm);
            case LayerNorm.Settings norm -> NormalizationFormulas.layer(norm.epsilon());
            case GroupNorm.Settings norm -> NormalizationFormulas.group(norm.groups(), norm.epsilon());
            case Dropout.Settings dropout
            when dropout.scaling() != Dropout.Scaling.UNSCALED ->
                new DropoutFormulas(dropout.keep(), dropout.scaling() == Dropout.Scaling.INVERTED);
            case MaxPool.Settings pool -> PoolingFormulas.max(pool.window(), pool.ties());
            case AveragePool.Settings pool -> PoolingFormulas.average(pool.window());
            default -> ReferenceFormulas.of(spec);
        };
    }

    /// What a loss should compute.
    public static Formulas of(Loss loss) {
        return switch (loss) {
            case SoftmaxCrossEntropy softmax -> LossFormulas.softmax(softmax);
            case MulticlassHinge hinge -> LossFormulas.hinge(hinge.margin(), hinge.squared());
            case SquaredError squared -> LossFormulas.squared(squared.meanOver());
            case AbsoluteError absolute -> LossFormulas.absolute(absolute.meanOver());
            case LogisticLoss logistic -> LossFormulas.logistic(logistic);
            case AttributeHinge attributes -> LossFormulas.attributeHinge();
            default -> ReferenceFormulas.of(loss);
        };
    }

    /// What a penalty should compute.
    public static Formulas of(WeightPenalty penalty) {
        return switch (penalty) {
            case WeightPenalty.HalfL2 half -> PenaltyFormulas.l2(half.strength(), true, half.of());
            case WeightPenalty.FullL2 full -> PenaltyFormulas.l2(full.strength(), false, full.of());
            case WeightPenalty.L1 l1 -> PenaltyFormulas.l1(l1.strength(), l1.of());
            default -> ReferenceFormulas.of(penalty);
        };
    }

    /// What an update rule should compute.
    public static Formulas of(UpdateRule rule) {
        return switch (rule) {
            case Sgd sgd -> RuleFormulas.sgd();
            case Momentum momentum -> RuleFormulas.momentum(momentum.momentum(), momentum.dampening());
            case Nesterov nesterov -> RuleFormulas.nesterov(nesterov.momentum());
            case AdaGrad adaGrad -> RuleFormulas.adaGrad(adaGrad.epsilon());
            case RmsProp rmsProp -> RuleFormulas.rmsProp(rmsProp);
            case Adam adam -> RuleFormulas.adam(adam, 0);
            case AdamW adamW -> RuleFormulas.adam(adamW.adam(), adamW.decay()); // of a weight
            case NAdam nadam -> RuleFormulas.nadam(nadam);
            case RAdam radam -> RuleFormulas.radam(radam);
            default -> ReferenceFormulas.of(rule);
        };
    }

    /// What one step of an update rule should compute from what it remembers: inputs `value`, `gradient 1` and
    /// `velocity before`, `m before` or `squares before`; results `value after step 1` and the same with `after`.
    ///
    /// @param before how many steps were taken before
    public static Formulas ofStep(UpdateRule rule, double rate, int before) {
        return StepFormulas.of(rule, of(rule), rate, before);
    }

    /// Builds a layer in float64, with parameters drawn from a fixed seed.
    ///
    /// @throws dev.chainrule.tensor.ShapeMismatchException if it does not fit the input
    public static Layer build(LayerSpec spec, Shape input) {
        Layer layer =
                spec.build(new Build(input, Precision.FLOAT64, RandomKey.of(2).generator()));
        layer.outputShape(input);
        return layer;
    }

    /// The parameters of a layer by what they are to it: `W`, `b`, `gamma` or `beta`.
    public static Map<String, Parameter> roles(Layer layer) {
        Map<String, Parameter> roles = new LinkedHashMap<>();
        Observation.roles(layer).forEach((parameter, role) -> roles.put(role, parameter));
        return roles;
    }

    /// Refuses a layer that has no weight where it means to have one, or one of another size.
    ///
    /// @throws IllegalArgumentException naming what is missing
    public static void requireParameters(LayerSpec meant, Layer layer, Shape input) {
        Map<String, Parameter> there = roles(layer);
        Observation.roles(build(meant, input)).forEach((expected, role) -> {
            Parameter parameter = there.get(role);
            boolean missing = parameter == null && role.startsWith("W");
            if (missing
                    || (parameter != null
                            && parameter.value().size() != expected.value().size())) {
                throw new IllegalArgumentException(
                        "GradientCheck: parameters %s do not fit %s; expected one of kind %s and shape %s"
                                .formatted(
                                        layer.parameters(),
                                        text(meant),
                                        expected.kind(),
                                        expected.value().shape()));
            }
        });
    }

    /// A record by the name of what it belongs to, since that of a layer's settings is `Settings`.
    public static String text(Object settings) {
        Class<?> owner = settings.getClass().getEnclosingClass();
        String text = settings.toString();
        return owner != null && text.startsWith("Settings[") ? owner.getSimpleName() + text.substring(8) : text;
    }
}
