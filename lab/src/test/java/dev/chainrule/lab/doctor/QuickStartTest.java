package dev.chainrule.lab.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickStartTest {
    @TempDir
    Path folder;

    /// Of the run of the whole preset this is the first step: what it costs to know nothing, ln 10 and the penalty.
    @Test
    void theRunOfANewcomerStartsSoundly() throws IOException {
        SettingsBuilder builder = new SettingsBuilder()
                .preset("quick", "--preset")
                .set("epochs", "1", "--epochs")
                .set("data.limit", "50", "--limit")
                .set("evaluation.validation-examples", "20", "--set");
        RunRecord run = TrainingRun.prepare(builder.build(), folder.resolve("run"))
                .start(TrainingListener.none())
                .record();
        assertThat(Findings.of(run))
                .hasAtLeastOneElementOfType(StartFinding.Sound.class)
                .noneMatch(finding -> finding instanceof StartFinding && finding.tone() == Tone.ATTENTION);
    }
}
