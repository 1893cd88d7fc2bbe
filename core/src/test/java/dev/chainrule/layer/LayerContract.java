package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.Tensors;
import dev.chainrule.Tolerance;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.GradientReport;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.UsedArrays;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every layer owes. A test of a layer implements this and has all of it checked.
interface LayerContract {

    /// A new layer; its parameters are the same in both precisions, up to rounding.
    Layer layer(Precision precision);

    /// Shapes of inputs that fit, also degenerate ones.
    List<Shape> inputs();

    /// Shapes that must be refused; empty if every shape fits.
    List<Shape> refused();

    /// The most terms that one element of output or gradient sums.
    int terms();

    @Test
    default void gradientsAgreeWithDifferencesAtTwoScales() {
        for (Shape input : inputs()) {
            for (double scale : new double[] {1, 0.01}) {
                Tensor x = Tensors.gaussian(Precision.FLOAT64, 70, scale, input.toArray());
                var reports = GradientCheck.layer(layer(Precision.FLOAT64), x, train(), new NumpyRandom(8));
                for (GradientReport report : reports) {
                    assertThat(report.passes(Tolerance.GRADIENT))
                            .as("%s, input %s of scale %s", report, input, scale)
                            .isTrue();
                    assertThat(report.skipped()).isLessThanOrEqualTo(Math.max(1, report.elements() / 20));
                }
            }
        }
    }

    @Test
    default void float32AgreesWithFloat64() {
        for (Shape input : inputs()) {
            List<Tensor> fast = run(Precision.FLOAT32, input);
            List<Tensor> exact = run(Precision.FLOAT64, input);
            for (int i = 0; i < fast.size(); i++) {
                Tolerance.assertClose(fast.get(i), exact.get(i), Tolerance.float32(terms()));
            }
        }
    }

    @Test
    default void theOutputHasTheShapeThatWasSaid() {
        for (Shape input : inputs()) {
            Layer layer = layer(Precision.FLOAT64);
            Tensor x = Tensors.gaussian(Precision.FLOAT64, 1, 1, input.toArray());
            assertThat(layer.forward(x, train()).output().shape()).isEqualTo(layer.outputShape(input));
        }
    }

    @Test
    default void shapesThatDoNotFitAreRefusedByName() {
        for (Shape wrong : refused()) {
            Tensor x = Tensor.zeros(Precision.FLOAT32, wrong);
            assertThatThrownBy(() -> layer(Precision.FLOAT32).forward(x, train()))
                    .isInstanceOf(ShapeMismatchException.class)
                    .hasMessageContaining(wrong.toString())
                    .hasMessageContaining("expected");
        }
    }

    @Test
    default void everyNumberOfThreadsGivesTheSameBits() {
        for (Shape input : inputs()) {
            List<Tensor> once = threads(1, input);
            for (int threads : new int[] {2, 3, 8}) {
                List<Tensor> again = threads(threads, input);
                for (int i = 0; i < once.size(); i++) {
                    assertThat(again.get(i).toArray())
                            .as("%d threads", threads)
                            .isEqualTo(once.get(i).toArray());
                }
            }
        }
    }

    @Test
    default void theInputAndTheUpstreamGradientAreNotChanged() {
        for (Precision precision : Precision.values()) {
            for (Shape input : inputs()) {
                Tensor x = Tensors.gaussian(precision, 3, 1, input.toArray());
                double[] before = x.toArray();
                Pass pass = layer(precision).forward(x, train());
                Tensor dy =
                        Tensors.gaussian(precision, 4, 1, pass.output().shape().toArray());
                double[] upstream = dy.toArray();
                pass.backward(dy);
                assertThat(x.toArray()).isEqualTo(before);
                assertThat(dy.toArray()).isEqualTo(upstream);
            }
        }
    }

    @Test
    default void parameterGradientsEqualThoseOfTheWholeBackward() {
        Layer layer = layer(Precision.FLOAT32);
        Tensor x = Tensors.gaussian(Precision.FLOAT32, 5, 1, inputs().getFirst().toArray());
        Pass pass = layer.forward(x, train());
        Tensor dy =
                Tensors.gaussian(Precision.FLOAT32, 6, 1, pass.output().shape().toArray());
        Gradients whole = pass.backward(dy);
        Gradients parts = pass.parameterGradients(dy);
        for (Parameter parameter :
                layer.parameters().stream().filter(Parameter::isTrained).toList()) {
            assertThat(parts.of(parameter).toArray())
                    .isEqualTo(whole.of(parameter).toArray());
        }
    }

    @Test
    default void aFrozenLayerStaysAsItIsAndSendsTheRightGradientThrough() {
        Layer layer = layer(Precision.FLOAT64);
        Tensor x = Tensors.gaussian(Precision.FLOAT64, 7, 1, inputs().getFirst().toArray());
        layer.forward(x, train());
        layer.freeze();
        List<double[]> before =
                layer.buffers().stream().map(buffer -> buffer.value().toArray()).toList();
        var reports = GradientCheck.layer(layer, x, train(), new NumpyRandom(9));
        assertThat(reports)
                .allSatisfy(report -> assertThat(report.passes(Tolerance.GRADIENT))
                        .as("%s", report)
                        .isTrue());
        assertThat(layer.parameters()).noneMatch(Parameter::isTrained);
        assertThat(layer.buffers().stream().map(buffer -> buffer.value().toArray()))
                .containsExactlyElementsOf(before);
    }

    @Test
    default void whatIsLeftInUsedArraysDoesNotShow() {
        for (Precision precision : Precision.values()) {
            for (Shape input : inputs()) {
                List<double[]> expected =
                        run(precision, input).stream().map(Tensor::toArray).toList();
                Workspace workspace = new Workspace();
                workspace.run(() -> run(precision, input));
                UsedArrays.spoil(workspace);
                List<Tensor> found = workspace.run(() -> run(precision, input));
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(found.get(i).toArray())
                            .as("result %s for %s", i, input)
                            .isEqualTo(expected.get(i));
                }
            }
        }
    }

    private List<Tensor> threads(int threads, Shape input) {
        try (Parallel parallel = Parallel.ofThreads(threads)) {
            List<Tensor> results = new ArrayList<>();
            Parallel.with(parallel, () -> results.addAll(run(Precision.FLOAT32, input)));
            return results;
        }
    }

    private List<Tensor> run(Precision precision, Shape input) {
        Layer layer = layer(precision);
        Pass pass = layer.forward(Tensors.gaussian(precision, 1, 1, input.toArray()), train());
        Gradients gradients = pass.backward(
                Tensors.gaussian(precision, 2, 1, pass.output().shape().toArray()));
        List<Tensor> results = new ArrayList<>(List.of(pass.output(), gradients.input()));
        layer.parameters().forEach(parameter -> results.add(gradients.of(parameter)));
        return results;
    }

    private static Mode train() {
        return new Mode.Train(RandomKey.of(0));
    }
}
