package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.Disk;
import dev.chainrule.lab.predict.TensorDigest;
import dev.chainrule.lab.settings.CheckpointPlan;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Power cuts at every operation of a save, with torn writes and lost changes: the old or the new checkpoint is always
/// there, whole.
///
/// `-Dchainrule.crashes=10000` tries so many instead of 200.
class CrashedSaveTest {
    private static final int CRASHES = Integer.getInteger("chainrule.crashes", 200);
    private static final int SAVES = 5;

    @TempDir
    Path place;

    private static StateFile state(int step) {
        NumpyRandom random = new NumpyRandom(step);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String name : List.of("model/W1", "optimizer/W1/velocity", "best/W1")) {
            Tensor tensor = Tensor.zeros(Precision.FLOAT32, Shape.of(40, 25 + step));
            for (int i = 0; i < tensor.size(); i++) {
                tensor.setStored(i, random.nextGaussian());
            }
            tensors.put(name, tensor);
        }
        History history = new History();
        for (int i = 1; i <= step; i++) {
            history.add(1.0 / i, 0.1);
            // the best is the second, which must stay
            history.add(new History.Measurement(i, i, 0.1, i == 2 ? 0.9 : 0.5));
        }
        return new StateFile(new TrainingState(tensors, "", history), step, "1", "settings", "data");
    }

    private static String bits(StateFile saved) {
        Map<String, Tensor> all = new LinkedHashMap<>(saved.state().tensors());
        all.putAll(HistoryTensors.of(saved.state().history()));
        return TensorDigest.of(Map.of("settings", saved.settings(), "seconds", saved.seconds() + ""), all);
    }

    @Test
    void theNewestCheckpointsTheBestAndThoseThatWereNamedStay() throws IOException {
        Checkpoints checkpoints = new Checkpoints(place.resolve("checkpoints"));
        CheckpointPlan plan = new CheckpointPlan("auto", 2, List.of(1));
        for (int step = 1; step <= 6; step++) {
            checkpoints.keep(state(step), plan);
        }
        assertThat(checkpoints.files().keySet()).containsExactly(1L, 2L, 5L, 6L);
    }

    @Test
    void aDamagedCheckpointIsPassedOverAndSaid() throws IOException {
        Checkpoints checkpoints = new Checkpoints(place);
        for (int step = 1; step <= 3; step++) {
            checkpoints.keep(state(step), CheckpointPlan.of());
        }
        byte[] bytes = Files.readAllBytes(checkpoints.file(3));
        bytes[bytes.length / 2] ^= 64;
        Files.write(checkpoints.file(3), bytes);
        List<String> said = new ArrayList<>();
        assertThat(checkpoints.newest(said::add).orElseThrow().state().step()).isEqualTo(2);
        assertThat(said).singleElement().asString().startsWith(checkpoints.file(3) + " at byte ");
    }

    @Test
    void afterAPowerCutTheOldOrTheNewCheckpointIsThere() throws Exception {
        List<StateFile> states = Stream.iterate(1, step -> step + 1)
                .limit(SAVES)
                .map(CrashedSaveTest::state)
                .toList();
        List<String> bits = states.stream().map(CrashedSaveTest::bits).toList();
        TreeSet<Long> found = new TreeSet<>();
        for (int seed = 0; seed < CRASHES; seed++) {
            Random random = new Random(seed);
            int crashing = random.nextInt(SAVES);
            Path folder = Files.createDirectories(place.resolve("crash-" + seed));
            found.add(crash(folder, states, bits, crashing, random, seed));
            delete(folder);
        }
        assertThat(found).as("of some saves the old one, of some the new one").contains(-1L, 0L);
    }

    /// @return how many steps newer than the save that was cut off the checkpoint is: −1 or 0
    private static long crash(
            Path folder, List<StateFile> states, List<String> bits, int crashing, Random random, int seed)
            throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder);
        CheckpointPlan plan = new CheckpointPlan("auto", 1 + random.nextInt(2), List.of());
        ForgetfulDisk disk = new ForgetfulDisk(random, Long.MAX_VALUE);
        for (int i = 0; i < crashing; i++) {
            save(disk, checkpoints, states.get(i), plan);
        }
        long before = disk.operations();
        // a save without a cut has about 12 operations: some seeds have none
        disk.cutAfter(random.nextInt(14));
        boolean cut = false;
        try {
            save(disk, checkpoints, states.get(crashing), plan);
        } catch (ForgetfulDisk.PowerCut e) {
            cut = true;
        }
        assertThat(disk.operations()).isGreaterThan(before);
        disk.startAgain();
        Optional<StateFile> newest = checkpoints.newest(
                line -> fail("seed %s: a name that stands for a checkpoint has none: %s", seed, line));
        if (newest.isEmpty()) {
            assertThat(crashing).as("seed %s: nothing is there", seed).isZero();
            assertThat(cut).as("seed %s", seed).isTrue();
            return -1;
        }
        int step = (int) newest.get().state().step();
        assertThat(bits(newest.get())).as("seed %s", seed).isEqualTo(bits.get(step - 1));
        assertThat(step).as("seed %s", seed).isBetween(cut ? crashing : crashing + 1, crashing + 1);
        // and the next save needs nobody to clean up
        if (crashing + 1 < states.size()) {
            checkpoints.keep(states.get(crashing + 1), plan);
            assertThat(checkpoints
                            .newest(_ -> fail("damaged"))
                            .orElseThrow()
                            .state()
                            .step())
                    .isEqualTo(crashing + 2);
            assertThat(folder).isDirectoryNotContaining(AtomicFile::isTemporary);
        }
        return step - (crashing + 1L);
    }

    private static void save(Disk disk, Checkpoints checkpoints, StateFile state, CheckpointPlan plan) {
        Disk.with(disk, () -> {
            try {
                checkpoints.keep(state, plan);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
