package dev.chainrule.lab.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.formula.Formula;
import dev.chainrule.lab.formula.FormulaException;
import dev.chainrule.lab.formula.Given;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaDerivationTest {

    private static Derivation derivation(long seed, String formula, String given) {
        Map<String, Given> numbers = new LinkedHashMap<>();
        for (String one : List.of(given.strip().split("; ", -1))) {
            String[] parts = one.split("=", 2);
            numbers.put(parts[0], Given.of(parts[1]));
        }
        Given dy = numbers.remove("dy");
        return FormulaDerivation.of(Formula.of(formula), numbers, Optional.ofNullable(dy), seed);
    }

    private static List<String> formulas(Derivation derivation) {
        return derivation.graph().nodes().stream().map(Node::formula).toList();
    }

    private static String gradientOf(Derivation derivation, String name) {
        return derivation.graph().nodes().stream()
                .filter(node -> node.name().equals(name))
                .map(Node::gradientFormula)
                .findFirst()
                .orElse("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x - mean(x, 0) | x=(4,3)",
                "(x - mean(x, 0)) / sqrt(var(x, 0) + 1e-5) * gamma + beta | x=(4,3); gamma=(3,); beta=(3,)",
                "(x - mean(x, 1, keepdims=True)) / sqrt(var(x, 1, keepdims=True) + 1e-5) | x=(3,4)",
                "p = softmax(s, 1); -mean(log(p[arange(3), y])) | s=(3,4); y=[0, 2, 1]",
                "-s[y] + log(sum(exp(s))) | s=(4,); y=[2]",
                "0.5 * reg * sum(W**2) | W=(3,2); reg=0.1",
                "x @ w + b | x=(3,4); w=(4,2); b=(2,)",
                "max(0, x) | x=(3,4)",
                "1 / (1 + exp(-x)) | x=(2,3)",
                "m = maximum(0, s - s[arange(3), y][:, None] + 1); (sum(m) - 3) / 3 | s=(3,4); y=[0, 2, 1]",
                "x*y + z | x=-2; y=5; z=-4",
                "relu(x @ W1 + b1) @ W2 + b2 | x=(2,3); W1=(3,4); b1=(4,); W2=(4,2); b2=(2,)",
                "x.reshape(2, 2, -1).transpose(1, 0, 2).max(axis=-1) | x=(2,6)",
                "convolution(pad(x, ((0,0),(0,0),(1,1),(1,1))), w) + b.reshape(1, -1, 1, 1)|x=(1,2,3,3); w=(2,2,3,3);"
                        + " b=(2,)",
                "max_pool(x, 2) + average_pool(x, 2) | x=(2,1,4,4)",
                "concatenate((x, x * 2))[1:3].T @ x[::2] | x=(4,2)",
                "tanh(x) + erf(x) + abs(x) - minimum(x, 1) | x=(2,2)",
                "x.T @ y | x=(5,); y=(5,)",
                "A @ B | A=(2,2,3); B=(3,2)",
                "where(x > 0, x, a * x) | x=(3,3); a=(3,)"
            })
    void gradientsAgreeWithDifferencesAndWithAllDerivatives(String formula, String given) {
        for (long seed = 0; seed < 5; seed++) {
            Derivation derivation = derivation(seed, formula, given);
            assertThat(derivation.agreements()).isNotEmpty().allMatch(Agreement::holds);
            assertThat(derivation.agreements().getLast().form()).contains("central differences");
        }
        String page = HtmlRenderer.render(derivation(0, formula, given).report());
        assertThat(page).contains("<svg").doesNotContain("NaN");
    }

    @Test
    void theExampleOfTheNotesForksAndJoins() {
        Derivation derivation = derivation(0, "x - mean(x, 0)", "x=[[1, 2], [3, 6]]; dy=[[1, 0], [0, 0]]");
        assertThat(formulas(derivation)).containsExactly("x", "a = mean↓ x", "y = x − a");
        assertThat(gradientOf(derivation, "a")).isEqualTo("da = −Σ↓ dy");
        assertThat(gradientOf(derivation, "x")).isEqualTo("dx = dy + da / 2");
        assertThat(derivation.steps().getFirst().gradient()).isEqualTo(List.of(List.of(0.5, 0.0), List.of(-0.5, 0.0)));
        assertThat(derivation.text()).contains("""
            ∂y/∂x  (2, 2) × (2, 2), 16 derivatives
                 0.5   0.0  -0.5   0.0
                 0.0   0.5   0.0  -0.5
                -0.5   0.0   0.5   0.0
                 0.0  -0.5   0.0   0.5

              dy contracted with it is dx, differing by 0:
                 0.5   0.0
                -0.5   0.0
            """);
        Node.Input broadcast = derivation.graph().last().inputs().getLast();
        assertThat(broadcast.forward()).isEqualTo("(2) → (2, 2)");
        assertThat(broadcast.back()).isEqualTo("Σ↓");
        assertThat(derivation.graph().nodes().get(1).inputs().getFirst().back()).isEqualTo("to 2 each");
    }

    @Test
    void anyTapeIsDerived() {
        Tape tape = new Tape();
        Variable x = tape.variable("x", Tensor.of(Precision.FLOAT64, Shape.of(3), 1, 2, 6));
        Variable y = x.minus(x.mean().named("μ", "mean")).square().sum().named("v", "spread");
        Derivation derivation = Derivation.of(y);
        assertThat(formulas(derivation)).containsExactly("x", "μ = mean x", "a = x − μ", "b = a²", "v = Σ b");
        assertThat(derivation.text())
                .contains("v on a tape", "mean  one number")
                .doesNotContain("DIFFERS");
        assertThat(derivation.drawing()).startsWith("<svg");
        assertThatThrownBy(() -> Derivation.of(x))
                .isInstanceOf(ShapeMismatchException.class)
                .hasMessage("Derivation: value (3) does not fit a single number; expected one, or of(output, dy)");
        Variable single = new Tape().variable("x", Tensor.of(Precision.FLOAT32, Shape.of(), 2));
        assertThatThrownBy(() -> Derivation.of(single.square())).hasMessageContaining("expected float64");
    }

    @Test
    void valuesOfUpToFourAxesAreReadable() {
        String text = derivation(0, "x * 2", "x=[[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]]")
                .text();
        assertThat(text).contains("""
             1  x                                 (1, 2, 2, 2)
                  1  2
                  3  4

                  5  6
                  7  8
            """);
        assertThat(derivation(0, "x * 2", "x=3").text())
                .contains("1  x                                 one number\n      3\n");
    }

    @Test
    void longValuesAreCutAndSaySo() {
        Derivation derivation = derivation(0, "x * 2", "x=(3,40)");
        assertThat(derivation.text()).contains("(3, 40), shown in part", "…");
        assertThat(derivation.steps().getFirst().value().getFirst()).hasSize(40);
        assertThat(derivation(0, "sum(x)", "x=(12,3,3,30)").agreements()).allMatch(Agreement::holds);
    }

    @Test
    void kinksAreLeftOutOfDifferences() {
        Derivation derivation = derivation(0, "sum(abs(x))", "x=[0, 1, -2]");
        assertThat(derivation.agreements().getLast().form())
                .isEqualTo("central differences of the forward, 1 at a kink left out");
        assertThat(derivation.agreements().getLast().holds()).isTrue();
    }

    @Test
    void randomNumbersAreAboveZeroWhereTheFormulaNeedsThat() {
        Derivation derivation = derivation(0, "sum(log(x))", "x=(3,3)");
        assertThat(derivation.text()).contains("above 0 because parts of the formula are not defined below");
        assertThat(derivation.agreements()).allMatch(Agreement::holds);
        assertThatThrownBy(() -> derivation(0, "log(x) + z", "x=[1, -2]; z=(2,)"))
                .isInstanceOf(FormulaException.class)
                .hasMessage("'log(x)' is no number where its input is -2; expected finite numbers. Give others");
    }

    @Test
    void numbersThatAreOnlyPutElsewhereAreOneNode() {
        Derivation derivation = derivation(0, "s[arange(2), y][:, None] * 2", "s=(2,3); y=[2, 0]");
        assertThat(formulas(derivation)).containsExactly("s", "a = s[arange(2), y][:, None]", "b = a·2");
        assertThat(gradientOf(derivation, "s")).isEqualTo("ds = da where it was taken, else 0");
        Derivation twice = derivation(0, "z = windows(x, 2); z**3", "x=(1,1,3,3)");
        assertThat(formulas(twice)).containsExactly("x", "z = windows(x, 2)", "y = z^3");
        assertThat(gradientOf(twice, "x")).isEqualTo("dx = sum of dz where it was taken");
        assertThat(gradientOf(twice, "z")).isEqualTo("dz = 3·z^2·dy");
    }

    @Test
    void namesThatAreTakenAreNotGivenAgain() {
        Derivation derivation = derivation(0, "a = x * y; (a + 1) * (a + 2)", "x=2; y=3");
        assertThat(formulas(derivation)).containsExactly("x", "y", "a = x·y", "b = a + 1", "c = a + 2", "e = b·c");
        assertThat(gradientOf(derivation, "a")).isEqualTo("da = dc + db");
        Derivation again = derivation(0, "x = x * 2; x = x * 3", "x=2");
        assertThat(formulas(again)).containsExactly("x", "x′ = x·2", "x′′ = x′·3");
    }

    @Test
    void missingNumbersAndPositionsAreNamed() {
        assertThatThrownBy(() -> derivation(0, "x + z", "x=2"))
                .hasMessage("'z' has no numbers; expected some for each of x, z");
        assertThatThrownBy(() -> derivation(0, "x > 0", "x=2"))
                .hasMessage(
                        "no gradient flows from the result to any name; expected a formula whose result changes with"
                                + " its names");
        assertThatThrownBy(() -> derivation(0, "x[r]", "x=(3,); r=(2,)"))
                .hasMessage("'r' stands for positions and has only a shape; expected whole numbers, such as [0, 2, 1]");
    }
}
