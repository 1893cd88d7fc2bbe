package dev.chainrule.check;

import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.kernel.Pooling;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Elu;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.LeakyRelu;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Silu;
import dev.chainrule.layer.Softplus;
import dev.chainrule.layer.Tanh;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.layer.TapeLayer.Given;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.TapeLoss;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Layers and losses as formulas on a [dev.chainrule.tape.Tape], forward only: their gradients come by themselves and
/// are a witness beside a backward pass that was written by hand. They are those of training.
///
/// ```java
/// TapeLayer witness = TapeFormulas.of(BatchNorm.Settings.of(), layer).orElseThrow();
/// ```
public final class TapeFormulas {
    private TapeFormulas() {}

    /// The formula of a layer on the parameters of another one that means to be the same, if there is one. Layers
    /// that are random, that are made of others or that send gradients to several equal maxima have none.
    ///
    /// @param layer whose weight, bias, scale and shift it is computed with
    public static Optional<TapeLayer> of(LayerSpec spec, Layer layer) {
        Map<String, Parameter> roles = KnownFormulas.roles(layer);
        Optional<Function<Roles, Variable>> formula = formula(spec);
        return formula.map(each -> TapeLayer.of(
                given -> each.apply(new Roles(given, roles)), layer.parameters().toArray(Parameter[]::new)));
    }

    /// The formula of a loss, if there is one.
    public static Optional<TapeLoss> of(Loss loss) {
        return switch (loss) {
            case SoftmaxCrossEntropy softmax
            when softmax.classWeights().isEmpty() ->
                Optional.of(TapeLoss.of((scores, labels) -> softmax(softmax, scores, labels)));
            case MulticlassHinge hinge -> Optional.of(TapeLoss.of((scores, labels) -> hinge(hinge, scores, labels)));
            default -> Optional.empty();
        };
    }

    /// The input of a layer and its parameters by what they are to it.
    private record Roles(Given given, Map<String, Parameter> parameters) {
        Variable x() {
            return given.x();
        }

        boolean has(String role) {
            return parameters.containsKey(role);
        }

        Variable of(String role) {
            Parameter parameter = parameters.get(role);
            if (parameter == null) {
                throw new IllegalArgumentException("TapeFormulas: parameters %s do not fit; expected one that is %s"
                        .formatted(parameters.values(), role));
            }
            return given.of(parameter);
        }
    }

    private static Optional<Function<Roles, Variable>> formula(LayerSpec spec) {
        return switch (spec) {
            case Affine.Settings affine ->
                Optional.of(roles -> plusBias(roles.x().matmul(roles.of("W")), roles));
            case Convolution2d.Settings convolution -> Optional.of(roles -> convolution(convolution, roles));
            case BatchNorm.Settings norm -> Optional.of(roles -> batchNorm(norm, roles));
            case LayerNorm.Settings norm ->
                Optional.of(roles -> scaled(normalized(roles.x(), norm.epsilon(), 1), roles));
            case GroupNorm.Settings norm -> Optional.of(roles -> groupNorm(norm, roles));
            case MaxPool.Settings pool -> maxPool(pool);
            case AveragePool.Settings pool -> Optional.of(roles -> roles.x().averagePool(pool.window()));
            default -> activation(spec).map(function -> roles -> function.apply(roles.x()));
        };
    }

    private static Optional<UnaryOperator<Variable>> activation(LayerSpec spec) {
        return switch (spec) {
            case Relu.Settings relu -> Optional.of(Variable::relu);
            case LeakyRelu.Settings leaky -> Optional.of(x -> positiveOr(x, x.times(leaky.slope())));
            case Sigmoid.Settings sigmoid -> Optional.of(Variable::sigmoid);
            case Tanh.Settings tanh -> Optional.of(Variable::tanh);
            case Silu.Settings silu -> Optional.of(x -> x.times(x.sigmoid()));
            case Softplus.Settings softplus ->
                Optional.of(x -> x.relu().plus(x.abs().negated().exp().plus(1).log()));
            case Elu.Settings elu ->
                Optional.of(x -> positiveOr(x, x.minimum(0).exp().minus(1).times(elu.alpha())));
            default -> Optional.empty();
        };
    }

    /// x where it is above 0, else something else.
    private static Variable positiveOr(Variable x, Variable otherwise) {
        return Variable.where(x.greaterThan(0), x, otherwise);
    }

    private static Variable plusBias(Variable products, Roles roles) {
        return roles.has("b") ? products.plus(byChannel(roles.of("b"), products.shape())) : products;
    }

    private static Variable convolution(Convolution2d.Settings settings, Roles roles) {
        Variable x = roles.x();
        return plusBias(x.convolution(roles.of("W"), settings.geometry(x.shape())), roles);
    }

    private static Optional<Function<Roles, Variable>> maxPool(MaxPool.Settings settings) {
        return settings.ties() == Pooling.Ties.FIRST
                ? Optional.of(roles -> roles.x().maxPool(settings.window()))
                : Optional.empty();
    }

    /// `(x − mean) / sqrt(variance + epsilon)` over some axes.
    private static Variable normalized(Variable x, double epsilon, int... axes) {
        Variable mean = x.mean(Axes.kept(axes)).named("mean");
        Variable variance = x.variance(Axes.kept(axes)).named("variance");
        return x.minus(mean).dividedBy(variance.plus(epsilon).sqrt()).named("x̂", "normalised");
    }

    private static Variable scaled(Variable normalized, Roles roles) {
        Variable scaled =
                roles.has("gamma") ? normalized.times(byChannel(roles.of("gamma"), normalized.shape())) : normalized;
        return roles.has("beta") ? scaled.plus(byChannel(roles.of("beta"), normalized.shape())) : scaled;
    }

    private static Variable batchNorm(BatchNorm.Settings norm, Roles roles) {
        Variable x = roles.x();
        int[] extents = x.shape().toArray();
        return switch (norm.per()) {
            case CHANNEL -> scaled(normalized(x, norm.epsilon(), allButChannels(x.shape())), roles);
            case POSITION ->
                scaled(normalized(x.reshape(extents[0], -1), norm.epsilon(), 0), roles)
                        .reshape(extents);
        };
    }

    private static Variable groupNorm(GroupNorm.Settings norm, Roles roles) {
        int[] extents = roles.x().shape().toArray();
        Variable groups = roles.x().reshape(extents[0], norm.groups(), -1);
        return scaled(normalized(groups, norm.epsilon(), 2).reshape(extents), roles);
    }

    /// A number for each channel, so that it goes with (N, C) or (N, C, H, W).
    private static Variable byChannel(Variable numbers, Shape shape) {
        int[] extents = new int[shape.rank()];
        Arrays.fill(extents, 1);
        extents[1] = -1;
        return numbers.reshape(extents);
    }

    private static int[] allButChannels(Shape shape) {
        int[] axes = new int[shape.rank() - 1];
        Arrays.setAll(axes, i -> i == 0 ? 0 : i + 1);
        return axes;
    }

    private static Variable softmax(SoftmaxCrossEntropy softmax, Variable scores, int... labels) {
        int classes = scores.shape().extent(1);
        double share = softmax.shareOfOthers(classes);
        Variable logs = scores.logSoftmax(1);
        Variable right = logs.pick(labels).mean().times(1 - share);
        if (share == 0) {
            return right.negated();
        }
        Variable others = logs.sum(1).minus(logs.pick(labels)).mean().times(share / (classes - 1));
        return right.plus(others).negated();
    }

    private static Variable hinge(MulticlassHinge hinge, Variable scores, int... labels) {
        Variable label = scores.tape().oneHot(labels, scores.shape().extent(1), scores.precision());
        Variable others = label.negated().plus(1);
        Variable own = scores.times(label).sum(Axes.kept(1));
        Variable margins = scores.minus(own).plus(hinge.margin()).relu().times(others);
        return (hinge.squared() ? margins.square() : margins).sum(1).mean();
    }
}
