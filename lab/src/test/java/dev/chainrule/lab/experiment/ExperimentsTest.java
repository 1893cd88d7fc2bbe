package dev.chainrule.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.experiment.Experiment.Data;
import dev.chainrule.lab.experiment.Experiment.Planned;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExperimentsTest {

    static List<String> names() {
        return Experiments.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachHasSettingsThatFitOnBothKindsOfData(String name) {
        Experiment experiment = Experiments.named(name);
        int runs = experiment.arms().size()
                * experiment.sweep().map(sweep -> sweep.values().size()).orElse(1);

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
    void anUnknownNameNamesTheNearest() {
        assertThatThrownBy(() -> Experiments.named("cs231n-batchnorm"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("Did you mean 'cs231n-batch-norm'");
    }
}
