package dev.chainrule.lab.levels;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.check.CheckReport;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.data.Dataset;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.TapeLoss;
import dev.chainrule.loss.TapePenalty;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tape.Operation;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.TapeGradients;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.train.TrainingResult;
import java.util.List;

/// The Java of `docs/levels.md`; a test compares the two and runs it.
final class LevelsExample {
    private LevelsExample() {}

    static Tensor screen() {
        // SCREEN
        Tape tape = new Tape();
        Variable x = tape.variable("x", Tensor.of(Precision.FLOAT64, Shape.of(4), 1, 2, 4, 5));
        Variable y = x.minus(x.mean()).square().sum();
        TapeGradients gradients = y.gradients();

        System.out.println(y.value().get()); // 10.0
        System.out.println(gradients.of(x)); // 2 (x − mean): -4, -2, 2, 4
        // END SCREEN
        return gradients.of(x);
    }

    static double levelOne(Tensor images, int... labels) {
        NumpyRandom random = new NumpyRandom(0);
        // LEVEL1
        Tensor w1 =
                Tensor.gaussian(Precision.FLOAT32, Shape.of(3072, 100), random).times(Math.sqrt(2.0 / 3072));
        Tensor w2 =
                Tensor.gaussian(Precision.FLOAT32, Shape.of(100, 10), random).times(Math.sqrt(2.0 / 100));
        double last = 0;
        for (int t = 0; t < 20; t++) {
            Tape tape = new Tape();
            Variable first = tape.variable("w1", w1);
            Variable second = tape.variable("w2", w2);
            Variable scores = tape.constant(images).matmul(first).relu().matmul(second);
            Variable loss = scores.logSoftmax(1).pick(labels).mean().negated();
            TapeGradients gradients = loss.gradients();
            w1 = w1.minus(gradients.of(first).times(1e-2));
            w2 = w2.minus(gradients.of(second).times(1e-2));
            last = loss.value().get();
        }
        // END LEVEL1
        return last;
    }

    // LEVEL2
    record TwoLayers(int hidden, int classes) implements LayerSpec {
        @Override
        public Layer build(Build at) {
            Parameter w1 = at.weight("W1", at.input().extent(1), hidden);
            Parameter w2 = at.weight("W2", hidden, classes);
            return TapeLayer.of(given -> given.x().matmul(given.of(w1)).relu().matmul(given.of(w2)), w1, w2);
        }
    }

    // END LEVEL2

    static List<ModelSpec> levelsTwoAndThree() {
        // LEVEL3
        ModelSpec own = new ModelSpec("own", Shape.of(3072), Precision.FLOAT32, List.of(new TwoLayers(100, 10)));
        ModelSpec sequence = new ModelSpec(
                "sequence",
                Shape.of(3072),
                Precision.FLOAT32,
                List.of(
                        Affine.Settings.of(100).withBias(false),
                        new Relu.Settings(),
                        Affine.Settings.of(10).withBias(false)));
        // END LEVEL3
        return List.of(own, sequence);
    }

    static TrainingResult fit(ModelSpec net, Dataset images) {
        // FIT
        TrainingPlan plan = TrainingPlan.of(1, 50, Nesterov.of(), new LearningRate.Constant(1e-3));
        TrainingResult result =
                Training.of(net, images).validation(images).plan(plan).seed(0).fit();
        // END FIT
        return result;
    }

    static Loss loss() {
        // LOSS
        Loss unlikely = TapeLoss.of((scores, labels) ->
                scores.softmax(1).pick(labels).negated().plus(1).mean());
        // END LOSS
        return unlikely;
    }

    static WeightPenalty penalty() {
        // PENALTY
        WeightPenalty smoothL1 =
                TapePenalty.of(w -> w.square().plus(1e-6).sqrt().sum().times(1e-4));
        // END PENALTY
        return smoothL1;
    }

    // LAYER
    record LowRank(int rank, int outputs) implements LayerSpec {
        @Override
        public Layer build(Build at) {
            Parameter u = at.weight("U" + at.number("U"), at.input().extent(1), rank);
            Parameter v = at.weight("V" + at.number("V"), rank, outputs);
            return TapeLayer.of(given -> given.x().matmul(given.of(u)).matmul(given.of(v)), u, v);
        }
    }

    // END LAYER

    static ModelSpec net() {
        // NET
        ModelSpec net = new ModelSpec(
                "low rank",
                Shape.of(3072),
                Precision.FLOAT32,
                List.of(new LowRank(20, 50), new Relu.Settings(), Affine.Settings.of(10)));
        TrainingPlan plan = TrainingPlan.of(2, 50, Adam.of(), new LearningRate.Constant(1e-3))
                .withLoss(loss())
                .withPenalties(penalty());
        Model model = ModelBuilder.build(net, new NumpyRandom(0));
        // END NET
        assert plan != null && model != null;
        return net;
    }

    static TrainingPlan plan() {
        return TrainingPlan.of(2, 50, Adam.of(), new LearningRate.Constant(1e-3))
                .withLoss(loss())
                .withPenalties(penalty());
    }

    static List<CheckReport> checks() {
        Build at = new Build(Shape.of(1, 6), Precision.FLOAT64, RandomKey.of(0).generator());
        // CHECK
        Parameter w = at.weight("W1", 6, 4);
        Parameter b = new Parameter("b1", Parameter.Kind.BIAS, Tensor.zeros(Precision.FLOAT64, Shape.of(4)));
        Layer own = TapeLayer.of(given -> given.x().matmul(given.of(w)).plus(given.of(b)), w, b);
        CheckReport asAffine = GradientCheck.of(own).as(Affine.Settings.of(4)).run(Shape.of(5, 6));
        CheckReport ownLoss = GradientCheck.of(loss()).run(Shape.of(5, 4));
        // END CHECK
        CheckReport lowRank = GradientCheck.of(new LowRank(3, 4).build(at)).run(Shape.of(5, 6));
        return List.of(asAffine, ownLoss, lowRank);
    }

    static RecordCodec codec() {
        // YAML
        RecordCodec codec = RecordCodec.of(
                Catalogue.LAYERS.with("low-rank", LowRank.class),
                Catalogue.RULES,
                Catalogue.LOSSES,
                Catalogue.PENALTIES);
        // END YAML
        return codec;
    }

    // OWN
    record OwnRelu() implements Operation.Own {
        @Override
        public Tensor value(List<Tensor> inputs) {
            return inputs.getFirst().maximum(0);
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().times(use.x().greaterThan(0));
        }
    }

    // END OWN

    static List<Tensor> second(Tensor point, Tensor v) {
        // SECOND
        Tape tape = new Tape();
        Variable x = tape.variable("x", point);
        Variable y = x.through(new OwnRelu()).power(3).sum();
        Variable slope = y.gradient(x); // 3 relu(x)², recorded itself
        Tensor second = slope.sum().gradients().of(x); // 6 relu(x)
        Tensor product = y.hessianProduct(x, v); // 6 relu(x) · v
        Tensor jacobian = x.softmax(0).jacobian(x); // every derivative; for small sizes
        // END SECOND
        return List.of(second, product, jacobian);
    }
}
