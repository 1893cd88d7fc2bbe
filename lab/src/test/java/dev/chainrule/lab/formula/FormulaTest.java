package dev.chainrule.lab.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {
    private static final Map<String, Tensor> GIVEN = Map.of(
            "x", numbers(Shape.of(2, 3), 1, -2, 3, 4, 5, -6),
            "w", numbers(Shape.of(3, 2), 1, 0, 0, 1, 2, 2),
            "v", numbers(Shape.of(3), 1, 2, 4),
            "a", numbers(Shape.of(), 3),
            "i", numbers(Shape.of(2), 2, 0),
            "k", numbers(Shape.of(), 1),
            "p", numbers(Shape.of(1, 1, 2, 2), 1, 2, 3, 4));

    private static Tensor numbers(Shape shape, double... values) {
        return Tensor.of(Precision.FLOAT64, shape, values);
    }

    private static Formula.Recorded recorded(String text) {
        Formula formula = Formula.of(text);
        Tape tape = new Tape();
        return formula.on(tape, name -> {
            Tensor tensor = Objects.requireNonNull(GIVEN.get(name), name);
            return formula.positions().contains(name) ? tape.constant(tensor) : tape.variable(name, tensor);
        });
    }

    /// Expected values are NumPy's.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x + 1 | (2, 3) | 2 -1 4 5 6 -5",
                "1 - x | (2, 3) | 0 3 -2 -3 -4 7",
                "-x**2 | (2, 3) | -1 -4 -9 -16 -25 -36",
                "(-x)**2 | (2, 3) | 1 4 9 16 25 36",
                "2**-1 * x | (2, 3) | 0.5 -1 1.5 2 2.5 -3",
                "2**3**2 * a | () | 1536",
                "a - 1 - 1 | () | 1",
                "a / 2 / 3 | () | 0.5",
                "a - 2 * 3 + 4 / 2 | () | -1",
                "--a | () | 3",
                "a * -2 | () | -6",
                "x @ w | (2, 2) | 7 4 -8 -7",
                "x × w | (2, 2) | 7 4 -8 -7",
                "x.dot(w) | (2, 2) | 7 4 -8 -7",
                "np.matmul(x, w) | (2, 2) | 7 4 -8 -7",
                "x @ v | (2) | 9 -10",
                "x · v − 1 | (2, 3) | 0 -5 11 3 9 -25",
                "a² + a³ | () | 36",
                "mean(x, 0) | (3) | 2.5 1.5 -1.5",
                "np.mean(x, axis=0, keepdims=True) | (1, 3) | 2.5 1.5 -1.5",
                "x.mean(axis=1) | (2) | 0.6666666666666666 1",
                "x.sum() | () | 5",
                "sum(x, axis=(0, 1)) | () | 5",
                "numpy.sum(x, -1) | (2) | 2 3",
                "max(x, 1) | (2) | 3 5",
                "min(x) | () | -6",
                "max(0, x) | (2, 3) | 1 0 3 4 5 0",
                "np.maximum(x, 0) | (2, 3) | 1 0 3 4 5 0",
                "min(x, a*0) | (2, 3) | 0 -2 0 0 0 -6",
                "var(v) | () | 1.5555555555555556",
                "std(v)**2 | () | 1.5555555555555556",
                "x * (x > 0) | (2, 3) | 1 0 3 4 5 0",
                "where(x >= 1, x, 0.5*x) | (2, 3) | 1 -1 3 4 5 -3",
                "(v == 2) * v + (v != 2) * a + (v ≤ 1) * v | (3) | 4 2 3",
                "x.T | (3, 2) | 1 4 -2 5 3 -6",
                "x[0] | (3) | 1 -2 3",
                "x[-1, 1] | () | 5",
                "x[:, 1:3] | (2, 2) | -2 3 5 -6",
                "x[:, ::2] | (2, 2) | 1 3 4 -6",
                "x[..., 0] | (2) | 1 4",
                "v[:, None] * v | (3, 3) | 1 2 4 2 4 8 4 8 16",
                "v[np.newaxis, :] + a | (1, 3) | 4 5 7",
                "x[np.arange(2), i] | (2) | 3 4",
                "w[i] | (2, 2) | 2 2 1 0",
                "x.reshape(3, 2) | (3, 2) | 1 -2 3 4 5 -6",
                "x.reshape(-1) | (6) | 1 -2 3 4 5 -6",
                "np.reshape(x, (x.shape[1], -1)) | (3, 2) | 1 -2 3 4 5 -6",
                "p.transpose(0, 2, 3, 1).reshape(4, 1)[1, 0] * a | () | 6",
                "concatenate((v, v * 2), axis=0) | (6) | 1 2 4 2 4 8",
                "np.pad(v, 1) | (5) | 0 1 2 4 0",
                "pad(x, ((1, 0), (0, 0)), 'constant')[0] + v | (3) | 1 2 4",
                "one_hot(i, 3) * v | (2, 3) | 0 0 4 1 0 0",
                "N, D = x.shape; x.sum() / N / D * len(x) | () | 1.6666666666666667",
                "s = x.sum(); s -= 5; s *= 2; s + a | () | 3",
                "mean = x.mean(); mean - a | () | -2.1666666666666665",
                "abs(x) + square(x) | (2, 3) | 2 6 12 20 30 42",
                "sqrt(4) * np.exp(0) * a | () | 6",
                "exp(log(v)) | (3) | 1 2 4",
                "tanh(v - v) + sigmoid(v * 0) + relu(-v) | (3) | 0.5 0.5 0.5",
                "softmax(v * 0) * 3 | (3) | 1 1 1",
                "log_softmax(x * 0, axis=1)[0] * 0 + v | (3) | 1 2 4",
                "clip(x, -1, 2) | (2, 3) | 1 -1 2 2 2 -1",
                "np.array([[1, 2, 3]]) * v | (1, 3) | 1 4 12",
                "ones_like(x) * a + zeros((2, 3)) | (2, 3) | 3 3 3 3 3 3",
                "np.ones(3) * v | (3) | 1 2 4",
                "7 // 2 * a + 7 % 4 | () | 12",
                "convolution(p, p, padding=1)[0, 0, 1, 1] | () | 30",
                "max_pool(p, 2) + average_pool(p, 2) | (1, 1, 1, 1) | 6.5",
                "windows(p, 1) | (4, 1) | 1 2 3 4",
                "power(v, 2) + v.power(0.5) - v**0.5 | (3) | 1 4 16",
                "np.pi * 0 + a | () | 3",
                "1e-1 * a + .5 + 5. | () | 5.8",
                "x[k] | (3) | 4 5 -6",
                "v - v[k] | (3) | -1 0 2",
                "add(a, subtract(4, multiply(1, divide(6, 2)))) | () | 4"
            })
    void aFormulaIsWorthWhatNumPySays(String text, String shape, String values) {
        Variable result = recorded(text).result();
        assertThat(result.shape()).hasToString(shape);
        String[] words = values.strip().split(" ", -1);
        double[] actual = result.value().toArray();
        assertThat(actual).hasSize(words.length);
        for (int i = 0; i < words.length; i++) {
            assertThat(actual[i]).isCloseTo(Double.parseDouble(words[i]), within(1e-14));
        }
    }

    @Test
    void namesAreThoseUsedBeforeTheyAreAssigned() {
        Formula formula = Formula.of("c = x - mu; y = c * gamma[r]; y + c + one_hot(k, 3)");
        assertThat(formula.names()).containsExactly("x", "mu", "gamma", "r", "k");
        assertThat(formula.positions()).containsExactly("r", "k");
        assertThat(Formula.of("x = x + 1; x * 2").names()).containsExactly("x");
    }

    @Test
    void statementsGiveNamesAndCommentsMeanings() {
        Formula.Recorded recorded = recorded("""
            # over the batch
            mu = mean(x, 0)   # of each feature
            c = (x -
                 mu)          # centred
            """);
        assertThat(recorded.result().name()).isEqualTo("c");
        assertThat(recorded.result().meaning()).isEqualTo("centred");
        assertThat(Objects.requireNonNull(recorded.assigned().get("mu")).meaning())
                .isEqualTo("of each feature");
        assertThat(recorded.words().get(recorded.assigned().get("mu"))).isEqualTo("mean(x, 0)");
    }

    @Test
    void theWordsOfANodeIncludeItsParentheses() {
        Formula.Recorded recorded = recorded("(sum(x) - 3) / 3");
        assertThat(recorded.words().get(recorded.result())).isEqualTo("(sum(x) - 3) / 3");
    }

    @Test
    void gradientsFlowThroughAFormula() {
        Formula.Recorded recorded = recorded("mean((v - mean(v))**2)");
        Variable v = recorded.result().tape().variables().getFirst();
        assertThat(recorded.result().gradients().of(v).toArray())
                .containsExactly(new double[] {-8.0 / 9, -2.0 / 9, 10.0 / 9}, within(1e-15));
    }

    @Test
    void numbersAndShapesAreToldApart() {
        assertThat(Given.of("(4, 3)")).isEqualTo(new Given.OfShape(Shape.of(4, 3)));
        assertThat(Given.of("4,3")).isEqualTo(new Given.OfShape(Shape.of(4, 3)));
        assertThat(Given.of("(3,)")).isEqualTo(new Given.OfShape(Shape.of(3)));
        assertThat(Given.of("()")).isEqualTo(new Given.OfShape(Shape.of()));
        assertThat(((Given.Numbers) Given.of("-1.5e2")).numbers().toArray()).containsExactly(-150);
        Tensor matrix = ((Given.Numbers) Given.of("[[1, -2], [3, 4.5]]")).numbers();
        assertThat(matrix.shape()).isEqualTo(Shape.of(2, 2));
        assertThat(matrix.toArray()).containsExactly(1, -2, 3, 4.5);
        assertThat(((Given.Numbers) Given.of("[7]")).numbers().shape()).isEqualTo(Shape.of(1));
    }
}
