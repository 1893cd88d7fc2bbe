package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.predict.TensorDigest;
import dev.chainrule.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs whose processes are killed (SIGKILL) at random moments, up to five times each, and resumed: they end in the
/// bits of a run that nobody disturbed.
///
/// `-Dchainrule.kills=1000` kills so many runs instead of 20; `-Dchainrule.kills.first=17` begins with that seed.
class KilledRunsTest {
    /// Whatever has a memory from step to step, or draws random numbers.
    private static final List<List<String>> RUNS = List.of(
            List.of("model.normalization=batch-norm", "model.dropout=0.7"),
            List.of(
                    "augmentation.flip=random",
                    "augmentation.translate=2",
                    "augmentation.cutout=4",
                    "sampling=shuffled"),
            List.of("weight-average.rule=ema", "optimizer=momentum", "final-weights=last"),
            List.of("weight-average.rule=lookahead", "model.normalization=layer-norm", "sampling=with-replacement"),
            List.of("patience=2", "learning-rate.rate=0.2", "optimizer=rmsprop", "final-weights=best"),
            List.of("learning-rate.schedule=reduce-on-plateau", "optimizer=adamw", "evaluation.tta=flip"),
            List.of("model.normalization={layer: batch-norm, evaluation: precise}", "optimizer=nesterov"),
            List.of("data.whitening={kind: pca, components: 6}", "warm-up-steps=4", "signals=spread"),
            List.of(
                    "model.precision=float64",
                    "optimizer=adagrad",
                    "momentum-schedule=none",
                    "learning-rate.schedule=cosine"),
            List.of("loss=hinge", "penalties=[{name: half-l2, strength: 1e-3}]", "clipping={by: norm, maximum: 1}"));

    private static final int KILLED = Integer.getInteger("chainrule.kills", 20);
    private static final long FIRST = Long.getLong("chainrule.kills.first", 0);
    private static final int MOST_KILLS = 5;

    /// The results of runs that nobody disturbs, and how long their processes take.
    private static final Map<Integer, Undisturbed> UNDISTURBED = new LinkedHashMap<>();

    @TempDir
    static Path place;

    private record Undisturbed(String bits, long millis) {}

    static LongStream seeds() {
        return LongStream.range(FIRST, FIRST + KILLED);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aKilledRunEndsInTheBitsOfOneThatNobodyDisturbed(long seed) throws Exception {
        Random random = new Random(seed);
        random.nextInt();
        int name = (int) (seed % RUNS.size());
        Undisturbed expected = undisturbed(name);
        Path folder = place.resolve("killed-" + seed);
        int kills = 0;
        for (int left = 1 + random.nextInt(MOST_KILLS); left > 0; left--) {
            Process process = start(folder, name);
            // the next process starts behind what was kept, so the later half of the time is as good a moment
            long wait = (long) (random.nextDouble() * expected.millis);
            if (!process.waitFor(wait, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                kills++;
            }
        }
        assertThat(start(folder, name).waitFor())
                .as("%s after %s kills", RUNS.get(name), kills)
                .isZero();
        assertThat(bits(folder)).as("%s after %s kills", RUNS.get(name), kills).isEqualTo(expected.bits);
        delete(folder);
    }

    private static List<String> settings(int name) {
        List<String> settings = new ArrayList<>(RUNS.get(name));
        settings.add("data.set=" + place.resolve("images"));
        return settings;
    }

    @BeforeAll
    static void images() throws IOException {
        TinyImages.folder(place, 30);
    }

    private static synchronized Undisturbed undisturbed(int name) throws IOException, InterruptedException {
        Undisturbed known = UNDISTURBED.get(name);
        if (known == null) {
            Path folder = place.resolve("run-" + name);
            try (TrainingRun run = TrainingRun.prepare(
                    KillableRun.settings(settings(name))
                            .set("checkpoints.every", "never", "--set")
                            .build(),
                    folder)) {
                run.start(TrainingListener.none());
            }
            Path timed = place.resolve("timed-" + name);
            long start = System.nanoTime();
            assertThat(start(timed, name).waitFor()).isZero();
            known = new Undisturbed(bits(folder), (System.nanoTime() - start) / 1_000_000);
            assertThat(bits(timed)).isEqualTo(known.bits);
            UNDISTURBED.put(name, known);
        }
        return known;
    }

    private static Process start(Path folder, int name) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(folder.toString()));
        arguments.addAll(settings(name));
        List<String> flags = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");
        return OwnJava.of(flags, KillableRun.class, arguments)
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("output-" + folder.getFileName()).toFile())
                .start();
    }

    /// Weights, history and answers: all that a run comes to, but for times.
    private static String bits(Path path) throws IOException {
        RunFolder folder = new RunFolder(path);
        return TensorDigest.of(Map.of(), Safetensors.read(folder.model()).tensors())
                + TensorDigest.of(Map.of(), Safetensors.read(folder.answers()).tensors())
                + Files.readString(folder.history());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
