package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchSpaceTest {
    private static SearchSpace space(String... texts) {
        return SearchSpace.of(List.of(texts), "vary");
    }

    private static SettingsBuilder quick() {
        return new SettingsBuilder().preset("quick-fc", "preset");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "learning-rate=log:0.0001..0.1",
                "model.dropout=uniform:0.5..1",
                "epochs=integer:1..10",
                "batch-size=log-integer:8..256",
                "model.hidden=choice:[100]|[200, 100]|[50,50]",
                "optimizer.beta1=uniform:0.8..0.99 if optimizer.rule=adam",
                "optimizer.beta1=uniform:0.8..0.99 if optimizer.rule=adam|nadam"
            })
    void theTextOfASettingIsReadAndWritten(String text) {
        assertThat(Varied.of(text).text()).isEqualTo(text);
        String spaced = "  " + text.replace("|", " | ").replace(":", ": ") + " ";
        assertThat(Varied.of(spaced).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        a=log:1e-1..1e-4;           vary a=log:1e-1..1e-4: low 0.1 is out of range; expected a number below high, which is 0.0001
        a=uniform:1..1.0;           low 1 is out of range; expected a number below high, which is 1
        a=log:0..1;                 low 0.0 is out of range; expected a finite number above 0
        a=log-integer:0..8;         low 0 is out of range; expected at least 1
        a=integer:5..5;             low 5 is out of range; expected a whole number below high, which is 5
        a=integer:1.2..1.8;         no whole number lies in 1.2..1.8; expected a range with two of them
        a=uniform:NaN..1;           'NaN' is no finite number; expected LOW..HIGH
        a=uniform:0..Infinity;      'Infinity' is no finite number
        a=uniform:0..1e999;         '1e999' is no finite number
        a=uniform:0x1p3..9;         '0x1p3' is no finite number
        a=log:0.1;                  '0.1' is no range; expected LOW..HIGH
        a=log:0.1,1;                '0.1,1' is no range
        a=loguniform:0.1..1;        kind 'loguniform' is unknown; expected one of uniform, log, integer
        a=choice:adam;              values adam is out of range; expected two values or more
        a=choice:adam|;             expected a value on both sides of each |
        a=choice:1|2|1.0;           values 1|2|1.0 is out of range; expected each value once
        a=1e-4..1e-1;               the text is no setting that varies; expected KEY=KIND:VALUES
        log:1..2;                   the text is no setting that varies
        """)
    void whatIsNoSettingThatVariesIsRefused(String text, String message) {
        assertThatThrownBy(() -> space(text))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
        a=log:1..2;           a=uniform:3..4;                     a is given twice
        a=log:1..2;           b=log:1..2 if c=x;                  the condition names c, which does not vary; expected one of a, b
        a=log:1..2;           b=log:1..2 if a=1;                  the condition names a, which is no choice; expected a=choice:1|
        a=choice:x|y;         b=log:1..2 if a=z;                  a is never 'z'; expected one of x, y
        a=choice:x|y if b=v;  b=choice:v|w if a=x;                the conditions form a circle
        a=log:1..2;           b=choice:x|y if b=x;                the condition names b, which does not vary
        """)
    void whatContradictsItselfIsRefused(String one, String other, String message) {
        assertThatThrownBy(() -> space(one, other))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("vary ")
                .hasMessageContaining(message);
    }

    @Test
    void anEmptySpaceIsRefused() {
        assertThatThrownBy(SearchSpaceTest::space)
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "vary: no setting varies; expected one or more. Write for example learning-rate=log:1e-4..0.1");
    }

    @Test
    void aConditionDecidesWhatIsSet() {
        SearchSpace space = space(
                "optimizer.beta1=uniform:0.8..0.99 if optimizer.rule=adam|nadam",
                "optimizer.rule=choice:sgd|adam|nadam",
                "learning-rate=log:1e-3..1e-1");
        assertThat(space.settings().stream().map(Varied::key))
                .containsExactly("optimizer.rule", "optimizer.beta1", "learning-rate");
        assertThat(space.at(0, 0.5, 0.5).text()).isEqualTo("optimizer.rule=sgd learning-rate=0.01");
        Point adam = space.at(0.5, 0, 1);
        assertThat(adam.text()).isEqualTo("optimizer.rule=adam optimizer.beta1=0.8 learning-rate=0.1");
        assertThat(space.positions(space.at(0, 0.5, 0.5))[1]).isNaN();
        assertThat(space.positions(adam)).containsExactly(0.5, 0, 1);
        assertThat(adam.over(quick(), "vary").build().flattened())
                .containsEntry("optimizer.rule", "adam")
                .containsEntry("optimizer.beta1", "0.8")
                .containsEntry("learning-rate.rate", "0.1");
    }

    @Test
    void theProductCombinesConditionsOnlyWhereTheyHold() {
        SearchSpace space = space("c=choice:x|y|z", "n=integer:1..2 if c=y", "m=integer:1..2");
        assertThat(space.product(100, each -> each.dimension().spread(5)).stream()
                        .map(Point::text))
                .containsExactly(
                        "c=x m=1",
                        "c=x m=2",
                        "c=y n=1 m=1",
                        "c=y n=1 m=2",
                        "c=y n=2 m=1",
                        "c=y n=2 m=2",
                        "c=z m=1",
                        "c=z m=2");
        assertThatThrownBy(() -> space.product(7, each -> each.dimension().spread(5)))
                .hasMessageContaining("8 points or more, which does not fit 7 trials");
    }

    @Test
    void aRateVariesInItsScheduleAndAStrengthInThePresetsPenalty() {
        SearchSpace space = space("learning-rate=log:1e-4..1e-1", "penalties.strength=log:1e-5..1e-1");
        SettingsBuilder kth = new SettingsBuilder().preset("kth-3-layer-bn", "preset");
        assertThat(space.at(1, 0.5).over(kth, "vary").build().flattened())
                .containsEntry("learning-rate.schedule", "cyclic")
                .containsEntry("learning-rate.rate", "0.1")
                .containsEntry("learning-rate.half-cycle", "2250")
                .containsEntry("penalties", "[{name: full-l2, strength: 0.001, of: weights}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
        learning-rat=log:1e-4..1e-1;         vary learning-rat=0.0001: key 'learning-rat' is unknown; expected one of;  Did you mean 'learning-rate'?
        optimizer.beta1=uniform:0.9..1;      vary optimizer.beta1=1: optimizer.beta1 1 is out of range; expected;      below 1
        model.dropout=uniform:0..0.5;        vary model.dropout=0: model.dropout.keep 0 is out of range;               above 0
        epochs=integer:0..3;                 vary epochs=0: epochs 0 is out of range; expected;                        at least 1
        epochs=uniform:1.5..3;               vary epochs=1.5: epochs 1.5 is no whole number;                           whole number
        optimizer.rule=choice:adam|adm;      vary optimizer.rule=adm: optimizer.rule 'adm' is unknown;                 Did you mean 'adam'?
        penalties.strength=log:1e-5..1e-1;   penalties has no items, so 'strength' belongs to none; expected one item; penalties=[{name: half-l2, strength: 1e-5}]
        """)
    void whatNoSettingsTakeIsFoundBeforeTheFirstTrial(String text, String start, String end) {
        assertThatThrownBy(() -> space(text).check(SearchSpaceTest::quick, "vary"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(start.strip())
                .hasMessageContaining(end.strip());
    }

    @Test
    void whatOnlyACombinationBreaksIsFound() {
        SearchSpace space = space("optimizer.rule=choice:adam|sgd", "optimizer.beta1=uniform:0.8..0.9");
        assertThatThrownBy(() -> space.check(SearchSpaceTest::quick, "vary"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("beta1' is unknown");
        space("optimizer.rule=choice:adam|sgd", "optimizer.beta1=uniform:0.8..0.9 if optimizer.rule=adam")
                .check(SearchSpaceTest::quick, "vary");
    }

    @Test
    void aSettingThatChangesNothingIsFound() {
        assertThatThrownBy(() -> space("learning-rate.rate=log:1e-4..1e-2", "learning-rate=choice:1e-3|2e-3")
                        .check(() -> quick().set("learning-rate", "constant", "set"), "vary"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("vary learning-rate=choice:1e-3|2e-3")
                .hasMessageContaining("all values give the same settings");
    }

    @Test
    void manySettingsAreCheckedOneByOne() {
        String[] texts = Arrays.copyOf(
                "learning-rate=log:1e-4..1e-1;epochs=integer:1..9;batch-size=integer:1..99;model.dropout=uniform:0.1..1;"
                        .concat("optimizer.rule=choice:adam|nadam;optimizer.beta1=uniform:0.1..0.9;")
                        .concat(
                                "optimizer.beta2=uniform:0.1..0.9;seed=integer:1..9;augmentation.translate=integer:0..4;")
                        .concat("augmentation.cutout=integer:0..8;patience=integer:0..100000000000")
                        .split(";", -1),
                11);
        assertThatThrownBy(() -> space(texts).check(SearchSpaceTest::quick, "vary"))
                .hasMessageContaining("vary patience=100000000000: patience 100000000000 is out of range");
        texts[10] = "patience=integer:0..9";
        space(texts).check(SearchSpaceTest::quick, "vary");
        assertThat(space(texts).settings().stream().map(Varied::key).collect(Collectors.joining(" ")))
                .isEqualTo(
                        "learning-rate epochs batch-size model.dropout optimizer.rule optimizer.beta1 optimizer.beta2"
                                + " seed augmentation.translate augmentation.cutout patience");
    }
}
