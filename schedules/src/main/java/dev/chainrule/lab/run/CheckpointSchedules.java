package dev.chainrule.lab.run;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.Disk;
import dev.chainrule.lab.settings.CheckpointPlan;
import dev.chainrule.schedules.Target;
import dev.chainrule.schedules.Threads;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Checkpoints that are written while others look at them or want to end the process.
public final class CheckpointSchedules {
    private static final CheckpointPlan NEWEST = new CheckpointPlan("1 step", 1, List.of());

    private CheckpointSchedules() {}

    /// Targets by name.
    public static Map<String, Target> all() {
        return Map.of(
                "checkpoints-readers", Target.of(() -> inFolder(CheckpointSchedules::readers)),
                "checkpoints-second-signal", Target.of(() -> inFolder(CheckpointSchedules::secondSignal)));
    }

    private interface InFolder {
        void attempt(Path folder, AtomicInteger arm) throws Exception;
    }

    private static void inFolder(InFolder body) throws Exception {
        Path folder = Files.createTempDirectory("checkpoints");
        body.attempt(folder, new AtomicInteger());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }

    /// Who reads a file that is replaced sees the old or the new one, and who looks for checkpoints none that is in
    /// work or damaged.
    private static void readers(Path folder, AtomicInteger arm) throws Exception {
        Path replaced = folder.resolve("state");
        Checkpoints checkpoints = new Checkpoints(folder);
        Disk disk = new Watched(arm);
        Target.Body writer = () -> Disk.with(disk, () -> {
            for (int step = 2; step <= 3; step++) {
                state(step).write(replaced);
                checkpoints.keep(state(step), NEWEST);
            }
            return step(replaced);
        });
        state(1).write(replaced);
        checkpoints.keep(state(1), NEWEST);
        Threads.together(
                () -> {
                    long first = step(replaced);
                    for (Path each : checkpoints.files().values()) {
                        arm.incrementAndGet();
                        requireWholeOrGone(each);
                    }
                    arm.incrementAndGet();
                    Threads.require(step(replaced) >= first, "an older file than before");
                },
                writer);
        Threads.require(step(replaced) == 3, "the last state is lost");
        Threads.require(checkpoints.files().keySet().equals(Set.of(3L)), "not the newest one alone");
    }

    private static void requireWholeOrGone(Path file) throws IOException {
        try {
            step(file);
        } catch (NoSuchFileException e) {
            // the writer keeps the newest alone
        }
    }

    /// A second signal removes what is in work, and the process ends there: whatever the disk then holds, the last
    /// state that was written is there and whole. Where it goes on instead, only what was in work is missing.
    private static void secondSignal(Path folder, AtomicInteger arm) throws Exception {
        Checkpoints checkpoints = new Checkpoints(folder);
        Disk disk = new Watched(arm);
        AtomicInteger done = new AtomicInteger();
        AtomicInteger troubles = new AtomicInteger();
        StateKeeping keeping = new StateKeeping(
                NEWEST,
                1,
                () -> {
                    checkpoints.keep(state(done.get() + 1), NEWEST);
                    done.incrementAndGet();
                },
                _ -> troubles.incrementAndGet(),
                System::nanoTime);
        Target.Body signal = () -> {
            int before = done.get();
            Disk.with(disk, () -> {
                AtomicFile.clean(folder);
                return folder;
            });
            Threads.require(newest(checkpoints) >= before, "a state that was written is lost");
        };
        Threads.together(
                () -> Disk.with(disk, () -> {
                    for (int step = 1; step <= 3; step++) {
                        keeping.stepped(step);
                    }
                    return folder;
                }),
                signal);
        Threads.require(done.get() >= 2, "more than what was in work is missing");
        Threads.require(done.get() + troubles.get() == 3, "nobody was told");
        Threads.require(newest(checkpoints) == done.get(), "not the last one that was written");
        try (Stream<Path> files = Files.list(folder)) {
            Threads.require(files.noneMatch(AtomicFile::isTemporary), "something in work stays behind");
        }
    }

    /// The step of the newest, 0 if there is none: one that goes meanwhile is looked for again.
    private static long newest(Checkpoints checkpoints) throws IOException {
        while (true) {
            AtomicInteger gone = new AtomicInteger();
            Optional<StateFile> newest = checkpoints.newest(line -> {
                Threads.require(!line.contains(": "), line);
                gone.incrementAndGet();
            });
            if (newest.isPresent() || gone.get() == 0) {
                return newest.map(each -> each.state().step()).orElse(0L);
            }
        }
    }

    private static long step(Path file) throws IOException {
        TrainingState state = StateFile.read(file).state();
        double number = state.tensors().get("model/W1").get(0);
        Threads.require(number == state.step(), "numbers of step " + number + " with history of " + state.step());
        return state.step();
    }

    private static StateFile state(int steps) {
        History history = new History();
        for (int step = 1; step <= steps; step++) {
            history.add(1.0 / step, 0.1);
        }
        return new StateFile(
                new TrainingState(Map.of("model/W1", Tensor.of(steps)), "", history), 1, "0.1.0", "seed: 1", "");
    }

    /// The machine's disk, without waiting for it, where each operation is a point at which others may go on: all
    /// move the same arm.
    private record Watched(AtomicInteger arm) implements Disk {

        @Override
        public Sink create(Path file) throws IOException {
            arm.incrementAndGet();
            return new Channel(
                    Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), arm);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            arm.incrementAndGet();
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void forceFolder(Path folder) {
            arm.incrementAndGet();
        }

        @Override
        public void delete(Path file) throws IOException {
            arm.incrementAndGet();
            Files.deleteIfExists(file);
        }
    }

    private record Channel(WritableByteChannel file, AtomicInteger arm) implements Disk.Sink {
        @Override
        public int write(ByteBuffer source) throws IOException {
            arm.incrementAndGet();
            return file.write(source);
        }

        @Override
        public void force() {
            arm.incrementAndGet();
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
