package dev.chainrule.check.mistake;

import dev.chainrule.kernel.PoolingWindow;

/// The formulas of each kind.
public final class KnownFormulas {
    /// The learning rate at which rules are compared.
    public static final double RATE = RuleFormulas.RATE;
    /// How many steps of rules are compared.
    public static final int STEPS = RuleFormulas.STEPS;

    private KnownFormulas() {}

    /// The formulas of a kind of layer.
    public static Formulas of(LayerKind kind) {
        return switch (kind) {
            case LayerKind.Affine affine -> WeightFormulas.affine();
            case LayerKind.Relu relu -> PointwiseFormulas.rectifier(0);
            case LayerKind.LeakyRelu leaky -> PointwiseFormulas.rectifier(leaky.slope());
            case LayerKind.Sigmoid sigmoid -> PointwiseFormulas.sigmoid();
            case LayerKind.Tanh tanh -> PointwiseFormulas.tanh();
            case LayerKind.BatchNorm norm -> NormalizationFormulas.batch(norm.epsilon(), norm.momentum());
            case LayerKind.LayerNorm norm -> NormalizationFormulas.layer(norm.epsilon());
            case LayerKind.GroupNorm norm -> NormalizationFormulas.group(norm.groups(), norm.epsilon());
            case LayerKind.Dropout dropout -> new DropoutFormulas(dropout.keep(), dropout.inverted());
            case LayerKind.Convolution2d convolution ->
                WeightFormulas.convolution(convolution.stride(), convolution.padding());
            case LayerKind.MaxPool pool ->
                PoolingFormulas.max(
                        PoolingWindow.square(pool.size(), pool.stride()), pool.ties() == LayerKind.Ties.SPLIT);
        };
    }

    /// The formulas of a kind of loss.
    public static Formulas of(LossKind kind) {
        return switch (kind) {
            case LossKind.Softmax softmax -> LossFormulas.softmax(softmax.smoothing());
            case LossKind.Hinge hinge -> LossFormulas.hinge(hinge.margin(), hinge.squared());
        };
    }

    /// The formulas of a kind of penalty.
    public static Formulas of(PenaltyKind kind) {
        return PenaltyFormulas.l2(kind.strength(), kind instanceof PenaltyKind.HalfL2);
    }

    /// The formulas of a kind of rule.
    public static Formulas of(RuleKind kind) {
        return switch (kind) {
            case RuleKind.Sgd sgd -> RuleFormulas.sgd();
            case RuleKind.Momentum momentum -> RuleFormulas.momentum(momentum.momentum());
            case RuleKind.Nesterov nesterov -> RuleFormulas.nesterov(nesterov.momentum());
            case RuleKind.AdaGrad adaGrad -> RuleFormulas.adaGrad(adaGrad.epsilon());
            case RuleKind.RmsProp rmsProp -> RuleFormulas.rmsProp(rmsProp.decay(), rmsProp.epsilon());
            case RuleKind.Adam adam -> RuleFormulas.adam(adam.beta1(), adam.beta2(), adam.epsilon(), false, 0);
        };
    }
}
