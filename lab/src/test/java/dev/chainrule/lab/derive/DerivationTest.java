package dev.chainrule.lab.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DerivationTest {

    @ParameterizedTest
    @EnumSource
    void allFormsAgreeWithTheGraphForManyNumbers(Subject subject) {
        for (long seed = 0; seed < 20; seed++) {
            assertAgreement(subject.derive(seed));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "BATCH_NORM 2,1",
                "BATCH_NORM 8,8",
                "BATCH_NORM 2,5",
                "LAYER_NORM 1,2",
                "LAYER_NORM 7,2",
                "GROUP_NORM 2,4,1,1",
                "GROUP_NORM 2,3,2,3",
                "GROUP_NORM 1,2,4,2",
                "AFFINE 1,1,1",
                "AFFINE 4,3,5",
                "SOFTMAX 1,1",
                "SOFTMAX 6,10",
                "DROPOUT 1,1",
                "CONVOLUTION 1,1,1,1",
                "CONVOLUTION 2,2,4,4",
                "CONVOLUTION 1,3,3,5",
                "MAX_POOL 1,1,2,2",
                "MAX_POOL 2,2,3,5",
                "AVERAGE_POOL 2,2,3,5",
                "GLOBAL_AVERAGE_POOL 1,1,1,1",
                "FLATTEN 1,1,1,1",
                "PATCH_WHITENING 1,1,2,2",
                "PATCH_WHITENING 2,2,3,3",
                "HINGE 1,1",
                "HINGE 6,10",
                "PRELU 1,1",
                "PRELU 5,3",
                "MAXOUT 1,2",
                "MAXOUT 3,6",
                "SEQUENCE 1,1,1",
                "SEQUENCE 4,5,2",
                "GELU 1,1",
                "TANH 7,5"
            })
    void allFormsAgreeForOtherShapes(Subject subject, String shape) {
        assertAgreement(subject.derive(shape, 3));
    }

    private static void assertAgreement(Derivation derivation) {
        assertThat(derivation.agreements()).hasSizeGreaterThanOrEqualTo(4).allMatch(Agreement::holds);
        assertThat(derivation.agreements().stream()
                        .filter(agreement -> agreement.form().contains("form")
                                && !agreement.form().contains("forward"))
                        .toList())
                .isNotEmpty()
                .allMatch(agreement -> agreement.difference() <= 1e-12);
    }

    @Test
    void batchNormalisationIsShownInAllItsForms() {
        assertThat(Subject.BATCH_NORM.derive(0).agreements())
                .extracting(Agreement::form)
                .containsExactly(
                        "formulas of the paper",
                        "closed form",
                        "layer of the library, graph, float64",
                        "layer of the library, paper, float64",
                        "layer of the library, simplified, float64",
                        "layer of the library, float32",
                        "dy contracted with all derivatives one by one",
                        "central differences of the forward");
        assertThat(Subject.BATCH_NORM.derive(0).graph().nodes())
                .extracting(Node::formula)
                .containsExactly(
                        "x",
                        "μ = mean↓ x",
                        "c = x − μ",
                        "q = c²",
                        "v = mean↓ q",
                        "w = v + ε",
                        "σ = √w",
                        "r = 1 / σ",
                        "x̂ = c·r",
                        "γ",
                        "s = x̂·γ",
                        "β",
                        "y = s + β");
    }

    @ParameterizedTest
    @EnumSource
    void everyIntermediateNumberIsInTheTextAndOnThePage(Subject subject) {
        Derivation derivation = subject.derive(1);
        String text = derivation.text();
        String page = HtmlRenderer.render(derivation.report());
        for (Node node : derivation.graph().nodes()) {
            assertThat(text).contains(node.formula(), node.meaning(), node.shape());
            assertThat(text).contains(Figures.lines(node.value()));
            assertThat(page).contains(Figures.lines(node.value()));
            for (List<String> row : Figures.cells(node.value())) {
                row.forEach(cell -> assertThat(page).contains(">" + cell + "</text>"));
            }
            if (!node.constant()) {
                assertThat(text).contains(node.gradientFormula());
                assertThat(text).contains(Figures.lines(node.gradient()));
                assertThat(page).contains(Figures.lines(node.gradient()));
                for (List<String> row : Figures.cells(node.gradient())) {
                    row.forEach(cell -> assertThat(page).contains(">" + cell + "</text>"));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void linesOfTheUsualExampleFitATerminal(Subject subject) {
        assertThat(subject.derive(0).text().lines())
                .allMatch(line -> line.codePoints()
                                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                                .count()
                        <= 100);
    }

    @ParameterizedTest
    @EnumSource
    void thePageNeedsNothingElseAndIsTheSameEveryTime(Subject subject) {
        String page = HtmlRenderer.render(subject.derive(2).report());
        assertThat(page).doesNotContainIgnoringCase("http:", "https:", "url(", "@import", "<script", "NaN");
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(HtmlRenderer.render(subject.derive(2).report())).isEqualTo(page);
        } finally {
            Locale.setDefault(before);
        }
        assertThat(HtmlRenderer.render(subject.derive(3).report())).isNotEqualTo(page);
    }

    @Test
    void aFormThatDiffersIsCalledOut() {
        Tape tape = new Tape();
        Tensor numbers = Tensor.of(Precision.FLOAT64, Shape.of(2), 1, 2);
        Tensor dy = Tensor.of(Precision.FLOAT64, Shape.of(2), 1, -1);
        Variable y = tape.variable("x", numbers).square();
        var wrong = new Derivation.Form("without the factor", new Result(y.value(), List.of(numbers.times(dy))), 1e-12);
        var titles = new Derivation.Titles("Square", "", "y = x²", "dx = 2·x·dy");
        Derivation derivation = new Derivation(titles, y, dy, Map.of(), List.of(wrong));
        assertThat(derivation.agreements()).extracting(Agreement::holds).containsExactly(false, true, true);
        assertThat(derivation.agreements().getFirst().difference()).isEqualTo(0.5);
        assertThat(derivation.text()).containsPattern("without the factor +5\\.0e-01 +DIFFERS");
    }

    @Test
    void unknownNamesAndShapesThatDoNotFitAreRefusedInOneLine() {
        assertThatThrownBy(() -> Subject.named("batch-nrom"))
                .hasMessage(
                        "'batch-nrom' is unknown; expected one of batch-norm, layer-norm, group-norm, affine, softmax,"
                            + " hinge, dropout, convolution, patch-whitening, max-pool, average-pool,"
                            + " global-average-pool, relu, leaky-relu, gelu, exact-gelu, elu, silu, softplus, sigmoid,"
                            + " tanh, scale, prelu, maxout, flatten, residual, sequence. Did you mean 'batch-norm'?");
        for (String shape : List.of("", "4", "4,3,2", "1,3", "4,-3", "4,x", "65,1", "9,9", "4,3,", "99999999999,1")) {
            assertThatThrownBy(() -> Subject.BATCH_NORM.derive(shape, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("shape '" + shape + "' does not fit batch-norm; expected N,D, at least 2,1, at most 64"
                            + " numbers together, such as 4,3");
        }
        assertThatThrownBy(() -> Subject.GROUP_NORM.derive("2,2,1,1", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void everyColumnOfThePageHasAName(Subject subject) {
        assertThat(HtmlRenderer.render(subject.derive(0).report())).doesNotContainPattern("<th[^>]*></th>");
    }
}
