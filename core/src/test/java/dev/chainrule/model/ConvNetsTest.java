package dev.chainrule.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.check.CheckReport;
import dev.chainrule.check.CheckSettings;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Pass;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.zoo.ConvNets;
import dev.chainrule.zoo.Models;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvNetsTest {
    private static final Shape IMAGE = Shape.of(3, 16, 16);

    static Stream<ModelSpec> nets() {
        return Stream.of(
                Models.threeLayerConvNet(IMAGE, 5, 7, 20, 10, 1e-1),
                ConvNets.plain(IMAGE, List.of(8, 16), 20, 10),
                ConvNets.twoConvolutions(IMAGE, new Initializer.FanInUniform(), new Initializer.Constant(0), 10),
                ConvNets.whitened(IMAGE, List.of(8, 16), 10),
                ConvNets.vgg(IMAGE, List.of(16, 24), 2, 10),
                ConvNets.fast(IMAGE, 8, List.of(16, 32), 10),
                ConvNets.resNet(IMAGE, List.of(16, 32), 2, 10));
    }

    private static List<Tensor> step(ModelSpec spec, Precision precision) {
        Model model = ModelBuilder.build(spec.withPrecision(precision), new NumpyRandom(1));
        model.parameters().stream()
                .filter(Parameter::isUnfitted)
                .map(Parameter::value)
                .forEach(value -> value.copyFrom(
                        Tensors.gaussian(precision, 5, 0.3, value.shape().toArray())));
        Pass pass = model.forward(Tensors.gaussian(precision, 2, 1, 6, 3, 16, 16), new Mode.Train(RandomKey.of(3)));
        Gradients gradients = pass.parameterGradients(Tensors.gaussian(precision, 4, 1, 6, 10));
        List<Tensor> results = new ArrayList<>(List.of(pass.output()));
        model.parameters().stream()
                .filter(Parameter::isTrained)
                .forEach(parameter -> results.add(gradients.of(parameter)));
        return results;
    }

    @ParameterizedTest
    @MethodSource("nets")
    void bothPrecisionsComputeTheSame(ModelSpec spec) {
        List<Tensor> fast = step(spec, Precision.FLOAT32);
        List<Tensor> exact = step(spec, Precision.FLOAT64);
        assertThat(fast.getFirst().shape()).isEqualTo(Shape.of(6, 10));
        double largest =
                exact.stream().skip(1).mapToDouble(ConvNetsTest::largest).max().orElseThrow();
        for (int i = 0; i < fast.size(); i++) {
            // A unit near its kink may fall on the other side; gradients that vanish in theory have no scale of their
            // own.
            double scale = i == 0 ? largest(exact.getFirst()) : largest;
            Tolerance.assertClose(scaled(fast.get(i), scale), scaled(exact.get(i), scale), 5e-3);
        }
    }

    /// The tensor divided by a scale, with a 1 for the comparison to hold on to.
    private static Tensor scaled(Tensor tensor, double scale) {
        double[] values = new double[tensor.size() + 1];
        for (int i = 0; i < tensor.size(); i++) {
            values[i] = tensor.getStored(i) / scale;
        }
        values[tensor.size()] = 1;
        return Tensor.of(Precision.FLOAT64, Shape.of(values.length), values);
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (int i = 0; i < tensor.size(); i++) {
            largest = Math.max(largest, Math.abs(tensor.getStored(i)));
        }
        return largest;
    }

    @ParameterizedTest
    @MethodSource("nets")
    void everyNumberOfThreadsGivesTheSameBits(ModelSpec spec) {
        List<Tensor> once = step(spec, Precision.FLOAT32);
        for (int threads : new int[] {2, 3, 8}) {
            try (Parallel parallel = Parallel.ofThreads(threads)) {
                List<Tensor> again = Parallel.with(parallel, () -> step(spec, Precision.FLOAT32));
                for (int i = 0; i < once.size(); i++) {
                    assertThat(again.get(i).toArray()).isEqualTo(once.get(i).toArray());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("nets")
    void gradientsAgreeWithDifferences(ModelSpec spec) {
        CheckReport report = GradientCheck.of(
                        ModelBuilder.build(spec, new NumpyRandom(1)),
                        SoftmaxCrossEntropy.of(),
                        List.of(WeightPenalty.HalfL2.of(0.01)))
                .with(CheckSettings.defaults().withScales(1).withSamples(2))
                .run(Tensors.gaussian(Precision.FLOAT64, 2, 1, 3, 3, 16, 16), 0, 7, 2);
        assertThat(report.passed()).as("%s", report).isTrue();
    }
}
