package dev.chainrule.train;

import dev.chainrule.data.Dataset;
import dev.chainrule.data.Sampling;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import java.util.Optional;
import java.util.function.LongFunction;

/// The front door to training: what is trained on what, and how. Only model and training data are needed; all else has
/// a usual value, and all that is random follows from one seed.
///
/// ```java
/// TrainingResult result = Training.of(spec, data).validation(held).plan(plan).seed(1).fit();
/// ```
public final class Training {
    private final LongFunction<Model> model;
    private final Dataset data;
    private Optional<Dataset> validation = Optional.empty();
    private TrainingPlan plan;
    private long seed;
    private Optional<Sampling> sampling = Optional.empty();
    private Optional<RandomKey> key = Optional.empty();
    private Optional<GradientSource> gradients = Optional.empty();
    private Optional<TrainingState> state = Optional.empty();

    private Training(LongFunction<Model> model, Dataset data) {
        this.model = model;
        this.data = data;
        this.plan = TrainingPlan.of(10, Math.clamp(data.size(), 1, 50), Adam.of(), new LearningRate.Constant(1e-3));
    }

    /// A training of a model, which changes.
    public static Training of(Model model, Dataset data) {
        return new Training(seed -> model, data);
    }

    /// A training of a new model, whose first weights follow from the seed.
    public static Training of(ModelSpec spec, Dataset data) {
        return new Training(seed -> ModelBuilder.build(spec, new NumpyRandom(seed)), data);
    }

    /// Refuses data, model and plan that do not fit each other, before anything is computed for them.
    ///
    /// @param validation without examples where there are none
    /// @throws IllegalArgumentException as [#trainer]
    public static void check(Model model, Dataset training, Dataset validation, TrainingPlan plan) {
        Trainer.check(model, training, Optional.of(validation), plan);
    }

    /// Measures accuracy on these examples too; without them the last weights are the final ones.
    public Training validation(Dataset examples) {
        validation = Optional.of(examples);
        return this;
    }

    /// Trains by a plan; without one, for 10 epochs in batches of 50 with Adam at a rate of 0.001.
    public Training plan(TrainingPlan other) {
        plan = other;
        return this;
    }

    /// Draws from another seed than 0: the weights of a new model, the order of the examples, augmentation and what
    /// layers draw.
    ///
    /// @param other 0 to 2³² − 1
    public Training seed(long other) {
        seed = other;
        return this;
    }

    /// Chooses the examples of each batch in a way of its own; without, all are shuffled in each epoch.
    public Training sampling(Sampling other) {
        sampling = Optional.of(other);
        return this;
    }

    /// Draws what is random inside the network, and the augmentation, from a key of its own.
    public Training key(RandomKey other) {
        key = Optional.of(other);
        return this;
    }

    /// Takes gradients from elsewhere; without, they are computed here, on the whole batch at once. They hold those
    /// of the penalties unless [TrainingPlan#penaltiesInGradients] says otherwise.
    public Training gradients(GradientSource source) {
        gradients = Optional.of(source);
        return this;
    }

    /// Goes on from a state instead of from the start.
    public Training from(TrainingState other) {
        state = Optional.of(other);
        return this;
    }

    /// Trains to the end of the plan.
    ///
    /// @throws IllegalArgumentException as [#trainer]
    public TrainingResult fit() {
        return fit(TrainingListener.none());
    }

    /// Trains to the end of the plan, and tells a listener what happens.
    ///
    /// @throws IllegalArgumentException as [#trainer]
    public TrainingResult fit(TrainingListener listener) {
        return trainer().fit(listener);
    }

    /// The trainer of one run.
    ///
    /// @throws IllegalArgumentException if data, model, augmentation and state do not fit, a batch is larger than
    /// the training data, a warm-up as long as the run, or weights that are to be computed from it never were
    public Trainer trainer() {
        RandomKey run = RandomKey.of(seed);
        Model trained = model.apply(seed);
        Trainer trainer = new Trainer(
                trained,
                data,
                validation,
                plan,
                sampling.orElseGet(() -> new Sampling.Shuffled(run.child("sampling"))),
                key.orElseGet(() -> run.child("network")),
                gradients.orElseGet(() -> LocalGradientSource.of(plan)));
        state.ifPresent(trainer::load);
        return trainer;
    }
}
