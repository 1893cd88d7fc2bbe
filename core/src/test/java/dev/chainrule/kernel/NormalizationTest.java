package dev.chainrule.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.kernel.Standardization.Epilogue;
import dev.chainrule.kernel.reference.ReferenceNormalization;
import dev.chainrule.kernel.vector.VectorNormalization;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalizationTest {
    private static final Normalization VECTOR = new VectorNormalization();
    private static final Normalization REFERENCE = new ReferenceNormalization();

    @ParameterizedTest
    @CsvSource({"20,1", "9,7", "100,100", "2000,64", "40000,3", "6,3072", "3,40000"})
    void featuresAreTheSameInBothPrecisionsAndForEveryNumberOfThreads(int rows, int features) {
        for (Epilogue epilogue : new Epilogue[] {Epilogue.NONE, Epilogue.RELU}) {
            assertFeaturesAreTheSame(epilogue, rows, inputs(rows, features));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,2,2", "2,3,6,4", "3,17,4,2", "1,33,2,10", "3,100,6,6", "50,16,32,32", "2,64,56,56", "9,700,4,4"})
    void pooledFeaturesAreTheSameInBothPrecisionsAndForEveryNumberOfThreads(
            int examples, int channels, int height, int width) {
        Tensor[] inputs = {
            Tensors.gaussian(Precision.FLOAT32, 1, 2, examples, channels, height, width),
            Tensors.gaussian(Precision.FLOAT32, 2, 1, examples, channels, height / 2, width / 2),
            Tensors.gaussian(Precision.FLOAT32, 3, 1, channels),
            Tensors.gaussian(Precision.FLOAT32, 4, 1, channels)
        };
        assertFeaturesAreTheSame(Epilogue.RELU_AND_POOL, examples * height * width, inputs);
    }

    private static void assertFeaturesAreTheSame(Epilogue epilogue, int rows, Tensor[] inputs) {
        Tensor[] exact = features(REFERENCE, epilogue, converted(inputs));
        Tensor[] fast = features(VECTOR, epilogue, inputs);
        assertAgreement(fast, exact, rows);
        Threads.assertSameBits(() -> floats(features(VECTOR, epilogue, inputs)));
    }

    @ParameterizedTest
    @CsvSource({"1,1,20,1", "3,1,17,1", "100,1,100,1", "1000,1,64,1", "64,64,48,4", "500,9,32,32", "2,1,40000,8"})
    void groupsAreTheSameInBothPrecisionsAndForEveryNumberOfThreads(
            int examples, int pixels, int channels, int groups) {
        GroupGeometry geometry = new GroupGeometry(examples, pixels, channels, groups);
        Tensor[] inputs = inputs(examples * pixels, channels);
        assertAgreement(
                groups(VECTOR, geometry, inputs),
                groups(REFERENCE, geometry, converted(inputs)),
                Math.max(examples * pixels, geometry.sizeOfGroup()));
        Threads.assertSameBits(() -> floats(groups(VECTOR, geometry, inputs)));
    }

    @Test
    void constantStatisticsMakeTheBackwardPassAMultiplication() {
        Tensor[] inputs = inputs(30, 18);
        Tensor[] exact = fixed(REFERENCE, converted(inputs));
        assertAgreement(fixed(VECTOR, inputs), exact, 30);
        Tensor[] again = converted(inputs);
        assertThat(exact[0].get(4, 5))
                .isCloseTo(again[1].get(4, 5) * again[2].getStored(5) / Math.sqrt(2 + 1e-5), within(1e-15));
    }

    /// x, dy, gamma, beta.
    private static Tensor[] inputs(int rows, int columns) {
        return new Tensor[] {
            Tensors.gaussian(Precision.FLOAT32, 1, 2, rows, columns),
            Tensors.gaussian(Precision.FLOAT32, 2, 1, rows, columns),
            Tensors.gaussian(Precision.FLOAT32, 3, 1, columns),
            Tensors.gaussian(Precision.FLOAT32, 4, 1, columns)
        };
    }

    private static Tensor[] converted(Tensor[] tensors) {
        Tensor[] exact = new Tensor[tensors.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = Tensors.converted(tensors[i], Precision.FLOAT64);
        }
        return exact;
    }

    /// Only those whose bits can be compared as floats.
    private static Tensor[] floats(Tensor[] results) {
        return java.util.Arrays.stream(results)
                .filter(tensor -> tensor.precision() == Precision.FLOAT32)
                .toArray(Tensor[]::new);
    }

    private static Tensor[] features(Normalization kernel, Epilogue epilogue, Tensor[] in) {
        Shape features = in[2].shape();
        Tensor mean = Tensor.zeros(Precision.FLOAT64, features);
        Tensor variance = Tensor.zeros(Precision.FLOAT64, features);
        kernel.featureStatistics(in[0], mean, variance);
        Standardization scaling = new Standardization(mean, variance, 1e-5, in[2], in[3], epilogue);
        Tensor y = zeros(in[1]);
        kernel.standardize(in[0], scaling, y);
        Tensor[] gradients = {zeros(in[0]), zeros(in[2]), zeros(in[2])};
        kernel.batchGradients(in[0], scaling, BackwardForm.SIMPLIFIED, in[1], gradients[0], gradients[1], gradients[2]);
        return new Tensor[] {mean, variance, y, gradients[0], gradients[1], gradients[2]};
    }

    private static Tensor[] groups(Normalization kernel, GroupGeometry geometry, Tensor[] in) {
        Tensor mean = Tensor.zeros(Precision.FLOAT64, geometry.statistics());
        Tensor variance = Tensor.zeros(Precision.FLOAT64, geometry.statistics());
        Tensor y = zeros(in[0]);
        kernel.groups(in[0], geometry, 1e-5, in[2], in[3], mean, variance, y);
        Tensor[] gradients = {zeros(in[0]), zeros(in[2]), zeros(in[2])};
        kernel.groupGradients(
                in[0], geometry, 1e-5, in[2], mean, variance, in[1], gradients[0], gradients[1], gradients[2]);
        return new Tensor[] {mean, variance, y, gradients[0], gradients[1], gradients[2]};
    }

    private static Tensor[] fixed(Normalization kernel, Tensor[] in) {
        Tensor mean = Tensor.zeros(Precision.FLOAT64, in[2].shape());
        Tensor variance = Tensor.zeros(Precision.FLOAT64, in[2].shape());
        variance.fill(2);
        Standardization scaling = new Standardization(mean, variance, 1e-5, in[2], in[3], Epilogue.NONE);
        Tensor[] gradients = {zeros(in[0]), zeros(in[2]), zeros(in[2])};
        kernel.fixedGradients(in[0], scaling, in[1], gradients[0], gradients[1], gradients[2]);
        return gradients;
    }

    private static Tensor zeros(Tensor like) {
        return Tensor.zeros(like.precision(), like.shape());
    }

    private static void assertAgreement(Tensor[] fast, Tensor[] exact, int terms) {
        for (int i = 0; i < fast.length; i++) {
            Tensor wide = Tensors.converted(fast[i], Precision.FLOAT64);
            Tolerance.assertClose(wide, exact[i], Tolerance.float32(terms));
        }
    }
}
