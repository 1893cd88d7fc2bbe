package dev.chainrule.lab.demonstration;

import dev.chainrule.lab.demonstration.DemonstrationPage.Expectation;
import dev.chainrule.lab.demonstration.SoftmaxForm.Result;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import dev.chainrule.tensor.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/// At which scores softmax cross-entropy overflows or takes the logarithm of 0 if it is written as on paper, what loss
/// and gradient come of it, and that the library's are finite and right. Each case has a closed form.
record SoftmaxStability() implements Demonstration {
    private static final int CLASSES = 10;

    /// Larger than any score of a net that trains.
    private static final double LARGE = 1e30;

    /// How far the library may be off, by the exact loss or by 1 if that is less.
    private static final double TOLERANCE_32 = 1e-6;

    private static final double TOLERANCE_64 = 1e-14;

    @Override
    public String id() {
        return "softmax-stability";
    }

    @Override
    public String question() {
        return "At which scores does softmax cross-entropy fail if it is computed as it is written, and what fails?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "Notes, open questions",
                "exp overflows above the logarithm of the largest number, 88.7 in float32 and 709.8 in float64. To"
                    + " subtract the largest score changes no probability. The 2016 code of CS231n takes the logarithm"
                    + " of the probability afterwards, which is −∞ where the probability rounds to 0.");
    }

    /// One example of C classes.
    ///
    /// @param name what is special about it
    /// @param scores of the classes, whole numbers
    /// @param label the class it is of
    /// @param loss the exact loss
    /// @param gradient the exact gradient with respect to the score of the first class
    @SuppressWarnings("ArrayRecordComponent") // passed on, compared nowhere
    record Case(String name, double[] scores, int label, double loss, double gradient) {
        /// All scores are the same.
        static Case equal(double score) {
            double[] scores = new double[CLASSES];
            Arrays.fill(scores, score);
            return new Case("all classes " + whole(score), scores, 0, StrictMath.log(CLASSES), 1.0 / CLASSES - 1);
        }

        /// The first score is a, the others are 0, and the label is the first class or another.
        static Case one(double a, boolean right) {
            double[] scores = new double[CLASSES];
            scores[0] = a;
            // The odds of the less likely side, which do not overflow.
            double odds = a > 0 ? (CLASSES - 1) * StrictMath.exp(-a) : StrictMath.exp(a) / (CLASSES - 1);
            double first = (a > 0 ? 1 : odds) / (1 + odds);
            double others = (a > 0 ? odds : 1) / (1 + odds);
            double logOfSum = StrictMath.log1p(odds) + (a > 0 ? a : StrictMath.log(CLASSES - 1));
            double ofFirst = a > 0 ? StrictMath.log1p(odds) : logOfSum - a;
            return new Case(
                    right ? "label " + whole(a) : "label 0, another class " + whole(a),
                    scores,
                    right ? 0 : 1,
                    right ? ofFirst : logOfSum,
                    right ? -others : first);
        }

        /// How far a loss is off, by the exact one or by 1 if that is less; infinite if it is not a finite
        /// number.
        double error(double other) {
            return Double.isFinite(other)
                    ? Math.abs(other - loss) / Math.max(1, Math.abs(loss))
                    : Double.POSITIVE_INFINITY;
        }
    }

    static List<Case> cases() {
        return List.of(
                Case.one(1, false),
                Case.one(100, true),
                Case.one(100, false),
                Case.one(1000, true),
                Case.one(1000, false),
                Case.one(-1000, true),
                Case.one(10_000, false),
                Case.equal(1000),
                Case.equal(-1000));
    }

    /// The least whole score, in thousandths, from which on a loss is not finite; infinite if it is finite up to
    /// [#LARGE].
    ///
    /// @param right whether the large score is the label's
    static double breaksAt(SoftmaxForm form, Precision precision, boolean right) {
        if (isFinite(form, precision, LARGE, right)) {
            return Double.POSITIVE_INFINITY;
        }
        double low = 1;
        double high = LARGE;
        while (high - low > 1e-4) {
            double middle = high > 2 * low ? StrictMath.sqrt(low * high) : (low + high) / 2;
            if (isFinite(form, precision, middle, right)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static boolean isFinite(SoftmaxForm form, Precision precision, double score, boolean right) {
        double[] scores = new double[CLASSES];
        scores[0] = score;
        return Double.isFinite(form.of(precision, scores, right ? 0 : 1).loss());
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        double naive32 = breaksAt(SoftmaxForm.NAIVE, Precision.FLOAT32, true);
        double naive64 = breaksAt(SoftmaxForm.NAIVE, Precision.FLOAT64, true);
        double shifted32 = breaksAt(SoftmaxForm.MAXIMUM_SUBTRACTED, Precision.FLOAT32, false);
        double shifted64 = breaksAt(SoftmaxForm.MAXIMUM_SUBTRACTED, Precision.FLOAT64, false);
        double error32 = largestError(Precision.FLOAT32);
        double error64 = largestError(Precision.FLOAT64);
        String answer = ("As it is written, exp(s) / Σ exp(s) overflows from a score of %s on in float32 and %s in"
                        + " float64: the loss of a right and sure example is NaN. With the largest score subtracted"
                        + " it does not, but log p is −∞ where the label's score is %s (%s) below the largest. The"
                        + " library's loss is finite up to scores of %s, and in all cases below at most %s (%s) off.")
                .formatted(
                        hundredths(naive32),
                        hundredths(naive64),
                        hundredths(shifted32),
                        hundredths(shifted64),
                        Numbers.brief(LARGE),
                        Numbers.significant(error32),
                        Numbers.significant(error64));
        return DemonstrationPage.of(
                this,
                answer,
                Stream.concat(
                                overflows(naive32, naive64, shifted32, shifted64).stream(),
                                library(error32, error64).stream())
                        .toList(),
                measured(),
                "Only what the loss itself does: whether a net ever has such scores. Scores of hundreds come of a"
                    + " learning rate that is too high, or of inputs that are not scaled. A loss that is finite does"
                    + " not mend that, and scores that are already infinite or NaN make every loss NaN. The sum of"
                    + " several large exponentials overflows a little earlier than one of them.");
    }

    private static List<Expectation> overflows(double naive32, double naive64, double shifted32, double shifted64) {
        return List.of(
                near(
                        "naive, float32, overflows from the logarithm of the largest number on",
                        naive32,
                        StrictMath.log(Float.MAX_VALUE)),
                near("naive, float64", naive64, StrictMath.log(Double.MAX_VALUE)),
                near(
                        "shifted, float32, takes the logarithm of 0 from the logarithm of half of the smallest"
                                + " number on",
                        shifted32,
                        -StrictMath.log(Float.MIN_VALUE / 2.0)),
                near("shifted, float64", shifted64, -(StrictMath.log(Double.MIN_VALUE) - StrictMath.log(2))));
    }

    private List<Expectation> library(double error32, double error64) {
        return List.of(
                new Expectation(
                        "the library's loss is finite up to %s in either precision, whether the label has the large score or not."
                                .formatted(Numbers.brief(LARGE)),
                        isLibraryFinite()),
                new Expectation(
                        "its loss is off by at most %s in float32, expected at most %s, and %s in float64, expected at most %s (by the exact loss, or by 1 where that is less)."
                                .formatted(
                                        Numbers.significant(error32),
                                        Numbers.significant(TOLERANCE_32),
                                        Numbers.significant(error64),
                                        Numbers.significant(TOLERANCE_64)),
                        error32 <= TOLERANCE_32 && error64 <= TOLERANCE_64),
                new Expectation(
                        "so is its gradient: %s and %s."
                                .formatted(
                                        Numbers.significant(gradientError(Precision.FLOAT32)),
                                        Numbers.significant(gradientError(Precision.FLOAT64))),
                        gradientError(Precision.FLOAT32) <= TOLERANCE_32
                                && gradientError(Precision.FLOAT64) <= TOLERANCE_64));
    }

    private static Expectation near(String what, double measured, double expected) {
        return new Expectation(
                "%s: %s, expected %s.".formatted(what, hundredths(measured), hundredths(expected)),
                Math.abs(measured - expected) < 0.01);
    }

    private static boolean isLibraryFinite() {
        return Arrays.stream(Precision.values())
                .allMatch(precision -> Double.isInfinite(breaksAt(SoftmaxForm.LIBRARY, precision, true))
                        && Double.isInfinite(breaksAt(SoftmaxForm.LIBRARY, precision, false)));
    }

    private static double largestError(Precision precision) {
        return cases().stream()
                .mapToDouble(each -> each.error(SoftmaxForm.LIBRARY
                        .of(precision, each.scores, each.label)
                        .loss()))
                .max()
                .orElseThrow();
    }

    private static double gradientError(Precision precision) {
        return cases().stream()
                .mapToDouble(each -> Math.abs(each.gradient
                        - SoftmaxForm.LIBRARY.of(precision, each.scores, each.label)
                                .gradient()[0]))
                .max()
                .orElseThrow();
    }

    private static List<Block> measured() {
        List<Block> blocks = new ArrayList<>(List.of(chart()));
        blocks.add(new Paragraph("First in float32, then in float64, with 10 classes whose scores are 0 but for those"
                + " named: the loss, and the gradient with respect to the score of the first class, the one that is"
                + " not 0. Naive is −log of exp(s) / Σ exp(s); shifted the same after the largest score was"
                + " subtracted from all; the library subtracts it too, and computes log Σ exp(s − max s) instead of the"
                + " logarithm of p."));
        for (Precision precision : Precision.values()) {
            blocks.add(table(precision));
        }
        blocks.add(new Paragraph("The exact loss with one score a and the others 0 is log(1 + 9 exp(−a)) for the class"
            + " with score a, and a more for another; of equal scores it is ln 10 = 2.303. One NaN among the gradients"
            + " makes the weights NaN in one step. Where the largest score is subtracted, only the loss is wrong: the"
            + " gradient is p, or p − 1 at the label, without a logarithm. Near its end that loss has few digits left,"
            + " 99.98 for 100 in float32: so small a probability is stored with fewer bits."));
        return blocks;
    }

    private static LineChart chart() {
        double[] scores = new double[81];
        Arrays.setAll(scores, i -> StrictMath.pow(10, i / 20.0));
        List<Series> series = new ArrayList<>();
        for (SoftmaxForm form : SoftmaxForm.values()) {
            for (Precision precision : Precision.values()) {
                double[] losses = Arrays.stream(scores)
                        .map(score -> form.of(precision, Case.one((float) score, false).scores, 1)
                                .loss())
                        .toArray();
                series.addFirst(Series.of("%s, %s".formatted(form.title(), name(precision)), scores, losses));
            }
        }
        return new LineChart(
                "Loss of a wrong answer by its score",
                "One class has the score, the label and all others have 0; both axes logarithmic. The lines lie on each"
                        + " other; each ends where its loss is not a finite number.",
                DemonstrationPage.logarithmic("score of the wrong class"),
                DemonstrationPage.logarithmic("loss"),
                series,
                List.of(),
                List.of());
    }

    private static Table table(Precision precision) {
        List<String> heads = new ArrayList<>(List.of("scores"));
        for (String part : List.of("loss", "gradient")) {
            heads.add("%s, exact".formatted(part));
            for (SoftmaxForm form : SoftmaxForm.values()) {
                heads.add("%s, %s".formatted(part, form.title()));
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (Case each : cases()) {
            List<Result> results = Arrays.stream(SoftmaxForm.values())
                    .map(form -> form.of(precision, each.scores, each.label))
                    .toList();
            List<String> row = new ArrayList<>(List.of(each.name, written(each.loss)));
            results.forEach(result -> row.add(written(result.loss())));
            row.add(written(each.gradient));
            results.forEach(result -> row.add(written(result.gradient()[0])));
            rows.add(row);
        }
        return new Table(
                "Losses and gradients in " + name(precision),
                DemonstrationPage.columns(1, heads.toArray(String[]::new)),
                rows);
    }

    private static String written(double value) {
        return Double.isNaN(value)
                ? "NaN"
                : Double.isInfinite(value) ? value > 0 ? "∞" : "−∞" : Numbers.significant(value == 0 ? 0 : value);
    }

    private static String name(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    private static String whole(double value) {
        return (value < 0 ? "−" : "") + Numbers.count(Math.round(Math.abs(value)));
    }

    private static String hundredths(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "∞";
    }
}
