package dev.chainrule.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.check.mistake.MistakenLayer;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapeWitnessTest {
    private static final Shape INPUT = Shape.of(8, 5);

    private static CheckReport besideOwnFormula(Mistake mistake) {
        Layer layer = MistakenLayer.of(Affine.Settings.of(3), mistake, INPUT);
        List<Parameter> parameters = layer.parameters();
        TapeLayer formula = TapeLayer.of(
                given -> given.x().matmul(given.of(parameters.get(0))).plus(given.of(parameters.get(1))),
                parameters.toArray(Parameter[]::new));
        return GradientCheck.of(layer).beside(formula).run(INPUT);
    }

    private static List<String> wrong(CheckReport report) {
        return report.sections().stream()
                .flatMap(section -> section.beside().stream())
                .filter(tensor -> !tensor.passes())
                .map(GradientReport::what)
                .distinct()
                .toList();
    }

    @Test
    void anOwnFormulaFindsTheGradientThatIsWrong() {
        CheckReport report = besideOwnFormula(Mistake.WEIGHT_GRADIENT_TRANSPOSED);
        assertThat(report.passed()).isFalse();
        assertThat(wrong(report)).hasSize(1).allMatch(name -> name.startsWith("W"));
        assertThat(report.toString()).contains("    WRONG  beside the tape: W");
    }

    @Test
    void anOwnFormulaFindsTheForwardPassThatIsWrong() {
        CheckReport report = besideOwnFormula(Mistake.BIAS_FORGOTTEN);
        assertThat(wrong(report)).contains("output");
        assertThat(report.summary()).contains("where: ");
    }

    @Test
    void aLayerThatIsDeclaredIsHeldBesideTheLibrarysFormula() {
        CheckReport right = GradientCheck.of(() -> KnownFormulas.build(BatchNorm.Settings.of(), INPUT))
                .as(BatchNorm.Settings.of())
                .run(INPUT);
        assertThat(right.passed()).as(right.toString()).isTrue();
        assertThat(right.sections())
                .allSatisfy(section -> assertThat(section.beside().stream().map(GradientReport::what))
                        .containsExactly("output", "input", "gamma1", "beta1"));
        CheckReport report = GradientCheck.of(
                        MistakenLayer.of(BatchNorm.Settings.of(), Mistake.MEAN_TERM_MISSING, INPUT))
                .as(BatchNorm.Settings.of())
                .run(INPUT);
        assertThat(wrong(report)).containsExactly("input");
    }
}
