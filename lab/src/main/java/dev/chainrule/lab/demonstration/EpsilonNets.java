package dev.chainrule.lab.demonstration;

import dev.chainrule.check.CheckSettings;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.GradientReport;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.model.Model;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Deep nets whose normalisations divide by `sqrt(var) + epsilon` in forward and have the backward pass of
/// `sqrt(var + epsilon)`, beside the exact gradients, which are those of the same forward pass on a tape.
final class EpsilonNets {
    /// How many normalisations a net has.
    static final int DEPTH = 12;

    /// Units of each layer.
    static final int UNITS = 30;

    /// CS231n's epsilon.
    static final double COURSE = 1e-5;

    /// Of the exact gradient beside differences.
    static final double TOLERANCE = 1e-6;

    private static final int EXAMPLES = 40;
    private static final int CLASSES = 10;

    private EpsilonNets() {}

    /// A net of which every normalisation is wrong in the same way.
    ///
    /// @param weights the standard deviation of the weights
    /// @param epsilon added to the deviation in forward, to the variance in backward
    record Net(double weights, double epsilon) {}

    /// The errors of a net's gradients.
    ///
    /// @param net which
    /// @param errors of the gradient with respect to the weights of each layer, last hidden layer first:
    /// `‖wrong − exact‖ / ‖exact‖`
    /// @param deviation the middle one of all numbers that are divided by
    /// @param check the largest relative error of the exact gradient beside differences
    @SuppressWarnings("ArrayRecordComponent") // passed on, compared nowhere
    record Growth(Net net, double[] errors, double deviation, double check) {
        /// How much too long one wrong backward makes a gradient: `(sqrt(var) + ε) / sqrt(var + ε) − 1`.
        double ofOne() {
            double epsilon = net.epsilon;
            return (deviation + epsilon) / StrictMath.sqrt(deviation * deviation + epsilon) - 1;
        }

        double last() {
            return errors[0];
        }

        double first() {
            return errors[errors.length - 1];
        }

        double times() {
            return first() / last();
        }

        /// The error of the first layer if every wrong backward only made the gradient longer or shorter.
        double ofAllFactors() {
            return Math.abs(StrictMath.pow(1 + ofOne(), errors.length) - 1);
        }
    }

    /// The size of the outputs of the layer with epsilon beside the root, by that of the library's.
    static double forwardRatio(double deviation, double epsilon) {
        Tensor x = Tensor.gaussian(Precision.FLOAT64, Shape.of(EXAMPLES, UNITS), new NumpyRandom(7));
        Tensor centred = x.minus(x.mean(0));
        Tensor scaled = centred.dividedBy(centred.square().mean(0).sqrt()).times(deviation);
        Tensor right = batchNorm(epsilon).forward(scaled, training()).output();
        return Length.of(outside(scaled, epsilon)) / Length.of(right);
    }

    private static Tensor outside(Tensor x, double epsilon) {
        Tensor centred = x.minus(x.mean(0));
        return centred.dividedBy(centred.square().mean(0).sqrt().plus(epsilon));
    }

    /// Errors by depth of one net.
    static Growth growth(Net net) {
        List<Affine> affines = affines(net.weights);
        Model exact = model(affines, () -> onTape(variance -> variance.sqrt().plus(net.epsilon)));
        double[] errors = errors(affines, model(affines, () -> new WrongBackward(net.epsilon)), exact);
        CheckSettings settings = CheckSettings.defaults()
                .withScales(1)
                .withSamples(4)
                .withBurnIn(0)
                .withTolerance(TOLERANCE);
        double check = GradientCheck.of(exact, SoftmaxCrossEntropy.of(), List.of())
                .with(settings)
                .run(examples(), labels())
                .tensors()
                .stream()
                .mapToDouble(GradientReport::error)
                .max()
                .orElseThrow();
        return new Growth(net, errors, deviation(exact), check);
    }

    /// The largest error of gradients where epsilon is under the root in forward too.
    static double control() {
        List<Affine> affines = affines(0.01);
        Model library = model(affines, () -> batchNorm(COURSE));
        Model tape =
                model(affines, () -> onTape(variance -> variance.plus(COURSE).sqrt()));
        return Arrays.stream(errors(affines, library, tape)).max().orElseThrow();
    }

    private static Tensor examples() {
        return Tensor.gaussian(Precision.FLOAT64, Shape.of(EXAMPLES, UNITS), new NumpyRandom(231));
    }

    private static int[] labels() {
        return new NumpyRandom(233).ints(EXAMPLES, 0, CLASSES).toArray();
    }

    /// Of the gradients with respect to the weights, last hidden layer first.
    private static double[] errors(List<Affine> affines, Model model, Model exact) {
        List<Tensor> of = gradients(model, affines);
        List<Tensor> to = gradients(exact, affines);
        double[] errors = new double[DEPTH];
        for (int i = 0; i < DEPTH; i++) {
            Tensor right = to.get(DEPTH - 1 - i);
            errors[i] = Length.of(of.get(DEPTH - 1 - i).minus(right)) / Length.of(right);
        }
        return errors;
    }

    private static List<Affine> affines(double weights) {
        NumpyRandom random = new NumpyRandom(232);
        List<Affine> affines = new ArrayList<>();
        for (int i = 0; i <= DEPTH; i++) {
            int outputs = i == DEPTH ? CLASSES : UNITS;
            Affine affine = Affine.zeros(Precision.FLOAT64, UNITS, outputs);
            affine.parameters()
                    .getFirst()
                    .value()
                    .copyFrom(Tensor.gaussian(Precision.FLOAT64, Shape.of(UNITS, outputs), random)
                            .times(weights));
            affines.add(affine);
        }
        return affines;
    }

    private static Model model(List<Affine> affines, Supplier<Layer> norm) {
        List<Layer> layers = new ArrayList<>();
        for (Affine affine : affines.subList(0, DEPTH)) {
            layers.addAll(List.of(affine, norm.get(), new Relu()));
        }
        layers.add(affines.getLast());
        return Model.of("net", Shape.of(UNITS), Precision.FLOAT64, layers.toArray(Layer[]::new));
    }

    private static List<Tensor> gradients(Model model, List<Affine> affines) {
        Pass pass = model.forward(examples(), training());
        Gradients gradients = pass.backward(
                SoftmaxCrossEntropy.of().forward(pass.output(), labels()).dscores());
        return affines.stream()
                .map(affine -> gradients.of(affine.parameters().getFirst()))
                .toList();
    }

    /// The middle one of the deviations of all units behind the first layer.
    private static double deviation(Model model) {
        List<Double> all = new ArrayList<>();
        Tensor h = examples();
        int affines = 0;
        for (Layer layer : model.network().layers()) {
            h = layer.forward(h, training()).output();
            if (layer instanceof Affine && ++affines > 1 && affines <= DEPTH) {
                Tensor deviations = h.variance(0).sqrt();
                Arrays.stream(deviations.toArray()).forEach(all::add);
            }
        }
        return all.stream().sorted().toList().get(all.size() / 2);
    }

    /// A normalisation with the exact gradient.
    ///
    /// @param divisor from the variance
    private static Layer onTape(UnaryOperator<Variable> divisor) {
        return TapeLayer.of(given -> {
            Variable centred = given.x().minus(given.x().mean(0));
            return centred.dividedBy(divisor.apply(centred.square().mean(0)));
        });
    }

    private static BatchNorm batchNorm(double epsilon) {
        return new BatchNorm(
                BatchNorm.Settings.of().withEpsilon(epsilon).withAffine(false),
                Precision.FLOAT64,
                Shape.of(1, UNITS),
                "");
    }

    private static Mode training() {
        return new Mode.Train(RandomKey.of(0));
    }

    /// Epsilon beside the root in forward, under the root in backward.
    private record WrongBackward(double epsilon) implements Layer {
        @Override
        public Pass forward(Tensor x, Mode mode) {
            Pass right = batchNorm(epsilon).forward(x, mode);
            return Pass.of(outside(x, epsilon), right::backward);
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }
    }
}
