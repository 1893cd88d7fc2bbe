package dev.chainrule.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Partition;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.LocalTrialRunner;
import dev.chainrule.lab.trial.Trial;
import dev.chainrule.lab.trial.TrialWatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trials through Spark in this process; nothing but the cluster is left out.
class SparkTrialRunnerTest {
    private static Cluster cluster;

    /// Each segment of it is one step.
    private final SparkTrialRunner spark = new SparkTrialRunner(cluster, Duration.ZERO);

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        cluster = Cluster.open(Place.of("local[2]"));
    }

    @AfterAll
    static void close() {
        cluster.close();
    }

    @Test
    void asManyTrialsGoSideBySideAsThereAreSlots() {
        assertThat(spark.workers()).isEqualTo(2);
    }

    @Test
    void aTrialCutAfterEachStepHasTheFilesOfOneThatWasNot() throws IOException {
        List<RunSettings> settings = List.of(
                TinyTrials.settings("model.normalization=batch-norm optimizer=adam signals=spread"),
                TinyTrials.settings("seed=2 model.dropout=0.5 sampling=solver weight-average=ema"));

        Map<String, Integer> here =
                TinyTrials.files(new LocalTrialRunner(1), folder.resolve("here"), settings, TrialWatcher.none());
        Map<String, Integer> there = TinyTrials.files(spark, folder.resolve("there"), settings, TrialWatcher.none());

        assertThat(there).isEqualTo(here).containsKeys("0/model.safetensors", "1/history.jsonl");
    }

    @Test
    void theWatcherIsToldOfEachSegment() throws IOException {
        Path part = Files.createDirectory(folder.resolve("trial.part"));
        RunSettings settings = TinyTrials.settings("");
        List<Long> steps = new ArrayList<>();

        boolean done = spark.train(
                new Trial("trial", settings, folder.resolve("trial"), 4, true),
                RunData.load(settings.data()),
                part,
                steps::add);

        assertThat(done).isTrue();
        assertThat(steps).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void settingsThatDoNotFitAreRefusedAsHereWithTheHost() throws IOException {
        RunSettings settings = TinyTrials.settings("batch-size=100");
        Trial trial = Trial.whole("trial", settings, folder.resolve("trial"));
        RunData data = RunData.load(settings.data());
        Path part = Files.createDirectory(folder.resolve("trial.part"));
        String here = messageOf(() -> new LocalTrialRunner(1).train(trial, data, part, step -> {}));

        assertThatThrownBy(() -> spark.train(trial, data, part, step -> {}))
                .isInstanceOf(SettingsException.class)
                .hasMessage("127.0.0.1: " + here);
    }

    private static String messageOf(ThrowingCallable call) {
        return catchThrowableOfType(IllegalArgumentException.class, call).getMessage();
    }

    @Test
    void otherImagesOnTheExecutorAreRefusedWithTheHost() throws IOException {
        RunSettings settings = TinyTrials.settings("");
        RunData data = RunData.load(settings.data());
        RunData fewer = new RunData(
                new Partition(
                        data.partition().train().slice(0, 100),
                        data.partition().validation(),
                        data.partition().test()),
                data.scaling(),
                data.limit(),
                data.files(),
                data.origin());
        Path part = Files.createDirectory(folder.resolve("trial.part"));

        assertThatThrownBy(() -> spark.train(Trial.whole("t", settings, folder.resolve("t")), fewer, part, step -> {}))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("127.0.0.1: the images of cifar10-small with SHA-256 "
                        + data.sha256().substring(0, 12))
                .hasMessageContaining(fewer.sha256().substring(0, 12))
                .hasMessageEndingWith("expected the same images as where the command runs. Put them there");
    }
}
