package dev.chainrule.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.LocalTrialRunner;
import dev.chainrule.lab.trial.TrialWatcher;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// A standalone cluster: a master and workers, each a process of its own.
@EnabledIfSystemProperty(named = "chainrule.cluster", matches = "standalone")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StandaloneTest {
    private static final String CLASS_PATH = "spark.executor.extraClassPath";

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private int port;

    @BeforeEach
    void startMaster() throws IOException, InterruptedException {
        // Instead of jars, which are not built yet.
        String here = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        System.setProperty(CLASS_PATH, here);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start("master", "master.Master", "--port", "" + port);
        await("I have been elected leader", 1);
    }

    @AfterEach
    void stop() {
        System.clearProperty(CLASS_PATH);
        processes.reversed().forEach(Process::destroy);
    }

    private void start(String name, String type, String... words) throws IOException {
        Path home = ClusterSettings.home().orElseThrow();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                home.resolve("jars") + "/*",
                "org.apache.spark.deploy." + type,
                "--host",
                "127.0.0.1",
                "--webui-port",
                "0"));
        command.addAll(Arrays.asList(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        processes.add(builder.start());
    }

    /// Waits until the master has said something so many times.
    private void await(String what, int times) throws IOException, InterruptedException {
        Path log = folder.resolve("master.log");
        while (Files.readString(log).split(what, -1).length <= times) {
            Thread.sleep(100);
        }
    }

    private void startWorkers(int workers) throws IOException, InterruptedException {
        for (int i = 0; i < workers; i++) {
            Path work = folder.resolve("work-" + i);
            start(
                    "worker-" + i,
                    "worker.Worker",
                    "--cores",
                    "1",
                    "--memory",
                    "2g",
                    "--work-dir",
                    work.toString(),
                    "spark://127.0.0.1:" + port);
        }
        await("Registering worker", workers);
    }

    private List<ProcessHandle> executors() {
        return processes.stream().flatMap(Process::children).toList();
    }

    @Test
    void aLostExecutorCostsNoTrialAndNoBit() throws Exception {
        startWorkers(2);
        List<RunSettings> settings = new ArrayList<>();
        for (int seed = 1; seed <= 6; seed++) {
            settings.add(TinyTrials.settings("epochs=8 seed=" + seed));
        }
        Map<String, Integer> here =
                TinyTrials.files(new LocalTrialRunner(1), folder.resolve("here"), settings, TrialWatcher.none());

        try (Cluster cluster = Cluster.open(new Place.Standalone("127.0.0.1", port))) {
            assertThat(cluster.slots()).isEqualTo(2);
            Killer killer = new Killer(this::executors);
            Map<String, Integer> there = TinyTrials.files(
                    new SparkTrialRunner(cluster, Duration.ofMillis(50)), folder.resolve("there"), settings, killer);

            assertThat(there).isEqualTo(here);
            assertThat(killer.killed()).isPresent();
            assertThat(killer.finished()).doesNotHaveDuplicates().hasSize(6);
        }
    }

    @Test
    void aMasterWithoutWorkersIsGivenAMinute() {
        assertThatThrownBy(() -> Cluster.open(new Place.Standalone("127.0.0.1", port)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--on: spark://127.0.0.1:%s gave no executor within 60 s; expected a worker of Spark 4.2.0"
                                .formatted(port)
                        + " and Java 25 with a free core and 2g of free memory. See the page of the master,"
                        + " and the log of its workers");
    }
}
