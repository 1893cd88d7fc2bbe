package dev.chainrule.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.trial.LocalTrialRunner;
import dev.chainrule.lab.trial.TrialWatcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A cluster with executors in processes of their own, which are lost now and then.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ClusterTest {
    private static Cluster cluster;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        cluster = Cluster.open(Place.of("local-cluster[2,1,1024]"));
    }

    @AfterAll
    static void close() {
        cluster.close();
        assertThat(executors()).isEmpty();
    }

    /// The only processes that a local cluster starts.
    private static List<ProcessHandle> executors() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .toList();
    }

    @Test
    void aLostExecutorCostsNoTrialAndNoBit() throws IOException {
        List<RunSettings> settings = List.of(
                TinyTrials.settings("epochs=8 optimizer=adam"),
                TinyTrials.settings("epochs=8 seed=2 model.dropout=0.5"));
        Map<String, Integer> here =
                TinyTrials.files(new LocalTrialRunner(1), folder.resolve("here"), settings, TrialWatcher.none());

        Killer killer = new Killer(ClusterTest::executors);
        Map<String, Integer> there = TinyTrials.files(
                new SparkTrialRunner(cluster, Duration.ofMillis(50)), folder.resolve("there"), settings, killer);

        assertThat(there).isEqualTo(here);
        assertThat(killer.killed()).isPresent();
        assertThat(killer.finished()).containsExactlyInAnyOrder("trial 0", "trial 1");
    }

    @Test
    void aTaskWhoseExecutorEndsIsDoneOnAnother() throws IOException {
        Function<Integer, String> endsAtFirst = _ -> {
            if (TaskContext.get().attemptNumber() == 0) {
                Runtime.getRuntime().halt(9);
            }
            return "attempt " + TaskContext.get().attemptNumber();
        };

        assertThat(cluster.compute("task", endsAtFirst, () -> false)).hasValue("attempt 1");
    }

    @Test
    void aTaskThatFailsEachTimeIsNamedWithTheLastReason() {
        Function<Integer, String> fails = _ -> {
            throw new IOException("the disk of attempt " + TaskContext.get().attemptNumber() + " is full\nsecond line");
        };

        assertThatThrownBy(() -> cluster.compute("trial 7", fails, () -> false))
                .isInstanceOf(ClusterException.class)
                .hasMessage(
                        "trial 7: not computed on local-cluster[2,1,1024] (java.io.IOException: the disk of attempt 3"
                                + " is full). What was done is kept; the same command goes on from it");
    }

    @Test
    void whatIsStoppedAnswersNothing() throws IOException {
        Function<Integer, String> sleeps = _ -> {
            Thread.sleep(60_000);
            return "slept";
        };
        long start = System.nanoTime();

        assertThat(cluster.compute("sleeper", sleeps, () -> System.nanoTime() - start > 1_000_000_000))
                .isEmpty();
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }
}
