package dev.chainrule.layer;

import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Standardization;
import dev.chainrule.kernel.Standardization.Epilogue;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Batch normalisation: each feature is brought to mean 0 and deviation 1 over the batch, then scaled and shifted by
/// what training learns.
///
/// **Forward**, over the m values of each feature: `μ = Σ x / m`, `v = Σ (x − μ)² / m`,
/// `x̂ = (x − μ) / sqrt(v + epsilon)`, `y = gamma · x̂ + beta`. Evaluation takes μ and v from [Settings#evaluation].
///
/// **Backward**, with g = dy · gamma: `dx = (g − Σ g / m − x̂ · Σ (g · x̂) / m) / sqrt(v + epsilon)`,
/// `dgamma = Σ dy · x̂`, `dbeta = Σ dy`; in evaluation `dx = g / sqrt(v + epsilon)`. See [BackwardForm] for the other
/// ways to write it.
///
/// **Shapes**: x (N, D) with gamma and beta (D) and m = N; or an image x (N, C, H, W), either with gamma and beta (C)
/// and m = N·H·W (spatial batch normalisation), or per position with gamma and beta (1, C, H, W) and m = N.
///
/// **Kept**: x, μ and v. **Side effects**: a forward pass in training updates the statistics for evaluation, which are
/// buffers. **Frozen**: every forward pass is as in evaluation, and the statistics stay as they are. **Source**: S.
/// Ioffe and C. Szegedy, *Batch normalization*, 2015; CS231n assignment 2, `batchnorm_forward`, `batchnorm_backward`,
/// `batchnorm_backward_alt`, `spatial_batchnorm_forward`; KTH DD2424 assignment 3, `BatchNormalize` and
/// `BatchNormBackPass`.
public final class BatchNorm implements Layer {
    private static final MaxPool POOL = MaxPool.square(2);

    private final Settings settings;
    private final Shape features;
    private final Precision precision;
    private final @Nullable Parameter gamma;
    private final @Nullable Parameter beta;
    private final FeatureStatistics statistics;
    private final String where;
    private final Epilogue epilogue;

    /// The settings of a batch normalisation.
    ///
    /// @param epsilon added to the variance, inside the root; 1e-5 in CS231n, 2.2e-16 in KTH DD2424, may be 0
    /// @param affine whether gamma and beta exist
    /// @param per what of an image is a feature of its own
    /// @param evaluation where the statistics for evaluation come from
    /// @param variance which variance is remembered for evaluation
    /// @param backward how the backward pass is written; float32 knows only the simplified form
    public record Settings(
            double epsilon,
            boolean affine,
            Per per,
            EvaluationStatistics evaluation,
            VarianceEstimate variance,
            BackwardForm backward)
            implements LayerSpec.Normalization {
        /// KTH DD2424's: epsilon 2.2e-16, a running average from the first batch that keeps 0.9.
        public static final Settings KTH = of().withEpsilon(0x1p-52)
                .withEvaluation(new EvaluationStatistics.RunningAverage(0.9, EvaluationStatistics.Start.FIRST_BATCH));

        /// Checks the settings.
        public Settings {
            Require.nonNegative("BatchNorm", "epsilon", epsilon);
            Require.present(per, "BatchNorm", "per", "channel or position");
            Require.present(evaluation, "BatchNorm", "evaluation", "where statistics for evaluation come from");
            Require.present(variance, "BatchNorm", "variance", "biased or unbiased");
            Require.present(backward, "BatchNorm", "backward", "a form of the backward pass");
        }

        /// CS231n's: epsilon 1e-5, a running average from zeros that keeps 0.9.
        public static Settings of() {
            return new Settings(
                    1e-5,
                    true,
                    Per.CHANNEL,
                    EvaluationStatistics.RunningAverage.of(),
                    VarianceEstimate.BIASED,
                    BackwardForm.SIMPLIFIED);
        }

        /// The same with another epsilon.
        public Settings withEpsilon(double other) {
            return new Settings(other, affine, per, evaluation, variance, backward);
        }

        /// The same with or without gamma and beta.
        public Settings withAffine(boolean other) {
            return new Settings(epsilon, other, per, evaluation, variance, backward);
        }

        /// The same with other features.
        public Settings withPer(Per other) {
            return new Settings(epsilon, affine, other, evaluation, variance, backward);
        }

        /// The same with other statistics for evaluation.
        public Settings withEvaluation(EvaluationStatistics other) {
            return new Settings(epsilon, affine, per, other, variance, backward);
        }

        /// The same that remembers another variance.
        public Settings withVariance(VarianceEstimate other) {
            return new Settings(epsilon, affine, per, evaluation, other, backward);
        }

        /// The same with the backward pass written another way.
        public Settings withBackward(BackwardForm other) {
            return new Settings(epsilon, affine, per, evaluation, variance, other);
        }

        @Override
        public Layer build(Build at) {
            return new BatchNorm(this, at.precision(), at.input(), String.valueOf(at.number("gamma")));
        }
    }

    /// What of an image is a feature, with a mean and a deviation of its own.
    public enum Per {
        /// Each channel.
        CHANNEL,
        /// Each position of each channel.
        POSITION
    }

    /// Creates the layer with gamma 1 and beta 0.
    ///
    /// @param input the shape of an input; the number of examples does not matter
    /// @param suffix what the names of parameters and buffers end in, for example `1` for `gamma1`
    public BatchNorm(Settings settings, Precision precision, Shape input, String suffix) {
        Require.present(settings, "BatchNorm", "settings", "a record of them");
        Require.present(precision, "BatchNorm", "precision", "float32 or float64");
        Require.present(input, "BatchNorm", "input", "the shape of an input");
        Require.present(suffix, "BatchNorm", "suffix", "what the names of its parameters end in; may be empty");
        this(
                settings,
                precision,
                featuresOf(settings, input),
                settings.affine()
                        ? parameter("gamma", suffix, Parameter.Kind.SCALE, 1, precision, settings, input)
                        : null,
                settings.affine()
                        ? parameter("beta", suffix, Parameter.Kind.SHIFT, 0, precision, settings, input)
                        : null,
                new FeatureStatistics(
                        settings.evaluation(),
                        settings.variance(),
                        featuresOf(settings, input).size(),
                        suffix),
                "BatchNorm" + (suffix.isEmpty() ? "" : " " + suffix),
                Epilogue.NONE);
    }

    private BatchNorm(
            Settings settings,
            Precision precision,
            Shape features,
            @Nullable Parameter gamma,
            @Nullable Parameter beta,
            FeatureStatistics statistics,
            String where,
            Epilogue epilogue) {
        this.settings = settings;
        this.precision = precision;
        this.features = features;
        this.gamma = gamma;
        this.beta = beta;
        this.statistics = statistics;
        this.where = where;
        this.epilogue = epilogue;
    }

    private static Parameter parameter(
            String name,
            String suffix,
            Parameter.Kind kind,
            double start,
            Precision precision,
            Settings settings,
            Shape input) {
        Tensor value = Tensor.zeros(precision, featuresOf(settings, input));
        value.fill(start);
        return new Parameter(name + suffix, kind, value);
    }

    /// The shape of gamma: one number a feature, and rank 4 where it must be stored as images are.
    private static Shape featuresOf(Settings settings, Shape input) {
        RowsOrImages.require("BatchNorm", input);
        return input.rank() == 2 || settings.per() == Per.CHANNEL
                ? Shape.of(input.extent(1))
                : Shape.of(1, input.extent(1), input.extent(2), input.extent(3));
    }

    /// This layer, parameters and statistics shared, followed by a ReLU in the same pass over memory.
    public BatchNorm rectified() {
        return followedBy(Epilogue.RELU);
    }

    /// This layer, parameters and statistics shared, followed by a ReLU and [MaxPool#square] of 2 in the same pass
    /// over memory, so that what lies between is never stored. Images of odd height or width and features per
    /// position take the three layers one after the other; the numbers are the same.
    ///
    /// **Shapes**: x (N, C, H, W), y (N, C, ⌊H / 2⌋, ⌊W / 2⌋).
    public BatchNorm rectifiedAndPooled() {
        return followedBy(Epilogue.RELU_AND_POOL);
    }

    /// Whether a ReLU follows in the same pass over memory.
    public boolean isRectified() {
        return epilogue != Epilogue.NONE;
    }

    /// This layer and those that it takes along, one by one; parameters and statistics shared.
    Layer[] apart() {
        BatchNorm alone = followedBy(Epilogue.NONE);
        return switch (epilogue) {
            case NONE -> new Layer[] {alone};
            case RELU -> new Layer[] {alone, new Relu()};
            case RELU_AND_POOL -> new Layer[] {alone, new Relu(), POOL};
        };
    }

    private BatchNorm followedBy(Epilogue other) {
        return new BatchNorm(settings, precision, features, gamma, beta, statistics, where, other);
    }

    /// The settings.
    public Settings settings() {
        return settings;
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        Shape output = outputShape(x.shape());
        if (epilogue == Epilogue.RELU_AND_POOL && !isOfPairs(x.shape())) {
            return Sequential.of(rectified(), POOL).forward(x, mode);
        }
        Tensor mean = Tensor.allocate(Precision.FLOAT64, Shape.of(features.size()));
        Tensor variance = Tensor.allocateLike(mean);
        boolean ofBatch = switch (statistics.isFrozen() ? new Mode.Evaluate() : mode) {
            case Mode.Train train -> {
                measure(x, mean, variance);
                statistics.observe(mean, variance, valuesPerFeature(x));
                yield true;
            }
            case Mode.Calibrate calibrate -> {
                measure(x, mean, variance);
                statistics.calibrate(calibrate, mean, variance, valuesPerFeature(x));
                yield true;
            }
            case Mode.Evaluate evaluate -> {
                boolean remembered = statistics.recall(mean, variance);
                if (!remembered) {
                    measure(x, mean, variance);
                }
                yield !remembered;
            }
        };
        Standardization scaling = new Standardization(
                mean,
                variance,
                settings.epsilon(),
                gamma == null ? null : gamma.value(),
                beta == null ? null : beta.value(),
                epilogue);
        Tensor y = Tensor.allocate(x.precision(), output);
        Kernels.of(x).normalization().standardize(x, scaling, y);
        return new BatchNormPass(this, x, scaling, ofBatch, y);
    }

    /// Whether windows of 2×2 pixels cover the images, and all pixels of a channel are scaled alike.
    private boolean isOfPairs(Shape images) {
        return features.rank() == 1 && images.extent(2) % 2 == 0 && images.extent(3) % 2 == 0;
    }

    private void measure(Tensor x, Tensor mean, Tensor variance) {
        int values = valuesPerFeature(x);
        if (values < 2) {
            throw new ShapeMismatchException(
                    ("%s: input %s does not fit training, because it has %s; expected 2 or more. Use larger batches, or"
                                    + " layer or group normalisation")
                            .formatted(
                                    where,
                                    x.shape(),
                                    values == 1
                                            ? "one value per feature, whose variance is 0"
                                            : "no value per feature"));
        }
        Kernels.of(x).normalization().featureStatistics(x, mean, variance);
    }

    private int valuesPerFeature(Tensor x) {
        return x.size() / features.size();
    }

    private record BatchNormPass(BatchNorm layer, Tensor x, Standardization scaling, boolean ofBatch, Tensor output)
            implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            Tensor dx = Tensor.allocateLike(x);
            Tensor dgamma = Tensor.allocate(x.precision(), layer.features);
            Tensor dbeta = Tensor.allocateLike(dgamma);
            var kernel = Kernels.of(dy).normalization();
            if (ofBatch) {
                kernel.batchGradients(x, scaling, layer.settings.backward(), dy, dx, dgamma, dbeta);
            } else {
                kernel.fixedGradients(x, scaling, dy, dx, dgamma, dbeta);
            }
            Gradients gradients = Gradients.ofInput(dx);
            if (layer.gamma != null && layer.beta != null) {
                gradients.with(layer.gamma, dgamma).with(layer.beta, dbeta);
            }
            return gradients;
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        if (!featuresOf(settings, input).equals(features)) {
            String expected = features.rank() == 4
                    ? "(N, %s, %s, %s)".formatted(features.extent(1), features.extent(2), features.extent(3))
                    : "(N, %1$s) or (N, %1$s, H, W)".formatted(features.size());
            throw ShapeMismatchException.of(where, "input", input, "gamma", features, expected);
        }
        return epilogue == Epilogue.RELU_AND_POOL ? POOL.outputShape(input) : input;
    }

    @Override
    public List<Parameter> parameters() {
        return gamma == null || beta == null ? List.of() : List.of(gamma, beta);
    }

    @Override
    public void freeze() {
        parameters().forEach(Parameter::freeze);
        statistics.freeze();
    }

    @Override
    public int calibrationBatches() {
        return settings.evaluation() instanceof EvaluationStatistics.Precise precise && !statistics.isFrozen()
                ? precise.batches()
                : 0;
    }

    @Override
    public List<Buffer> buffers() {
        return statistics.buffers();
    }

    @Override
    public String toString() {
        return "BatchNorm"
                + features
                + switch (epilogue) {
                    case NONE -> "";
                    case RELU -> " with Relu";
                    case RELU_AND_POOL -> " with Relu and MaxPool";
                };
    }
}
