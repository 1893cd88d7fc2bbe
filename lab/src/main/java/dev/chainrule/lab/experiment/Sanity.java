package dev.chainrule.lab.experiment;

import dev.chainrule.check.CheckReport;
import dev.chainrule.check.CheckSettings;
import dev.chainrule.data.ArrayDataset;
import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.compare.GradientsAtStart;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.Distribution;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.whiten.FittedLayers;
import dev.chainrule.layer.Mode;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.train.Descent;
import dev.chainrule.train.EvaluationPlan;
import dev.chainrule.train.FinalWeights;
import dev.chainrule.train.History;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// What a good teacher looks at before anything is trained: the inputs, the first loss, the penalty, a few gradients,
/// signals and gradients layer by layer, and whether the network can learn a few images by heart.
///
/// ```java
/// List<SanityFinding> findings = new Sanity(settings, RunData.load(settings.data())).findings();
/// ```
public final class Sanity {
    private static final int EXAMPLES = 100;
    private static final int BY_HEART = 32;
    private static final int MOST_STEPS = 400;
    private static final int CHECKED_EXAMPLES = 4;
    private static final int CHECKED_NUMBERS = 5;

    /// Losses up to so many times that of guessing are a sound start.
    private static final double MOST_START = 1.5;

    private final RunSettings settings;
    private final Dataset training;
    private final ModelSpec spec;
    private final Model model;
    private final Batch batch;

    /// @param settings of the run that is thought of
    /// @param data its images
    /// @throws IllegalArgumentException if settings and images do not fit each other
    public Sanity(RunSettings settings, RunData data) {
        this.settings = settings;
        this.spec = settings.spec(data.imageShape(), data.classNames().size());
        this.training = data.training(spec.input());
        this.model = built();
        int[] examples = new NumpyRandom(settings.seed()).permutation(training.size());
        this.batch = training.batch(Arrays.copyOf(examples, Math.min(EXAMPLES, examples.length)), spec.precision());
    }

    private Model built() {
        Model built = ModelBuilder.build(spec, new NumpyRandom(settings.seed()));
        FittedLayers.fit(built, training, _ -> {});
        return built;
    }

    /// Looks at everything.
    public List<SanityFinding> findings() {
        List<SanityFinding> findings = new ArrayList<>();
        findings.add(inputs());
        double first = loss(model, batch);
        findings.add(firstLoss(first));
        findings.add(penalty(first));
        findings.add(gradients());
        findings.addAll(new SignalFindings(model, batch, loss()).findings());
        findings.add(byHeart());
        return findings;
    }

    private Loss loss() {
        return settings.plan().objective().loss();
    }

    private double loss(Model of, Batch on) {
        Mode mode = new Mode.Train(RandomKey.of(settings.seed()).child("sanity"));
        return loss().forward(of.forward(on.x(), mode).output(), on.labels()).value();
    }

    private SanityFinding inputs() {
        Distribution values = Distribution.of(batch.x(), 1);
        double mean = values.mean();
        double deviation = values.deviation();
        return new SanityFinding(
                "inputs",
                Math.abs(mean) <= deviation / 2,
                "mean %s, deviation %s; expected a mean near 0 beside the deviation, as preprocessing gives"
                        .formatted(Numbers.significant(mean), Numbers.significant(deviation)));
    }

    /// What a network that knows nothing pays: `ln K`, or `(K − 1) · margin` for the hinge.
    private OptionalDouble guessing() {
        int classes = training.classNames().size();
        return switch (loss()) {
            case SoftmaxCrossEntropy softmax
            when softmax.classWeights().isEmpty() -> OptionalDouble.of(StrictMath.log(classes));
            case MulticlassHinge hinge ->
                OptionalDouble.of((classes - 1) * (hinge.squared() ? hinge.margin() * hinge.margin() : hinge.margin()));
            default -> OptionalDouble.empty();
        };
    }

    private SanityFinding firstLoss(double first) {
        OptionalDouble guessing = guessing();
        boolean near = guessing.isEmpty()
                || (first <= MOST_START * guessing.getAsDouble() && first >= guessing.getAsDouble() / MOST_START);
        boolean passed = Double.isFinite(first) && near;
        String expected = guessing.isEmpty()
                ? "expected a finite number"
                : "expected about %s, that of guessing among %s classes"
                        .formatted(
                                Numbers.significant(guessing.getAsDouble()),
                                training.classNames().size());
        return new SanityFinding(
                "first loss",
                passed,
                "%s without penalties; %s"
                        .formatted(Double.isFinite(first) ? Numbers.significant(first) : "not finite", expected));
    }

    private SanityFinding penalty(double first) {
        List<WeightPenalty> penalties = settings.plan().objective().penalties();
        double penalty = WeightPenalty.total(penalties, model.parameters());
        if (penalties.isEmpty()) {
            return new SanityFinding("penalty", true, "none");
        }
        return new SanityFinding(
                "penalty",
                Double.isFinite(penalty) && penalty >= 0 && penalty <= 10 * Math.abs(first),
                "raises the first loss from %s to %s; expected no more than ten times the loss"
                        .formatted(Numbers.significant(first), Numbers.significant(first + penalty)));
    }

    private SanityFinding gradients() {
        int[] few = new int[Math.min(CHECKED_EXAMPLES, training.size())];
        Arrays.setAll(few, i -> i * (training.size() / few.length));
        Batch examples = training.batch(few, spec.precision());
        CheckReport report = GradientsAtStart.check(
                model, settings.plan().objective(), examples.x(), examples.labels(), CHECKED_NUMBERS);
        double worst = GradientsAtStart.worst(report);
        return new SanityFinding(
                "gradients",
                report.passed(),
                "largest relative error %s beside five-point differences in float64, %s numbers of each tensor;"
                                .formatted(Numbers.significant(worst), CHECKED_NUMBERS)
                        + " expected at most " + Numbers.significant(CheckSettings.TOLERANCE));
    }

    /// Some of the examples, in memory.
    private Dataset few(int... examples) {
        Batch some = training.batch(examples, spec.precision());
        double[] all = some.x().toArray();
        int length = training.exampleShape().size();
        double[][] rows = new double[examples.length][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(all, i * length, (i + 1) * length));
        return new ArrayDataset(
                rows,
                some.labels(),
                training.exampleShape(),
                training.classNames().size());
    }

    private SanityFinding byHeart() {
        int count = Math.min(BY_HEART, training.size());
        int[] examples = Arrays.copyOf(new NumpyRandom(settings.seed()).permutation(training.size()), count);
        Model fresh = built();
        Dataset few = few(examples);
        Descent descent = settings.plan().descent();
        double rate = descent.learningRate().rate();
        TrainingPlan plan = TrainingPlan.of(MOST_STEPS, count, descent.optimizer(), new LearningRate.Constant(rate))
                .withLoss(loss())
                .withFinalWeights(FinalWeights.LAST)
                .withEvaluation(EvaluationPlan.of().withEveryEpochs(10).withAfterFirstStep(false));
        Listener listener = new Listener();
        History history = Training.of(fresh, few)
                .plan(plan)
                .seed(settings.seed())
                .fit(listener)
                .history();
        double accuracy = Evaluation.of(fresh, few).accuracy();
        return new SanityFinding(
                "by heart",
                accuracy == 1,
                "%s of %s images after %s at rate %s, penalties off; expected all of them within %s"
                        .formatted(
                                Numbers.wholePercent(accuracy),
                                count,
                                Numbers.count(history.steps(), "step"),
                                Numbers.significant(rate),
                                MOST_STEPS));
    }

    /// Ends as soon as all is known by heart.
    private static final class Listener implements TrainingListener {
        private boolean done;

        @Override
        public void measured(History.Measurement measurement) {
            done = measurement.trainingAccuracy() == 1;
        }

        @Override
        public boolean stopRequested() {
            return done;
        }
    }
}
