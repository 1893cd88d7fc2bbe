package dev.chainrule.lab.demonstration;

import dev.chainrule.data.Batch;
import dev.chainrule.lab.demonstration.DemonstrationPage.Expectation;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Mark;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.SquaredError;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.loss.WeightPenalty.FullL2;
import dev.chainrule.loss.WeightPenalty.HalfL2;
import dev.chainrule.model.Model;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.Optimizer;
import dev.chainrule.optim.Sgd;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.LocalGradientSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// An L2 penalty as a Gaussian prior of the weights: on linear regression, where the most probable weights have a
/// closed form, training with the penalty finds them, and the best λ is the one that the width of the prior says.
record L2Prior() implements Demonstration {
    static final int EXAMPLES = 30;
    static final int FEATURES = 20;
    static final double SIGMA = 1;
    private static final double[] TAUS = {0.25, 0.5, 1};

    /// How many times the λ of the prior is tried: powers of √2.
    private static final int STEPS_EACH_WAY = 8;

    private static final int DRAWS = 400;
    private static final int UPDATES = 5_000;
    private static final double RATE = 0.1;
    private static final double MOST_DIFFERENCE = 1e-9;

    @Override
    public String id() {
        return "l2-prior";
    }

    @Override
    public String question() {
        return "In what sense is an L2 penalty a Gaussian prior of the weights, and which λ belongs to which prior?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "Notes, open questions",
                "A penalty is minus the logarithm of a prior: with it the most probable weights are found (MAP),"
                        + " without it those that make the data most probable (MLE). L2 belongs to a Gaussian, L1 to a"
                        + " Laplace distribution.");
    }

    /// The λ, for [FullL2] beside [SquaredError] as the mean over N examples, that a prior N(0, τ²) and noise N(0,
    /// σ²) say: `σ² / (N·τ²)`. It is 2σ²/N times what the logarithms of the densities are divided by.
    static double lambda(double tau) {
        return SIGMA * SIGMA / (EXAMPLES * tau * tau);
    }

    /// The λ, for [FullL2] beside a mean of N losses that are minus the logarithms of probabilities, such as
    /// softmax cross-entropy, of a prior N(0, τ²); solved for τ.
    static double width(double lambda, long examples) {
        return 1 / StrictMath.sqrt(2 * examples * lambda);
    }

    /// A training beside the closed form.
    ///
    /// @param difference of the weights, relative to the length of those of the closed form
    /// @param length of the weights of the closed form
    record Trained(String name, double lambda, double difference, double length) {}

    /// The mean error over λ of one prior.
    ///
    /// @param factors of the λ of the prior
    /// @param errors beyond the noise, one a factor
    /// @param unpenalised the error without a penalty
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Errors(double tau, double[] factors, double[] errors, double unpenalised) {
        int best() {
            return IntStream.range(0, errors.length)
                    .reduce((a, b) -> errors[b] < errors[a] ? b : a)
                    .orElseThrow();
        }

        double atPrior() {
            return errors[errors.length / 2];
        }

        /// Whether the least error is where the prior says, or one factor of √2 beside it.
        boolean bestAtPrior() {
            return Math.abs(best() - errors.length / 2) <= 1;
        }
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        List<Trained> trained = trained();
        progress.accept(0.2);
        List<Errors> errors = new ArrayList<>();
        for (double tau : TAUS) {
            errors.add(errors(tau));
            progress.accept(0.2 + 0.8 * errors.size() / TAUS.length);
        }
        double difference =
                trained.stream().mapToDouble(Trained::difference).max().orElseThrow();
        double density = Math.max(Posterior.ofSquaredError(0.5, 2), Posterior.ofSoftmax(0.5));
        Errors middle = errors.get(1);
        String answer =
                "Trained with the penalty, the weights are the most probable ones of a Gaussian prior: %s or less away from the closed form, relative to their length. With weights drawn from N(0, %s²) the error on unseen examples is least at %s times the λ = σ²/(N·τ²) of that prior: %s beyond the noise there, %s without a penalty (means of %s draws)."
                        .formatted(
                                Numbers.significant(difference),
                                Numbers.brief(middle.tau),
                                Numbers.brief(middle.factors[middle.best()]),
                                Numbers.significant(middle.errors[middle.best()]),
                                Numbers.significant(middle.unpenalised),
                                DRAWS);
        return DemonstrationPage.of(
                this,
                answer,
                expected(difference, density, errors),
                measured(trained, errors),
                "That the weights of a deep net are Gaussian. There the reading only says what a λ claims; its best"
                        + " value is found on validation images, and there is no closed form.");
    }

    /// Trainings with no penalty and with both kinds, by the library's own gradients.
    static List<Trained> trained() {
        LinearCase one = LinearCase.draw(EXAMPLES, FEATURES, TAUS[1], SIGMA, new NumpyRandom(231));
        double lambda = lambda(TAUS[1]);
        return List.of(
                trained("none: MLE", one, 0, List.of()),
                trained("full-l2, λ = σ²/(N·τ²): MAP", one, lambda, List.of(FullL2.of(lambda))),
                trained("half-l2, twice that λ: MAP", one, lambda, List.of(HalfL2.of(2 * lambda))));
    }

    private static Trained trained(String name, LinearCase one, double lambda, List<WeightPenalty> penalties) {
        Tensor weights = Tensor.zeros(Precision.FLOAT64, Shape.of(FEATURES, 1));
        Model model = Model.of(
                "linear",
                Shape.of(FEATURES),
                Precision.FLOAT64,
                new Affine(new Parameter("W1", Parameter.Kind.WEIGHT, weights), null));
        Tensor x = Tensor.of(
                Precision.FLOAT64,
                Shape.of(EXAMPLES, FEATURES),
                Arrays.stream(one.x()).flatMapToDouble(Arrays::stream).toArray());
        Tensor y = Tensor.of(Precision.FLOAT64, Shape.of(EXAMPLES, 1), one.y());
        Batch batch = new Batch(x, new int[EXAMPLES], Optional.of(y));
        LocalGradientSource gradients = new LocalGradientSource(SquaredError.of(), penalties);
        Optimizer optimizer = new Optimizer(new Sgd(), new GradientClipping.None(), model.parameters());
        for (int update = 0; update < UPDATES; update++) {
            optimizer.step(
                    gradients.of(model, batch, new Mode.Train(RandomKey.of(0))).gradients(), RATE);
        }
        double[] closed = one.weights(lambda);
        double[] found = weights.toArray();
        double apart = 0;
        double length = 0;
        for (int j = 0; j < FEATURES; j++) {
            apart += (found[j] - closed[j]) * (found[j] - closed[j]);
            length += closed[j] * closed[j];
        }
        return new Trained(name, lambda, StrictMath.sqrt(apart / length), StrictMath.sqrt(length));
    }

    /// The closed form over λ, for weights that do come from the prior.
    static Errors errors(double tau) {
        double[] factors = IntStream.rangeClosed(-STEPS_EACH_WAY, STEPS_EACH_WAY)
                .mapToDouble(step -> StrictMath.pow(2, step / 2.0))
                .toArray();
        double[] errors = new double[factors.length];
        double unpenalised = 0;
        NumpyRandom random = new NumpyRandom(1);
        for (int draw = 0; draw < DRAWS; draw++) {
            LinearCase one = LinearCase.draw(EXAMPLES, FEATURES, tau, SIGMA, random);
            for (int i = 0; i < factors.length; i++) {
                errors[i] += one.excessError(one.weights(factors[i] * lambda(tau))) / DRAWS;
            }
            unpenalised += one.excessError(one.weights(0)) / DRAWS;
        }
        return new Errors(tau, factors, errors, unpenalised);
    }

    private static List<Expectation> expected(double difference, double density, List<Errors> errors) {
        return List.of(
                new Expectation(
                        "training with the penalty reaches the closed form to %s of its length or better; the largest difference is %s."
                                .formatted(Numbers.significant(MOST_DIFFERENCE), Numbers.significant(difference)),
                        difference <= MOST_DIFFERENCE),
                new Expectation(
                        "the objectives of the library are the logarithms of the densities: at two random weights, squared-error and softmax with their penalties, times N/(2σ²) and N, differ by as much as those do, up to %s of it."
                                .formatted(Numbers.significant(density)),
                        density <= MOST_DIFFERENCE),
                new Expectation(
                        "the error on unseen examples is least at the λ of the prior, or √2 times beside it; least at %s times it."
                                .formatted(errors.stream()
                                        .map(each -> Numbers.brief(each.factors[each.best()]))
                                        .collect(Collectors.joining(", "))),
                        errors.stream().allMatch(Errors::bestAtPrior)));
    }

    private static List<Block> measured(List<Trained> trained, List<Errors> errors) {
        return List.of(
                new Paragraph(
                        "Bayes: p(w | data) is proportional to p(data | w) · p(w). With y = X·w + noise of N(0, σ²)"
                            + " and a prior w of N(0, τ²), minus its logarithm is Σ (y − X·w)² / (2σ²) + Σ w² / (2τ²)"
                            + " and a constant. Multiplied by 2σ²/N it is squared-error, the mean over N examples"
                            + " without a ½, plus λ·Σ w² with λ = σ² / (N·τ²): what full-l2 adds. half-l2 adds ½ of"
                            + " its strength, so it takes twice that. The least of the sum is the most probable w,"
                            + " MAP."),
                new Paragraph(
                        "Without a penalty only p(data | w) is left: maximum likelihood, MLE, as if the prior were"
                            + " flat, τ = ∞ and λ = 0. That is how to tell them: an objective with a penalty is MAP,"
                            + " one without is MLE."),
                trainedTable(trained),
                new Paragraph(
                        "%s examples of %s features, σ = %s, τ = %s; one affine layer without a bias, the library's gradients in float64, %s steps of gradient descent at rate %s on all examples. The closed form solves (XᵀX + N·λ·I)·w = Xᵀy."
                                .formatted(
                                        EXAMPLES,
                                        FEATURES,
                                        Numbers.brief(SIGMA),
                                        Numbers.brief(TAUS[1]),
                                        Numbers.count(UPDATES),
                                        Numbers.brief(RATE))),
                chart(errors),
                errorTable(errors),
                new Paragraph(reading(errors)),
                widths(),
                new Paragraph("Softmax cross-entropy is minus the logarithm of a probability already, so σ falls away:"
                    + " the mean over N examples plus λ·Σ W² belongs to a prior with λ = 1 / (2·N·τ²), and with"
                    + " half-l2 to reg = 1 / (N·τ²). The same λ is a narrower prior the more examples there are: for"
                    + " the same belief about the weights, λ has to fall as 1/N."),
                new Paragraph("λ·Σ |w| is minus the logarithm of a Laplace prior exp(−|w| / b) / (2b): λ = 2σ² / (N·b)"
                        + " beside squared-error, 1 / (N·b) beside softmax. Its peak at 0 makes some weights"
                        + " exactly 0."));
    }

    private static String reading(List<Errors> errors) {
        Errors middle = errors.get(1);
        int prior = middle.errors.length / 2;
        double near = Math.max(middle.errors[prior - 1], middle.errors[prior + 1]) / middle.atPrior() - 1;
        double far = middle.errors[middle.errors.length - 1] / middle.unpenalised;
        return "The narrower the prior, the more a penalty is worth and the larger its λ. For τ = %s a λ that is √2 times too large or too small costs at most %s more error, which is why λ is searched for in powers; one that is %s times too large leaves %s of the error of MLE."
                .formatted(
                        Numbers.brief(middle.tau),
                        Numbers.percent(near),
                        Numbers.brief(middle.factors[middle.factors.length - 1]),
                        Numbers.percent(far));
    }

    private static Table trainedTable(List<Trained> trained) {
        return new Table(
                "Weights after training and those of the closed form",
                List.of(
                        new Column("penalty", false),
                        new Column("λ", true),
                        new Column("length of the weights", true),
                        new Column("relative difference", true)),
                trained.stream()
                        .map(each -> List.of(
                                each.name,
                                Numbers.significant(each.lambda),
                                Numbers.significant(each.length),
                                Numbers.significant(each.difference)))
                        .toList());
    }

    private static LineChart chart(List<Errors> errors) {
        return new LineChart(
                "Error on unseen examples over λ",
                "Means over %s draws of weights, examples and noise; what is beyond the noise σ², as a share of what MLE has. 1 on the horizontal axis is the λ of the prior that the weights were drawn from."
                        .formatted(DRAWS),
                DemonstrationPage.logarithmic("λ : σ²/(N·τ²)"),
                new Axis("error : that of MLE", Axis.Scale.LINEAR, Axis.Unit.PERCENT),
                errors.stream()
                        .map(each -> Series.of(
                                "τ = " + Numbers.brief(each.tau),
                                each.factors,
                                Arrays.stream(each.errors)
                                        .map(error -> error / each.unpenalised)
                                        .toArray()))
                        .toList(),
                List.of(),
                errors.stream()
                        .map(each -> new Mark(
                                each.factors[each.best()], each.errors[each.best()] / each.unpenalised, "least"))
                        .toList());
    }

    private static Table errorTable(List<Errors> errors) {
        return new Table(
                "Where the error is least",
                List.of(
                        new Column("width τ of the prior", true),
                        new Column("λ = σ²/(N·τ²)", true),
                        new Column("λ of the least error", true),
                        new Column("error at λ of the prior", true),
                        new Column("least error", true),
                        new Column("error of MLE", true)),
                errors.stream()
                        .map(each -> List.of(
                                Numbers.brief(each.tau),
                                Numbers.significant(lambda(each.tau)),
                                Numbers.significant(each.factors[each.best()] * lambda(each.tau)),
                                Numbers.significant(each.atPrior()),
                                Numbers.significant(each.errors[each.best()]),
                                Numbers.significant(each.unpenalised)))
                        .toList());
    }

    private static Table widths() {
        record Usual(String where, double lambda, boolean half, long examples) {}
        List<Usual> usual = List.of(
                new Usual("DD2424 A3, λ 0.005", 0.005, false, 45_000),
                new Usual("λ 0.001", 0.001, false, 45_000),
                new Usual("CS231n A2, reg 0.001", 0.001, true, 49_000),
                new Usual("preset cifar10-80, half-l2 0.0005", 0.0005, true, 49_000));
        return new Table(
                "Priors of usual penalties beside softmax",
                List.of(
                        new Column("penalty", false),
                        new Column("N", true),
                        new Column("width τ", true),
                        new Column("τ : He's start of 3,072 inputs", true)),
                usual.stream()
                        .map(each -> {
                            double tau = width(each.half ? each.lambda / 2 : each.lambda, each.examples);
                            return List.of(
                                    each.where,
                                    Numbers.count(each.examples),
                                    Numbers.significant(tau),
                                    Numbers.significant(tau / StrictMath.sqrt(2.0 / 3072)));
                        })
                        .toList());
    }
}
