package dev.chainrule.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.kernel.reference.ReferenceScoreLoss;
import dev.chainrule.kernel.vector.VectorPointwise;
import dev.chainrule.kernel.vector.VectorScoreLoss;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreLossTest {
    private final ScoreLoss vector = new VectorScoreLoss();
    private final ScoreLoss reference = new ReferenceScoreLoss();

    interface Call {
        double run(ScoreLoss kernel, Tensor scores, int[] labels, Tensor dscores);
    }

    record Named(String name, Call call) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Named> calls() {
        return List.of(
                new Named("softmax", (kernel, s, y, ds) -> kernel.softmaxCrossEntropy(s, y, 0, ds)),
                new Named("smoothed softmax", (kernel, s, y, ds) -> kernel.softmaxCrossEntropy(s, y, 0.1, ds)),
                new Named("softmax of targets", (k, s, y, ds) -> k.softmaxCrossEntropy(s, shares(s, y), ds)),
                terms("squared, each score of its own", ScoreTerm.SQUARED),
                terms("absolute, each score of its own", ScoreTerm.ABSOLUTE),
                terms("logistic, each score of its own", ScoreTerm.LOGISTIC),
                terms("attribute hinge, each score of its own", ScoreTerm.HINGE),
                new Named("hinge", (kernel, s, y, ds) -> kernel.hinge(s, y, 1, false, ds)),
                new Named("squared hinge", (kernel, s, y, ds) -> kernel.hinge(s, y, 1, true, ds)));
    }

    private static Named terms(String name, ScoreTerm term) {
        return new Named(name, (kernel, s, y, ds) -> {
            double[] factors = new double[s.shape().extent(1)];
            Arrays.setAll(factors, k -> (1 + 0.1 * k) / y.length);
            return kernel.pointwise(term, s, shares(s, y), factors, ds);
        });
    }

    /// Targets of ¾ at the label and 1/8 beside it.
    private static Tensor shares(Tensor scores, int[] labels) {
        Tensor shares = Tensor.zeros(scores.precision(), scores.shape());
        int classes = scores.shape().extent(1);
        for (int i = 0; i < labels.length; i++) {
            shares.set(0.125, i, (labels[i] + 1) % classes);
            shares.set(0.75, i, labels[i]);
        }
        return shares;
    }

    @ParameterizedTest
    @MethodSource("calls")
    void vectorAgreesWithReference(Named loss) {
        for (int classes : new int[] {1, 2, 3, 7, 10, 16, 17, 100, 1000}) {
            for (int examples : new int[] {1, 2, 3, 17, 100}) {
                Tensor scores = Tensors.gaussian(Precision.FLOAT32, classes, 3, examples, classes);
                assertAgreement(loss, scores, labels(examples, classes));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void vectorAgreesWithReferenceOnManyExamples(Named loss) {
        assertAgreement(loss, Tensors.gaussian(Precision.FLOAT32, 1, 3, 5000, 10), labels(5000, 10));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void hasTheSameBitsForAnyNumberOfThreads(Named loss) {
        Tensor scores = Tensors.gaussian(Precision.FLOAT32, 1, 3, 5000, 10);
        int[] labels = labels(5000, 10);
        Threads.assertSame(
                () -> loss.call().run(vector, scores, labels, Tensor.zeros(Precision.FLOAT32, scores.shape())));
        Threads.assertSameBits(() -> {
            Tensor dscores = Tensor.zeros(Precision.FLOAT32, scores.shape());
            loss.call().run(vector, scores, labels, dscores);
            return new Tensor[] {dscores};
        });
    }

    @ParameterizedTest
    @MethodSource("calls")
    void gradientOfTheReferenceIsTheDerivativeOfTheLoss(Named loss) {
        Tensor scores = Tensors.gaussian(Precision.FLOAT64, 5, 1, 4, 6);
        int[] labels = labels(4, 6);
        Tensor gradient = Tensor.zeros(Precision.FLOAT64, scores.shape());
        loss.call().run(reference, scores, labels, gradient);
        double h = 1e-5;
        for (int i = 0; i < scores.size(); i++) {
            double score = scores.getStored(i);
            scores.setStored(i, score + h);
            double above = loss.call().run(reference, scores, labels, Tensor.allocateLike(scores));
            scores.setStored(i, score - h);
            double below = loss.call().run(reference, scores, labels, Tensor.allocateLike(scores));
            scores.setStored(i, score);
            assertThat(gradient.getStored(i)).isCloseTo((above - below) / (2 * h), within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void gradientMayReplaceTheScores(Named loss) {
        Tensor scores = Tensors.gaussian(Precision.FLOAT32, 5, 1, 7, 10);
        Tensor dscores = Tensor.zeros(Precision.FLOAT32, scores.shape());
        double expected = loss.call().run(vector, scores, labels(7, 10), dscores);
        assertThat(loss.call().run(vector, scores, labels(7, 10), scores)).isEqualTo(expected);
        KernelCall.assertSameBits(new Tensor[] {scores}, new Tensor[] {dscores});
    }

    @ParameterizedTest
    @ValueSource(floats = {1e4f, 1e30f, Float.MAX_VALUE})
    void hugeScoresHaveFiniteLosses(float huge) {
        Tensor scores = new FloatTensor(Shape.of(2, 3), new float[] {huge, -huge, 0, -huge, huge, huge});
        for (double smoothing : new double[] {0, 0.1}) {
            Tensor dscores = Tensor.zeros(Precision.FLOAT32, scores.shape());
            double loss = vector.softmaxCrossEntropy(scores, new int[] {1, 2}, smoothing, dscores);
            double expected = reference.softmaxCrossEntropy(
                    Tensors.converted(scores, Precision.FLOAT64), new int[] {1, 2}, smoothing, dscores(2, 3));
            assertThat(loss).isFinite().isCloseTo(expected, within(1e-6 * expected));
            assertThat(new VectorPointwise().allFinite(dscores)).isTrue();
        }
    }

    @Test
    void aScoreThatIsNotANumberSpreadsOverItsRowAndTheLoss() {
        for (Named loss : calls()) {
            for (int at = 0; at < 3; at++) {
                Tensor scores = Tensors.gaussian(Precision.FLOAT32, 5, 1, 2, 3);
                scores.setStored(at, Double.NaN);
                Tensor dscores = Tensor.zeros(Precision.FLOAT32, scores.shape());
                assertThat(loss.call().run(vector, scores, new int[] {0, 1}, dscores))
                        .isNaN();
                boolean alone = loss.name().contains("of its own");
                assertThat(dscores.get(0, alone ? at : 0)).isNaN();
                assertThat(dscores.get(1, 0)).isFinite();
            }
        }
    }

    /// Scores −2.85, 0.86, 0.28 with label 2: the worked example of the CS231n notes.
    @Test
    void knowsTheWorkedExample() {
        Tensor scores = Tensor.of(Precision.FLOAT64, Shape.of(1, 3), -2.85, 0.86, 0.28);
        int[] labels = {2};
        assertThat(reference.hinge(scores, labels, 1, false, dscores(1, 3))).isCloseTo(1.58, within(1e-12));
        assertThat(reference.softmaxCrossEntropy(scores, labels, 0, dscores(1, 3)))
                .isCloseTo(1.04, within(5e-3));
    }

    @Test
    void hingeHasNoGradientExactlyAtTheMargin() {
        Tensor scores = new FloatTensor(Shape.of(1, 3), new float[] {2, 1, 1.5f});
        Tensor dscores = Tensor.zeros(Precision.FLOAT32, scores.shape());
        assertThat(vector.hinge(scores, new int[] {0}, 1, false, dscores)).isEqualTo(0.5);
        assertThat(dscores.toArray()).containsExactly(-1, 0, 1);
    }

    @Test
    void probabilitiesAgreeWithTheReferenceAndAddUpToOne() {
        for (int classes : new int[] {1, 3, 10, 17, 1000}) {
            Tensor scores = Tensors.gaussian(Precision.FLOAT32, classes, 5, 40, classes);
            Tensor p = Tensor.zeros(Precision.FLOAT32, scores.shape());
            Tensor expected = dscores(40, classes);
            vector.softmax(scores, p);
            reference.softmax(Tensors.converted(scores, Precision.FLOAT64), expected);
            KernelCall.assertAgreement(KernelCall.ROUNDING, p, expected);
            for (int i = 0; i < 40; i++) {
                double sum = 0;
                for (int k = 0; k < classes; k++) {
                    sum += p.get(i, k);
                }
                assertThat(sum).isCloseTo(1, within(1e-6));
            }
        }
    }

    private void assertAgreement(Named loss, Tensor scores, int[] labels) {
        Tensor actual = Tensor.zeros(Precision.FLOAT32, scores.shape());
        Tensor expected = Tensor.zeros(Precision.FLOAT64, scores.shape());
        double value = loss.call().run(vector, scores, labels, actual);
        double want = loss.call().run(reference, Tensors.converted(scores, Precision.FLOAT64), labels, expected);
        assertThat(value).isCloseTo(want, within(1e-6 * Math.max(1e-3, want)));
        KernelCall.assertAgreement(KernelCall.ROUNDING, actual, expected);
    }

    private static Tensor dscores(int examples, int classes) {
        return Tensor.zeros(Precision.FLOAT64, Shape.of(examples, classes));
    }

    private static int[] labels(int examples, int classes) {
        int[] labels = new int[examples];
        for (int i = 0; i < examples; i++) {
            labels[i] = (i * 7 + 3) % classes;
        }
        return labels;
    }
}
