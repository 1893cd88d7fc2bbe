package dev.chainrule.lab.experiment;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Split;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.EvaluationPlan;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// How much runs on CIFAR-10 compute, told from their settings alone: close enough to weigh them against each other.
public final class Costs {
    /// What a step of a tiny net takes beside its arithmetic, in multiply-adds.
    private static final double STEP = 2e6;

    /// What a run takes before its first step and after its last one, in multiply-adds.
    private static final double RUN = 5e9;

    /// The shape of an image, (C, H, W).
    public static final Shape IMAGE = Shape.of(3, 32, 32);

    /// How many classes there are.
    public static final int CLASSES = 10;

    private final Map<ModelSpec, Double> forward = new HashMap<>();

    /// Nothing is known yet.
    public Costs() {}

    /// What one run costs.
    ///
    /// @param steps of training
    /// @param multiplyAdds of training and of all measurements: a step has three times those of a forward pass
    public record Cost(long steps, double multiplyAdds) {
        /// All that it takes, in multiply-adds.
        public double work() {
            return multiplyAdds + STEP * steps + RUN;
        }
    }

    /// The multiply-adds of an epoch, its measurements among them.
    public double ofEpoch(RunSettings settings) {
        return of(settings.withPlan(settings.plan().withEpochs(2))).multiplyAdds()
                - of(settings.withPlan(settings.plan().withEpochs(1))).multiplyAdds();
    }

    /// The multiply-adds of a step.
    ///
    /// @param batch how many images
    public synchronized double ofStep(RunSettings settings, int batch) {
        return 3.0 * batch * ofImage(settings);
    }

    private double ofImage(RunSettings settings) {
        return forward.computeIfAbsent(settings.spec(IMAGE, CLASSES), Costs::forward);
    }

    /// The cost of one run.
    public synchronized Cost of(RunSettings settings) {
        double once = ofImage(settings);
        Split split = split(settings);
        double training = Math.min(split.trainingImages(), settings.data().limit());
        int batch = settings.plan().batchSize();
        int epochs = settings.plan().epochs();
        long steps = epochs * Math.max(1, (long) (training / batch));
        EvaluationPlan evaluation = settings.plan().evaluation();
        double measured = Math.min(evaluation.trainingExamples(), training)
                + Math.min(evaluation.validationExamples(), split.validationImages());
        double images = 3.0 * steps * batch
                + measured * epochs / evaluation.everyEpochs()
                + split.validationImages()
                + split.testImages();
        return new Cost(steps, once * images);
    }

    private static Split split(RunSettings settings) {
        try {
            return Split.named(settings.data().split());
        } catch (DatasetException e) {
            return Split.CS231N; // images of one's own, whose number is not known before they are read
        }
    }

    /// The multiply-adds of one example: each weight of a layer as often as its output has positions.
    private static double forward(ModelSpec spec) {
        RandomGenerator zeros = () -> 0;
        double sum = 0;
        Shape shape = spec.input().batchOf(1);
        for (Layer layer : ModelBuilder.build(spec, zeros).network().layers()) {
            shape = layer.outputShape(shape);
            double positions = shape.rank() == 4 ? (double) shape.extent(2) * shape.extent(3) : 1;
            sum += positions
                    * layer.parameters().stream().mapToDouble(Costs::uses).sum();
        }
        return sum;
    }

    /// How often a position uses a parameter's numbers, as a multiple of forward and backward; of one that is not
    /// trained the backward pass needs nothing.
    private static double uses(Parameter parameter) {
        return switch (parameter.kind()) {
            case WEIGHT -> parameter.value().size();
            case FIXED -> parameter.value().size() / 3.0;
            case BIAS, SCALE, SHIFT -> 0;
        };
    }
}
