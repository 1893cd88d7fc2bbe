package dev.chainrule.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tolerance;
import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.layer.DegenerateSizes.Case;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The smallest shapes of all layers: each is computed in both precisions to the same numbers, or refused in both by
/// the same line. With `-Dchainrule.sizes=all` all shapes are tried, otherwise one of 40.
class DegenerateSizesTest {
    private static final boolean ALL = "all".equals(System.getProperty("chainrule.sizes"));
    private static final int ONE_OF = 40;

    /// Of the largest number, or of 1: sums of a few terms in float.
    private static final double TOLERANCE = 2e-5;

    private final List<String> troubles = new ArrayList<>();
    private final Set<String> computed = new HashSet<>();
    private int refused;

    @Test
    void everyShapeIsComputedOrRefusedByALine() {
        RandomGenerator random = RandomKey.of(13).generator();
        DegenerateSizes.all()
                .filter(each ->
                        random.nextInt(ONE_OF) == 0 || ALL || each.input().rank() != 4)
                .forEach(this::run);
        assertThat(troubles).isEmpty();
        assertThat(computed).containsExactlyInAnyOrderElementsOf(Catalogue.LAYERS.ids());
        assertThat(refused).isPositive();
    }

    /// Scores of no example or of no class are refused, since there is no mean of them.
    @Test
    void lossesOfSmallShapesAreComputedOrRefusedByALine() throws ReflectiveOperationException {
        for (String id : Catalogue.LOSSES.ids()) {
            Class<? extends Loss> type = Catalogue.LOSSES.type(id);
            Loss loss = (Loss)
                    (type.getRecordComponents().length == 0
                            ? type.getConstructor().newInstance()
                            : type.getMethod("of").invoke(null));
            for (int n = 0; n <= 3; n++) {
                for (int k = 0; k <= 3; k++) {
                    lossOf(loss, n, k);
                }
            }
        }
    }

    private static void lossOf(Loss loss, int n, int k) {
        int[] labels =
                IntStream.range(0, n).map(i -> k - 1 - i % Math.max(1, k)).toArray();
        List<LossPass> passes = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            Tensor scores = Tensor.zeros(precision, Shape.of(n, k));
            fill(scores, 4);
            if (scores.size() == 0) {
                assertThatThrownBy(() -> loss.forward(scores, labels))
                        .isInstanceOf(ShapeMismatchException.class)
                        .hasMessage("%s: scores (%s, %s) do not fit a mean; expected (N, K) with N and K at least 1"
                                .formatted(loss.getClass().getSimpleName(), n, k));
            } else {
                passes.add(loss.forward(scores, labels));
            }
        }
        if (!passes.isEmpty()) {
            double exact = passes.getLast().value();
            assertThat(passes.getFirst().value()).isCloseTo(exact, within(TOLERANCE * Math.max(1, exact)));
            Tolerance.assertClose(passes.getFirst().dscores(), passes.getLast().dscores(), TOLERANCE);
        }
    }

    private void run(Case each) {
        for (Mode mode : DegenerateSizes.modes(each)) {
            List<String> refusals = new ArrayList<>();
            List<List<Tensor>> results = new ArrayList<>();
            for (Precision precision : Precision.values()) {
                try {
                    results.add(results(each, mode, precision));
                } catch (IllegalArgumentException e) {
                    refusals.add(String.valueOf(e.getMessage()));
                } catch (RuntimeException e) {
                    trouble(each, mode, precision + " " + e);
                }
            }
            if (refusals.isEmpty() && results.size() == 2) {
                computed.add(each.id());
                compare(each, mode, results.getFirst(), results.getLast());
            } else if (refusals.size() == 2) {
                refused++;
                checkLine(each, mode, refusals);
            } else {
                trouble(each, mode, "refused in one precision alone: " + refusals);
            }
        }
    }

    private void checkLine(Case each, Mode mode, List<String> lines) {
        String line = lines.getFirst();
        if (!lines.getLast().equals(line)) {
            trouble(each, mode, "other words in the other precision: " + lines);
        }
        if (!line.matches("[A-Z]\\w+( \\d+)?: .*expected .*") || line.contains("\n") || line.contains("-")) {
            trouble(each, mode, "no line of the usual form: " + line);
        }
    }

    private static List<Tensor> results(Case each, Mode mode, Precision precision) {
        Layer layer = new Build(each.input(), precision, RandomKey.of(5).generator()).sequence(List.of(each.spec()));
        layer.parameters().stream().filter(Parameter::isUnfitted).forEach(parameter -> fill(parameter.value(), 7));
        Tensor x = Tensor.zeros(precision, each.input());
        fill(x, 1);
        Pass pass = layer.forward(x, mode);
        List<Tensor> results = new ArrayList<>();
        results.add(pass.output());
        assertThat(pass.output().shape()).isEqualTo(layer.outputShape(each.input()));
        Tensor dy = Tensor.zeros(precision, pass.output().shape());
        fill(dy, 2);
        Gradients gradients = pass.backward(dy);
        results.add(gradients.input());
        assertThat(gradients.input().shape()).isEqualTo(each.input());
        Gradients alone = pass.parameterGradients(dy);
        for (Parameter parameter : layer.parameters()) {
            results.add(gradients.of(parameter));
            if (parameter.isTrained()) {
                results.add(alone.of(parameter));
            }
        }
        layer.buffers().forEach(buffer -> results.add(buffer.value()));
        return results;
    }

    /// Numbers that float holds exactly, so that the largest of a window is the same in both precisions.
    private static void fill(Tensor tensor, long seed) {
        RandomGenerator random = RandomKey.of(seed).generator();
        for (int i = 0; i < tensor.size(); i++) {
            tensor.setStored(i, (float) random.nextGaussian());
        }
    }

    private void compare(Case each, Mode mode, List<Tensor> ones, List<Tensor> others) {
        for (int t = 0; t < ones.size(); t++) {
            double[] one = ones.get(t).toArray();
            double[] other = others.get(t).toArray();
            double largest = 1;
            for (double value : other) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < one.length; i++) {
                if (!(Math.abs(one[i] - other[i]) <= TOLERANCE * largest)) {
                    trouble(each, mode, "tensor %s: %s is not %s".formatted(t, one[i], other[i]));
                    return;
                }
            }
        }
    }

    private void trouble(Case each, Mode mode, String what) {
        if (troubles.size() < 40) {
            troubles.add(each + " " + mode + ": " + what);
        }
    }
}
