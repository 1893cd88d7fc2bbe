package dev.chainrule.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.check.mistake.MistakenLayer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.tensor.Shape;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is listed in the catalogue is checked, with no more code.
class CatalogueCheckTest {
    static List<String> layers() {
        return Catalogue.LAYERS.ids();
    }

    static List<String> losses() {
        return Catalogue.LOSSES.ids();
    }

    static List<String> penalties() {
        return Catalogue.PENALTIES.ids();
    }

    static List<String> rules() {
        return Catalogue.RULES.ids();
    }

    @ParameterizedTest
    @MethodSource("layers")
    void everyLayerIsRightAndItsMistakesAreFoundAgain(String id) {
        LayerSpec spec = Examples.of(Catalogue.LAYERS.type(id));
        Shape input = Examples.input(spec);
        CheckSettings few = CheckSettings.defaults().withSamples(6);
        CheckReport right = GradientCheck.of(() -> KnownFormulas.build(spec, input))
                .as(spec)
                .with(few)
                .run(input);
        assertThat(right.passed()).as("%s", right).isTrue();
        assertThat(KnownFormulas.of(spec).mistakes()).isNotEmpty();
        for (Mistake mistake : KnownFormulas.of(spec).mistakes()) {
            CheckReport wrong = GradientCheck.of(MistakenLayer.of(spec, mistake, input))
                    .as(spec)
                    .with(few)
                    .run(input);
            assertThat(wrong.passed()).as("%s", wrong).isFalse();
            assertThat(wrong.mistake()).as("%s", wrong).contains(mistake);
        }
    }

    @ParameterizedTest
    @MethodSource("losses")
    void everyLossIsRight(String id) {
        Loss loss = Examples.of(Catalogue.LOSSES.type(id));
        CheckReport report = GradientCheck.of(loss).as(loss).run(Shape.of(4, 5));
        assertThat(report.passed()).as("%s", report).isTrue();
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void everyPenaltyIsRight(String id) {
        WeightPenalty penalty = Examples.of(Catalogue.PENALTIES.type(id));
        CheckReport report = GradientCheck.penalty(Penalty.of(List.of(penalty)), penalty, Examples.parameters(1));
        assertThat(report.passed()).as("%s", report).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleIsRight(String id) {
        UpdateRule rule = Examples.of(Catalogue.RULES.type(id));
        CheckReport report = GradientCheck.rule(rule, rule);
        assertThat(report.passed()).as("%s", report).isTrue();
    }
}
