package dev.chainrule.kernel.vector;

import static dev.chainrule.kernel.KernelCall.assertSameBits;
import static dev.chainrule.kernel.KernelCall.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.kernel.Activation;
import dev.chainrule.kernel.KernelCall;
import dev.chainrule.kernel.KnownActivation;
import dev.chainrule.kernel.Pointwise;
import dev.chainrule.kernel.Threads;
import dev.chainrule.kernel.reference.ReferencePointwise;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorPointwiseTest {
    private static final float[] SPECIAL = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        1e-40f,
        -1e-40f,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        1e-20f,
        -1e-20f,
        0.5f,
        -0.5f,
        1,
        -1,
        88,
        -88,
        1e30f,
        -1e30f,
        Float.MAX_VALUE,
        -Float.MAX_VALUE
    };

    /// A function that the library does not know.
    private record Arctangent() implements Activation {
        @Override
        public double value(double x) {
            return StrictMath.atan(x);
        }

        @Override
        public double gradient(double x, double y, double dy) {
            return dy / (1 + x * x);
        }
    }

    private final Pointwise vector = new VectorPointwise();
    private final Pointwise reference = new ReferencePointwise();

    static List<KernelCall<Pointwise>> calls() {
        List<KernelCall<Pointwise>> calls = new ArrayList<>();
        for (Activation f : activations()) {
            calls.add(new KernelCall<>(f.toString(), 2, (k, t) -> k.activate(f, t[0], t[1])));
            calls.add(new KernelCall<>(f + " in place", 1, (k, t) -> k.activate(f, t[0], t[0])));
            calls.add(new KernelCall<>(f + " gradient", 3, (k, t) -> gradient(k, f, t[0], t[1], t[2])));
            calls.add(new KernelCall<>(f + " gradient in place", 2, (k, t) -> gradient(k, f, t[0], t[1], t[1])));
        }
        calls.addAll(List.of(
                new KernelCall<>("add", 3, (k, t) -> k.add(t[0], t[1], t[2])),
                new KernelCall<>("addScaled", 2, (k, t) -> k.addScaled(t[0], 0.1, t[1])),
                new KernelCall<>("addScaledSign", 2, (k, t) -> k.addScaledSign(t[0], 0.1, t[1])),
                new KernelCall<>("scale", 1, (k, t) -> k.scale(t[0], 0.1)),
                new KernelCall<>("clamp", 1, (k, t) -> k.clamp(t[0], 0.75))));
        return calls;
    }

    private static List<Activation> activations() {
        return Stream.concat(KnownActivation.ALL.stream().map(KnownActivation::function), Stream.of(new Arctangent()))
                .toList();
    }

    private static void gradient(Pointwise kernel, Activation f, Tensor x, Tensor dy, Tensor dx) {
        Tensor y = x.copy();
        kernel.activate(f, x, y);
        kernel.activationGradient(f, x, y, dy, dx);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void agreesWithTheReferenceForAllSizes(KernelCall<Pointwise> call) {
        for (int size : KernelCall.SIZES) {
            call.assertAgreement(KernelCall.ROUNDING, vector, reference, call.inputs(size));
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void agreesWithTheReferenceOnSpecialValues(KernelCall<Pointwise> call) {
        float[] left = new float[SPECIAL.length * SPECIAL.length];
        float[] right = new float[left.length];
        for (int i = 0; i < left.length; i++) {
            left[i] = SPECIAL[i / SPECIAL.length];
            right[i] = SPECIAL[i % SPECIAL.length];
        }
        Tensor[] inputs = {floats(left), floats(right), floats(right.clone())};
        call.assertAgreement(KernelCall.ROUNDING, vector, reference, Arrays.copyOf(inputs, call.tensors()));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void hasTheSameBitsForAnyNumberOfThreads(KernelCall<Pointwise> call) {
        Threads.assertSameBits(() -> call.run(vector, call.inputs(40_001)));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void hasTheSameBitsAtAnyPosition(KernelCall<Pointwise> call) {
        Tensor[] inputs = call.inputs(101);
        Tensor[] expected = call.run(vector, inputs);
        for (int shift = 1; shift < 40; shift++) {
            int from = shift;
            Tensor[] shifted = Arrays.stream(inputs).map(t -> from(t, from)).toArray(Tensor[]::new);
            Tensor[] tails = Arrays.stream(expected).map(t -> from(t, from)).toArray(Tensor[]::new);
            assertSameBits(call.run(vector, shifted), tails);
        }
    }

    @Test
    void reluKeepsNotANumberInEveryLane() {
        float[] x = new float[37];
        Arrays.fill(x, Float.NaN);
        Tensor y = Tensor.zeros(Precision.FLOAT32, Shape.of(37));
        vector.activate(new Activation.Relu(), floats(x), y);
        assertThat(FloatTensor.dataOf(y)).containsOnly(Float.NaN);
    }

    @Test
    void sumsHaveTwelveDigits() {
        for (int size : KernelCall.SIZES) {
            Tensor x = Tensors.gaussian(Precision.FLOAT32, size, 1, size);
            vector.addScaledSign(x, 1000, x);
            BigDecimal squares = BigDecimal.ZERO;
            BigDecimal magnitudes = BigDecimal.ZERO;
            for (float value : FloatTensor.dataOf(x)) {
                BigDecimal exact = new BigDecimal(value);
                squares = squares.add(exact.multiply(exact));
                magnitudes = magnitudes.add(exact.abs());
            }
            assertThat(vector.sumOfSquares(x)).isCloseTo(squares.doubleValue(), within(1e-12 * squares.doubleValue()));
            assertThat(vector.sumOfMagnitudes(x))
                    .isCloseTo(magnitudes.doubleValue(), within(1e-12 * magnitudes.doubleValue()));
        }
    }

    @Test
    void sumsHaveTheSameBitsForAnyNumberOfThreads() {
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 1, 1, 40_001);
        Threads.assertSame(() -> vector.sumOfSquares(x));
        Threads.assertSame(() -> vector.sumOfMagnitudes(x));
    }

    @Test
    void sumsOfHugeNumbersAreFinite() {
        Tensor x = floats(Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE);
        assertThat(vector.sumOfSquares(x)).isEqualTo(2.0 * Float.MAX_VALUE * Float.MAX_VALUE);
        assertThat(vector.sumOfMagnitudes(x)).isEqualTo(2.0 * Float.MAX_VALUE);
        assertThat(vector.sumOfSquares(floats(1, Float.NaN))).isNaN();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 15, 16, 17, 33, 100, 255, 256, 257, 1000})
    void sumOfRowsAgreesWithTheReferenceForLargeMeans(int columns) {
        for (int rows : new int[] {0, 1, 2, 100, 257}) {
            Tensor x = Tensors.gaussian(Precision.FLOAT32, 7, 1, rows, columns);
            vector.addScaledSign(x, 1000, x);
            assertThat(FloatTensor.dataOf(sumRows(vector, x)))
                    .isEqualTo(rounded(sumRows(reference, Tensors.converted(x, Precision.FLOAT64))));
        }
    }

    @Test
    void sumOfManyRowsIsSplitTheSameForAnyNumberOfThreads() {
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 7, 1, 8200, 17);
        Threads.assertSameBits(() -> new Tensor[] {sumRows(vector, x)});
        KernelCall.assertAgreement(
                KernelCall.ROUNDING, sumRows(vector, x), sumRows(reference, Tensors.converted(x, Precision.FLOAT64)));
    }

    @Test
    void findsASingleNumberThatIsNotFinite() {
        for (int size : KernelCall.SIZES) {
            Tensor x = Tensors.gaussian(Precision.FLOAT32, size, 1e38, size);
            vector.clamp(x, Float.MAX_VALUE);
            assertThat(vector.allFinite(x)).isTrue();
            for (int i : new int[] {0, size / 2, size - 1}) {
                for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                    if (size > 0) {
                        double good = x.getStored(i);
                        x.setStored(i, bad);
                        assertThat(vector.allFinite(x)).isFalse();
                        x.setStored(i, good);
                    }
                }
            }
        }
    }

    private static Tensor sumRows(Pointwise kernel, Tensor x) {
        Tensor out = Tensor.zeros(x.precision(), Shape.of(x.shape().extent(1)));
        out.fill(Double.NaN);
        kernel.sumRows(x, out);
        return out;
    }

    private static float[] rounded(Tensor x) {
        float[] values = new float[x.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) x.getStored(i);
        }
        return values;
    }

    private static Tensor from(Tensor x, int start) {
        return floats(Arrays.copyOfRange(FloatTensor.dataOf(x), start, x.size()));
    }
}
