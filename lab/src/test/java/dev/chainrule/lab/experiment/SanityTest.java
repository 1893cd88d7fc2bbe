package dev.chainrule.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SanityTest {

    /// A net that is sound, and one fault at a time: just what suffers from it is found.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed=1 | ''",
                "data.preprocessing=none | inputs",
                "model.weights.standard-deviation=1 | first loss",
                "penalties=[{name: half-l2, strength: 1e6}] | penalty",
                "model.hidden=[16, 16, 16, 16, 16, 16] | signals, by heart",
                "learning-rate.rate=1e-9 | by heart"
            })
    void eachFaultIsFoundWhereItIs(String fault, String expected) throws DatasetException {
        SettingsBuilder builder = new SettingsBuilder()
                .preset("quick-fc", "--preset")
                .set("model.hidden", "[32]", "--set")
                .set("model.weights", "{rule: normal, standard-deviation: 0.02}", "--set")
                .set("data.limit", "120", "--set");
        int equals = fault.indexOf('=');
        RunSettings settings = builder.set(fault.substring(0, equals), fault.substring(equals + 1), "--set")
                .build();

        List<SanityFinding> findings = new Sanity(settings, RunData.load(settings.data())).findings();

        assertThat(findings)
                .extracting(SanityFinding::subject)
                .containsExactly(
                        "inputs",
                        "first loss",
                        "penalty",
                        "gradients",
                        "signals",
                        "gradients by layer",
                        "dead units",
                        "by heart");
        List<String> faults = findings.stream()
                .filter(finding -> !finding.passed())
                .map(SanityFinding::subject)
                .toList();
        if (expected.isEmpty()) {
            assertThat(faults).isEmpty();
        } else {
            assertThat(faults).contains(expected.split(", "));
        }
    }
}
