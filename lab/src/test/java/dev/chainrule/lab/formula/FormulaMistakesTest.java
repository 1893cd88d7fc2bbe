package dev.chainrule.lab.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.chainrule.random.RandomKey;
import dev.chainrule.tape.Tape;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of formulas that are wrong: one line, with the place and what was expected.
class FormulaMistakesTest {
    private static final Map<String, Shape> SHAPES = Map.of(
            "x", Shape.of(4, 3),
            "w", Shape.of(2, 3),
            "v", Shape.of(4),
            "a", Shape.of(),
            "i", Shape.of(4),
            "n", Shape.of(60));

    private static void record(String text) {
        Formula formula = Formula.of(text);
        Tape tape = new Tape();
        formula.on(tape, name -> {
            Tensor ones = Tensor.zeros(Precision.FLOAT64, SHAPES.getOrDefault(name, Shape.of(4, 3)));
            ones.fill(name.equals("i") ? 5 : 1);
            return formula.positions().contains(name) ? tape.constant(ones) : tape.variable(name, ones);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "x - men(x, 0)|column 5, 'men': is no function; expected one such as mean or exp. Did you mean 'mean'?",
                "x - mean(x, 2)|column 5, 'mean(x, 2)': axis 2 does not fit shape (4, 3); expected -2 to 1",
                "x / sum(x, 1)|column 1, 'x / sum(x, 1)': shape (4, 3) does not fit shape (4); expected extents that"
                        + " are equal or 1, counted from the last. Write sum(x, 1, keepdims=True)",
                "mu = mean(x, 1); x - mu|column 18, 'x - mu': shape (4, 3) does not fit shape (4); expected extents"
                        + " that are equal or 1, counted from the last. Write mean(x, 1, keepdims=True)",
                "x * v|column 1, 'x * v': shape (4, 3) does not fit shape (4); expected extents that are equal or 1,"
                        + " counted from the last. Write v[:, None]",
                "x + w|column 1, 'x + w': shape (4, 3) does not fit shape (2, 3); expected extents that are equal or 1,"
                        + " counted from the last",
                "x @ w|column 1, 'x @ w': shape (4, 3) does not fit shape (2, 3); expected (n, k) and (k, m), but k is"
                        + " 3 and 2. Write x @ w.T",
                "a @ x|column 1, 'a @ x': shape () does not fit shape (4, 3); expected arrays of at least one axis."
                        + " Write * for numbers",
                "x - mean(x, 0|at the end, after 'x - mean(x, 0': it stops; expected an operator, ',' or ')'",
                "x -|at the end, after 'x -': it stops; expected a name, a number or '('",
                "x v|column 3, 'v': is one too many here; expected an operator, ';' or the end",
                "x + )|column 5, ')': is one too many here; expected a name, a number or '('",
                "2x|column 1, '2x': is neither a number nor a name; expected an operator between, such as 2*x",
                "x ^ 2|column 3, '^': is no part of a formula; expected an operator. Write ** for a power",
                "x if x else v|column 3, 'if': is no part of a formula; expected a formula. Write where(condition, a,"
                        + " b)",
                "(0 < x) and (x < 1)|column 9, 'and': is no part of a formula; expected an operator. Write (a > 0) *"
                        + " (b > 0)",
                "0 < x < 1|column 7, '<': is one too many here; expected one comparison; multiply two of them, as in"
                        + " (0 < x) * (x < 1)",
                "x + 1 = 3|column 1, 'x + 1': stands left of '='; expected a name there, or == for a comparison",
                "x $ 3|column 3, '$': is no character of a formula; expected names, numbers, operators and parentheses",
                "x(3)|column 1, 'x': is no function; expected one of exp, log",
                "(x)(3)|column 2, 'x': is no function; expected an operator before '('",
                "x.foo|column 1, 'x.foo': '.foo' is unknown; expected .T, .shape, .size, .ndim or a function with '('",
                "np.foo * x|column 1, 'np.foo': is unknown; expected np.pi, np.e, np.newaxis or a function with '('",
                "mean(x, axes=0)|column 14, '0': 'axes=' is unknown; expected mean(x, axis=None, keepdims=False). Did"
                        + " you mean 'axis'?",
                "mean(x, 0, axis=1)|column 17, '1': 'axis=' is given twice; expected mean(x, axis=None,"
                        + " keepdims=False)",
                "mean(axis=0)|column 1, 'mean(axis=0)': has no x; expected mean(x, axis=None, keepdims=False)",
                "exp(x, 3)|column 8, '3': is one too many; expected exp(x)",
                "mean(x, 0, 1)|column 12, '1': is a plain number; expected True or False",
                "mean(x, 0.5)|column 9, '0.5': is a plain number; expected a whole number such as 1",
                "x[5]|column 3, '5': position 5 does not fit axis 0 of shape (4, 3); expected -4 to 3",
                "x[0, 0, 0]|column 1, 'x[0, 0, 0]': 3 positions do not fit shape (4, 3); expected at most 2",
                "x[3:1]|column 3, '3:1': takes nothing of axis 0 of shape (4, 3); expected a range inside of 0:4 with a"
                        + " step of at least 1",
                "x[]|column 3, ']': is one too many here; expected a position, such as 0 or 1:3",
                "x[x > 0]|column 3, 'x > 0': is computed and no list of positions; expected one such as [0, 2, 1]."
                        + " Write x * mask or where(mask, x, 0) for a mask",
                "x[arange(4), i]|column 14, 'i': position 5 does not fit an axis of extent 3; expected 0 to 2",
                "x[arange(3), i]|column 1, 'x[arange(3), i]': 3 rows and 4 columns do not fit shape (4, 3); expected"
                        + " one of each row of (N, K)",
                "x.reshape(5)|column 1, 'x.reshape(5)': shape (4, 3) has 12 numbers and does not fit (5); expected as"
                        + " many, -1 for what is left",
                "transpose(x, (0, 0))|column 1, 'transpose(x, (0, 0))': the order of axes (0, 0) does not fit shape"
                        + " (4, 3); expected each of (0, 1) once",
                "concatenate((x, w), axis=1)|column 1, 'concatenate((x, w), axis=1)': shape (2, 3) does not fit shape"
                        + " (4, 3); expected equal extents but along axis 1",
                "one_hot(i, 3) * x|column 1, 'one_hot(i, 3)': label 5 does not fit 3 classes; expected 0 to 2",
                "x ** v|column 6, 'v': is an array of shape (4); expected a plain number as exponent. Write exp(b *"
                        + " log(a)) for a power of arrays",
                "x / (1 - 1) / (1 / 0)|column 16, '1 / 0': is infinite; expected a finite number",
                "max_pool(x, 2)|column 1, 'max_pool(x, 2)': shape (4, 3) does not fit images; expected (N, C, H, W)",
                "n[:, None, None] + n[None, :, None] + n|column 1, 'n[:, None, None] + n[None, :, None] + n': has more"
                        + " numbers than can be shown; expected at most 4096. Choose smaller shapes",
                "ones((100000, 100000)) * a|column 1, 'ones((100000, 100000))': has more numbers than can be shown;"
                        + " expected at most 4096. Choose smaller shapes",
                "pad(x, 1000000) * a|column 1, 'pad(x, 1000000)': has more numbers than can be shown; expected at most"
                        + " 4096. Choose smaller shapes",
                "3 + 4|the result is a plain number; expected an array that depends on a name",
                "x.shape|the result is a sequence of 2; expected an array that depends on a name",
                "\"\"|the formula is empty; expected one such as x - mean(x, 0)",
                "1e999 * x|column 1, '1e999': is too large; expected less than 1.8e308"
            })
    void aMistakeIsAnsweredWithItsPlaceAndWhatWasExpected(String text, String message) {
        Throwable thrown = catchThrowable(() -> record(text));
        assertThat(thrown)
                .isInstanceOf(FormulaException.class)
                .message()
                .startsWith(message)
                .hasLineCount(1);
    }

    @Test
    void aPlaceOnALaterLineIsNamedByItsLine() {
        assertThatThrownBy(() -> record("m = mean(x, 0)\ny = x - \nm"))
                .hasMessage("line 2, column 9: is one too many here; expected a name, a number or '('");
    }

    @Test
    void deepNestingAndLongTextsAreRefused() {
        assertThatThrownBy(() -> record("(".repeat(900) + "x" + ")".repeat(900)))
                .hasMessage(
                        "column 51, '(': is nested more than 50 deep; expected less. Give parts names: a = …; b = a …");
        assertThatThrownBy(() -> record("2**".repeat(600) + "x")).isInstanceOf(FormulaException.class);
        assertThatThrownBy(() -> record("x" + "+x".repeat(1000)))
                .hasMessage("the formula has 2001 characters; expected at most 2000. Give parts of it one by one");
        record("-".repeat(1900) + "x");
        record("x" + "+x".repeat(900));
        record("x" + ".T".repeat(900));
        assertThatThrownBy(() -> record("x = n" + "; x = concatenate((x, x))".repeat(60)))
                .isInstanceOf(FormulaException.class)
                .hasMessageContaining("at most 4096");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "(4,-3)",
                "(4, 0)",
                "(100, 100)",
                "(1, 1, 1, 1, 1)",
                "[]",
                "[[1, 2], [3]]",
                "[[1, 2], 3]",
                "[1, 'a']",
                "1 + 2",
                "(4, 3",
                "[1, 2",
                "4 3",
                "1e999",
                "nan",
                "(2.5,)",
                "[[[[[1]]]]]"
            })
    void whatIsNeitherAShapeNorNumbersIsRefusedInOneLine(String text) {
        assertThat(catchThrowable(() -> Given.of(text)))
                .isInstanceOf(FormulaException.class)
                .message()
                .contains("expected")
                .hasLineCount(1);
    }

    @Test
    void anyTextIsReadOrRefusedButNeverFails() {
        RandomGenerator random = RandomKey.of(5).child("formulas").generator();
        String[] words = {
            "x",
            "w",
            "v",
            "a",
            "i",
            "mean",
            "sum",
            "(",
            ")",
            "[",
            "]",
            ",",
            ":",
            "+",
            "-",
            "*",
            "/",
            "**",
            "@",
            "=",
            "==",
            ".",
            "T",
            "shape",
            "1",
            "0",
            "2.5",
            "axis=0",
            "None",
            "keepdims=True",
            ";",
            "\n",
            "np.",
            "exp(",
            "reshape(",
            "x[",
            "where(",
            "max(",
            "...",
            "'a'",
            "#",
            "²",
            "·",
            "$",
            "arange(",
            "pad(",
            "concatenate((",
            " "
        };
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(12);
            for (int word = 0; word < length; word++) {
                text.append(words[random.nextInt(words.length)]);
            }
            Throwable thrown = catchThrowable(() -> record(text.toString()));
            if (thrown == null) {
                read++;
            } else {
                assertThat(thrown)
                        .as(text.toString())
                        .isInstanceOf(FormulaException.class)
                        .message()
                        .hasLineCount(1);
            }
        }
        assertThat(read).isGreaterThan(200);
    }
}
