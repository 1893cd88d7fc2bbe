package dev.chainrule.kernel.vector;

import static dev.chainrule.kernel.KernelCall.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.kernel.KernelCall;
import dev.chainrule.kernel.Threads;
import dev.chainrule.kernel.Update;
import dev.chainrule.kernel.Update.AdamStep;
import dev.chainrule.kernel.Update.RmsPropStep;
import dev.chainrule.kernel.reference.ReferenceUpdate;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorUpdateTest {
    private final Update vector = new VectorUpdate();
    private final Update reference = new ReferenceUpdate();

    static List<KernelCall<Update>> calls() {
        AdamStep adam = new AdamStep(0.9, 0.999, 1e-2, 1, 1e-8, 0);
        AdamStep decayed = new AdamStep(0.9, 0.99, 1e-2, 1.7, 1e-3, 1e-4);
        RmsPropStep centred = new RmsPropStep(0.1, 0.99, 1e-3, 0, true);
        RmsPropStep heavy = new RmsPropStep(0.1, 0.9, 1e-3, 0.9, false);
        return List.of(
                new KernelCall<>("sgd", 2, (k, t) -> k.sgd(t[0], t[1], 0.1)),
                new KernelCall<>("momentum", 3, (k, t) -> k.momentum(t[0], t[1], t[2], 0.1, 0.9)),
                new KernelCall<>("momentumBuffer", 3, (k, t) -> k.momentumBuffer(t[0], t[1], t[2], 0.1, 0.9, 0.7)),
                new KernelCall<>("nesterovLookahead", 3, (k, t) -> k.nesterovLookahead(t[0], t[1], t[2], 0.1, 0.9)),
                new KernelCall<>("nesterovBuffer", 3, (k, t) -> k.nesterovBuffer(t[0], t[1], t[2], 0.1, 0.9)),
                new KernelCall<>("adaGrad", 3, (k, t) -> k.adaGrad(t[0], t[1], t[2], 0.1, 1e-8)),
                new KernelCall<>("rmsProp", 3, (k, t) -> k.rmsProp(t[0], t[1], t[2], 0.1, 0.99, 1e-8)),
                new KernelCall<>("rmsProp centred", 5, (k, t) -> {
                    t[2].fill(0); // a mean whose square is beyond the mean of squares would be none
                    k.rmsProp(t[0], t[1], t[4], t[2], t[3], centred);
                }),
                new KernelCall<>("rmsProp with momentum", 5, (k, t) -> k.rmsProp(t[0], t[1], t[4], t[2], t[3], heavy)),
                new KernelCall<>("amsGrad", 5, (k, t) -> k.amsGrad(t[0], t[1], t[2], t[3], t[4], decayed)),
                new KernelCall<>("nadam", 4, (k, t) -> k.nadam(t[0], t[1], t[2], t[3], decayed, 0.3)),
                new KernelCall<>("adam", 4, (k, t) -> k.adam(t[0], t[1], t[2], t[3], adam)),
                new KernelCall<>("adam with decay", 4, (k, t) -> k.adam(t[0], t[1], t[2], t[3], decayed)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void agreesWithTheReferenceForAllSizes(KernelCall<Update> call) {
        for (int size : KernelCall.SIZES) {
            call.assertAgreement(KernelCall.ROUNDING, vector, reference, call.inputs(size));
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void agreesWithTheReferenceAfterTwentySteps(KernelCall<Update> call) {
        KernelCall<Update> twenty = new KernelCall<>(call.name(), call.tensors(), (kernel, tensors) -> {
            for (int step = 0; step < 20; step++) {
                call.body().accept(kernel, tensors);
            }
        });
        twenty.assertAgreement(20 * KernelCall.ROUNDING, vector, reference, twenty.inputs(50));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void hasTheSameBitsForAnyNumberOfThreads(KernelCall<Update> call) {
        Threads.assertSameBits(() -> call.run(vector, call.inputs(40_001)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void hasTheSameBitsAtAnyPosition(KernelCall<Update> call) {
        Tensor[] inputs = call.inputs(101);
        Tensor[] expected = call.run(vector, inputs);
        for (int shift = 1; shift < 40; shift++) {
            int from = shift;
            Tensor[] shifted = Arrays.stream(inputs).map(t -> from(t, from)).toArray(Tensor[]::new);
            Tensor[] tails = Arrays.stream(expected).map(t -> from(t, from)).toArray(Tensor[]::new);
            KernelCall.assertSameBits(call.run(vector, shifted), tails);
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aGradientThatIsNotANumberReachesTheParameterAndTheMemory(KernelCall<Update> call) {
        Tensor[] inputs = call.inputs(37);
        inputs[1].fill(Double.NaN);
        for (Tensor tensor : call.run(vector, inputs)) {
            assertThat(FloatTensor.dataOf(tensor)).containsOnly(Float.NaN);
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void memoryWithoutGradientNeverStaysSubnormal(KernelCall<Update> call) {
        Tensor[] inputs = call.inputs(37);
        inputs[1].fill(0);
        for (int t = 2; t < call.tensors(); t++) {
            inputs[t].fill(1.5e-38);
        }
        Tensor[] tensors = inputs;
        for (int step = 0; step < 500; step++) {
            tensors = call.run(vector, tensors);
        }
        for (int t = 2; t < call.tensors(); t++) {
            for (float value : FloatTensor.dataOf(tensors[t])) {
                assertThat(value == 0 || value >= Float.MIN_NORMAL).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void tinyGradientsMoveTheParameterAsInTheReference(KernelCall<Update> call) {
        Tensor[] inputs = call.inputs(37);
        for (int i = 0; i < 37; i++) {
            inputs[1].setStored(i, Math.pow(0.1, i + 3));
        }
        for (int t = 2; t < call.tensors(); t++) {
            inputs[t].fill(0);
        }
        call.assertAgreement(KernelCall.ROUNDING, vector, reference, inputs);
    }

    /// One minus a small shrinkage is no float; rounded, it would be off by more than a percent in each step.
    @Test
    void smallWeightDecayIsExactOnAverage() {
        int size = 10_000;
        Tensor w = Tensor.zeros(Precision.FLOAT32, Shape.of(size));
        w.fill(1);
        Tensor g = Tensors.gaussian(Precision.FLOAT32, 1, 1e-3, size);
        Tensor m = Tensor.zeros(Precision.FLOAT32, w.shape());
        vector.adam(w, g, m, m.copy(), new AdamStep(0, 0, 1, 0, 1, 1e-6));
        double shrinkage = 0;
        for (int i = 0; i < size; i++) {
            shrinkage += (1 - g.getStored(i) - w.getStored(i)) / size;
        }
        assertThat(shrinkage).isCloseTo(1e-6, within(3e-9));
    }

    private static Tensor from(Tensor x, int start) {
        return floats(Arrays.copyOfRange(FloatTensor.dataOf(x), start, x.size()));
    }

    @Test
    void normsOfColumnsAndOfFiltersAreLimitedAsInTheReference() {
        int[][] all = {{1, 1}, {7}, {300, 7}, {40, 700}, {5, 3, 2, 2}, {64, 30, 3, 3}};
        for (int[] extents : all) {
            Shape shape = Shape.of(extents);
            Tensor w = Tensors.gaussian(Precision.FLOAT32, 3, 1, extents);
            Tensor expected = Tensors.converted(w, Precision.FLOAT64);
            Tensor before = expected.copy();
            double maximum = Math.sqrt(0.9 * w.size() / unitsOf(shape));
            vector.limitNorms(w, maximum);
            reference.limitNorms(expected, maximum);
            KernelCall.assertAgreement(KernelCall.ROUNDING, w, expected);
            double[] squares = new double[unitsOf(shape)];
            boolean changed = false;
            for (int i = 0; i < w.size(); i++) {
                int unit = shape.rank() == 2 ? i % squares.length : i / (w.size() / squares.length);
                double value = expected.getStored(i);
                squares[unit] += value * value;
                changed |= value != before.getStored(i);
            }
            for (double square : squares) {
                assertThat(Math.sqrt(square)).isLessThanOrEqualTo(maximum * (1 + 1e-12));
            }
            assertThat(changed || shape.size() <= 7).isTrue();
        }
    }

    @Test
    void limitedNormsHaveTheSameBitsForAnyNumberOfThreads() {
        Threads.assertSameBits(() -> {
            Tensor w = Tensors.gaussian(Precision.FLOAT32, 3, 1, 400, 1001);
            vector.limitNorms(w, 15);
            return new Tensor[] {w};
        });
    }

    private static int unitsOf(Shape shape) {
        return shape.rank() == 1 ? 1 : shape.extent(shape.rank() == 2 ? 1 : 0);
    }
}
