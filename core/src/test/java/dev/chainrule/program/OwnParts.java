package dev.chainrule.program;

import dev.chainrule.check.CheckReport;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.model.Checkpoint;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/// A program of a user who has a layer, a loss, an update rule and a schedule of their own.
final class OwnParts {
    record Sine() implements Layer {
        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public Pass forward(Tensor x, Mode mode) {
            Tensor y = each(x, x, (a, b) -> Math.sin(a));
            return Pass.of(y, dy -> Gradients.ofInput(each(x, dy, (a, b) -> Math.cos(a) * b)));
        }
    }

    private static Tensor each(Tensor a, Tensor b, DoubleBinaryOperator operator) {
        Tensor y = Tensor.allocateLike(a);
        for (int i = 0; i < a.size(); i++) {
            y.setStored(i, operator.applyAsDouble(a.getStored(i), b.getStored(i)));
        }
        return y;
    }

    private static LossPass squaredError(Tensor scores, int[] labels) {
        Tensor d = Tensor.allocateLike(scores);
        for (int i = 0; i < d.size(); i++) {
            d.setStored(i, (scores.getStored(i) - (labels[i / 2] == i % 2 ? 1 : 0)) / labels.length);
        }
        return new LossPass(0.5 * labels.length * Kernels.of(d).pointwise().sumOfSquares(d), d);
    }

    private static final Loss LOSS = OwnParts::squaredError;
    private static final UpdateRule RULE =
            (w, g, rate, step, memory) -> Kernels.of(w).pointwise().addScaledSign(g, -rate, w);
    private static final LearningRate.Own RATE = progress -> 0.01 / (1 + progress.epochs());
    static final TrainingPlan PLAN = TrainingPlan.of(20, 20, RULE, RATE).withLoss(LOSS);
    static final List<LayerSpec> LAYERS =
            List.of(Affine.Settings.of(8), LayerSpec.of(new Sine()), Affine.Settings.of(2));
    static final ModelSpec SPEC = new ModelSpec("own", Shape.of(64), Precision.FLOAT32, LAYERS);

    static CheckReport run(Dataset data, Path file) throws IOException {
        Checkpoint.save(file, Training.of(SPEC, data).plan(PLAN).seed(1).fit().model());
        Model loaded = ModelBuilder.build(SPEC, new NumpyRandom(2));
        Checkpoint.load(file, loaded);
        Batch batch = data.batch(new int[] {0, 1, 2, 3}, Precision.FLOAT64);
        return GradientCheck.of(loaded, LOSS, List.of()).run(batch.x(), batch.labels());
    }
}
