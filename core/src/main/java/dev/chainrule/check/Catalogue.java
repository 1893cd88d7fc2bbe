package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.function.Function;

/// The formulas of each kind.
final class Catalogue {
    private Catalogue() {}

    static Formulas<?> of(LayerKind kind) {
        return switch (kind) {
            case LayerKind.Affine affine -> new AffineFormulas();
            case LayerKind.Relu relu -> ActivationFormulas.relu();
            case LayerKind.LeakyRelu leaky -> ActivationFormulas.leakyRelu(leaky.slope());
            case LayerKind.Sigmoid sigmoid -> ActivationFormulas.sigmoid();
            case LayerKind.Tanh tanh -> ActivationFormulas.tanh();
            case LayerKind.BatchNorm norm ->
                new NormalizationFormulas(
                        norm.epsilon(),
                        norm.momentum(),
                        true,
                        Grouping::features,
                        List.of(
                                Grouping::examples,
                                Grouping::one,
                                Grouping::positions,
                                shape -> Grouping.channelGroups(shape, shape.extent(1)),
                                Grouping::pixelsOfExamples));
            case LayerKind.LayerNorm norm ->
                new NormalizationFormulas(
                        norm.epsilon(),
                        0,
                        false,
                        Grouping::pixelsOfExamples,
                        List.of(Grouping::features, Grouping::one, Grouping::examples, Grouping::positions));
            case LayerKind.GroupNorm norm -> groupNorm(norm);
            case LayerKind.Dropout dropout -> new DropoutFormulas(dropout.keep(), dropout.inverted());
            case LayerKind.Convolution2d convolution ->
                new ConvolutionFormulas(convolution.stride(), convolution.padding());
            case LayerKind.MaxPool pool ->
                new PoolingFormulas(pool.size(), pool.stride(), pool.ties() == LayerKind.Ties.SPLIT);
        };
    }

    private static NormalizationFormulas groupNorm(LayerKind.GroupNorm norm) {
        int groups = norm.groups();
        Function<Shape, Grouping> right = shape -> Grouping.channelGroups(shape, groups);
        NormalizationFormulas formulas = new NormalizationFormulas(
                norm.epsilon(),
                0,
                false,
                right,
                List.of(
                        shape -> Grouping.channelGroupsOfBatch(shape, groups),
                        Grouping::features,
                        Grouping::examples,
                        shape -> Grouping.channelGroups(shape, shape.extent(1)),
                        Grouping::one));
        formulas.mistake(
                Mistake.GROUPS_INTERLEAVED, r -> r.grouping = shape -> Grouping.interleavedChannels(shape, groups));
        return formulas;
    }

    static Formulas<?> of(LossKind kind) {
        return switch (kind) {
            case LossKind.Softmax softmax -> LossFormulas.softmax(softmax.smoothing());
            case LossKind.Hinge hinge -> LossFormulas.hinge(hinge.margin(), hinge.squared());
        };
    }

    static Formulas<?> of(PenaltyKind kind) {
        return switch (kind) {
            case PenaltyKind.HalfL2 half -> new PenaltyFormulas(half.strength(), true);
            case PenaltyKind.FullL2 full -> new PenaltyFormulas(full.strength(), false);
        };
    }
}
