package dev.chainrule.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.settings.BaseSettings.Data;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentsTest {

    static List<String> names() {
        return Experiments.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachHasSettingsThatFitOnBothKindsOfData(String name) {
        Experiment experiment = Experiments.named(name);
        int runs = experiment.points().size();

        for (Data data : Data.values()) {
            List<Planned> planned = experiment.runs(data, 2);
            assertThat(planned).hasSize(2 * runs);
            assertThat(planned.stream().map(Planned::settings).distinct()).hasSize(2 * runs);
            assertThat(planned.stream().map(Planned::folder).distinct()).hasSize(2 * runs);
        }
        assertThat(experiment.runs(Data.SAMPLE, 1))
                .allSatisfy(run -> assertThat(run.settings().data().set()).isEqualTo("cifar10-small"));
    }

    @Test
    void aMistypedKeyIsNamedByFileAndLine() {
        String yaml = """
            question: Does it?
            arms: [one]
            seds: 3
            """;

        assertThatThrownBy(() -> RecordCodec.STANDARD.fromYaml(Experiment.class, yaml, "mine.yaml"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("mine.yaml line 3")
                .hasMessageContaining("seds")
                .hasMessageContaining("seeds");
    }

    @Test
    void anArmThatWouldBeReadAsNothingIsRefused() {
        assertThatThrownBy(() -> RecordCodec.STANDARD.fromYaml(
                        Experiment.class, "{question: Does it?, arms: [batch norm, none]}", "mine.yaml"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("mine.yaml line 1")
                .hasMessageContaining("not none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{measure: training, arm: one}",
                "{measure: training, arm: two, above: one}",
                "{measure: training, arm: one, above: two}",
                "{measure: training, arm: one, above: none}",
                "{measure: training, arm: one, at: 7, from: 0.5}"
            })
    void anExpectationThatSaysNothingOrOfWhatIsNotThereIsRefused(String expectation) {
        String yaml = """
            question: Does it?
            arms: [one]
            sweep: {key: batch-size, values: [5, 50]}
            expect: [%s]
            """.formatted(expectation);

        assertThatThrownBy(() -> RecordCodec.STANDARD.fromYaml(Experiment.class, yaml, "mine.yaml"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void whatItCostsGrowsWithWhatIsComputed() {
        Experiment depth = Experiments.named("kth-depth");
        double sample =
                new Costs().of(depth.runs(Data.SAMPLE, 1).getFirst().settings()).work();
        double whole = new Costs()
                .of(depth.runs(Data.CIFAR10, 1).getFirst().settings())
                .work();
        Costs.Cost first = new Costs()
                .of(Experiments.named("kth-a2").runs(Data.CIFAR10, 1).getFirst().settings());

        assertThat(whole).isGreaterThan(3 * sample);
        // 1000 steps of batches of 100; a 3072-50-10 net; measured on all validation images after each of 10 epochs
        assertThat(first.steps()).isEqualTo(1000);
        assertThat(first.multiplyAdds()).isBetween(3.0 * 100_000 * 154_100, 8.0 * 100_000 * 154_100);
    }

    @Test
    void anUnknownNameNamesTheNearest() {
        assertThatThrownBy(() -> Experiments.named("cs231n-batchnorm"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("Did you mean 'cs231n-batch-norm'");
    }
}
