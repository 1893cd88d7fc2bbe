package dev.chainrule.spark;

import dev.chainrule.lab.settings.SettingsException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/// What Spark is told about this application. Whatever is given as a system property `spark.…` stays as it is.
final class ClusterSettings {
    private static final String LOOPBACK = "127.0.0.1";

    /// What the command itself starts Java with, as far as it changes how fast trials are; Spark adds the vector
    /// module.
    private static final String EXECUTOR_FLAGS =
            "-XX:+UseParallelGC -XX:-UsePerfData -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0";

    private ClusterSettings() {}

    /// The version of Spark that this was compiled with, and that a cluster must have.
    static String version() {
        return org.apache.spark.package$.MODULE$.SPARK_VERSION();
    }

    /// The folder of Spark's own jars, from which workers of this process start executors; none if it is not said.
    static Optional<Path> home() {
        return Optional.ofNullable(System.getenv("SPARK_HOME")).map(Path::of);
    }

    static SparkConf of(Place place) {
        SparkConf conf = new SparkConf().setMaster(place.master()).setAppName("chainrule");
        conf.setIfMissing("spark.ui.enabled", "false");
        conf.setIfMissing("spark.executor.memory", "2g");
        conf.set(
                "spark.executor.extraJavaOptions",
                (EXECUTOR_FLAGS + " " + conf.get("spark.executor.extraJavaOptions", "")).strip());
        switch (place) {
            case Place.Local _ -> here(conf);
            case Place.LocalCluster cluster -> {
                requireHome(cluster);
                here(conf);
                conf.set("spark.executor.memory", cluster.mebibytes() + "m");
                conf.set("spark.executor.extraClassPath", String.join(File.pathSeparator, application()));
            }
            case Place.Standalone standalone -> {
                if (standalone.isLoopback()) {
                    here(conf);
                }
                conf.setJars(jars());
            }
        }
        return conf;
    }

    /// The executors of a local cluster start from there, and have their folders there.
    private static void requireHome(Place place) {
        Optional<Path> home = home();
        if (home.isEmpty() || !Files.isDirectory(home.get().resolve("jars")) || !Files.isWritable(home.get())) {
            throw new SettingsException(
                    "--on: SPARK_HOME%s does not fit %s; expected a folder with jars/ that can be written. Unset it, and bin/chainrule takes one of its own"
                            .formatted(home.map(path -> " " + path).orElse(", which is not set,"), place.master()));
        }
    }

    /// Listens to this machine alone.
    private static void here(SparkConf conf) {
        conf.setIfMissing("spark.driver.host", LOOPBACK);
        conf.setIfMissing("spark.driver.bindAddress", LOOPBACK);
    }

    /// The jars that executors elsewhere get.
    private static String[] jars() {
        return application().stream().filter(entry -> entry.endsWith(".jar")).toArray(String[]::new);
    }

    /// What of the class path is not Spark's own.
    private static List<String> application() {
        Optional<Path> sparks = home().map(home -> home.resolve("jars"));
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(Files::exists)
                .filter(entry -> sparks.isEmpty() || !isIn(entry, sparks.get()))
                .map(Path::toString)
                .toList();
    }

    private static boolean isIn(Path file, Path folder) {
        return folder.toAbsolutePath().normalize().equals(file.normalize().getParent());
    }
}
