package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.settings.SettingsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
    @TempDir
    Path folder;

    @Test
    void whoHoldsItIsSaidAndNothingStaysBehind() throws IOException {
        try (RunLock held = RunLock.take(folder)) {
            assertThat(held).isNotNull();
            String process = "process " + ProcessHandle.current().pid() + ", which runs since 20";
            assertThatThrownBy(() -> RunLock.take(folder))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageStartingWith(folder + ": " + process)
                    .hasMessageEndingWith("Wait for its end, or choose another folder");
            assertThatThrownBy(() -> RunLock.checkFree(folder)).hasMessageContaining(process);
        }
        assertThat(folder).isEmptyDirectory();
        RunLock.checkFree(folder);
        RunLock.take(folder).close();
    }

    /// Whoever opened a file that its holder then removed has the lock of a file without a name.
    @Test
    void aFileThatLostItsNameIsToldFromTheOneThatHasIt() throws IOException {
        Path file = folder.resolve(RunLock.NAME);
        try (FileChannel opened =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertThat(RunLock.isAt(file, opened)).isTrue();
            Files.delete(file);
            assertThat(RunLock.isAt(file, opened)).isFalse();
            try (FileChannel another = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                assertThat(RunLock.isAt(file, opened)).isFalse();
                assertThat(RunLock.isAt(file, another)).isTrue();
            }
        }
    }

    /// Takes the lock of a folder in a process of its own, or ends with 3.
    static final class Taking {
        private Taking() {}

        /// Tries.
        public static void main(String[] arguments) throws IOException {
            try (RunLock held = RunLock.take(Path.of(arguments[0]))) {
                assertThat(held).isNotNull();
            } catch (SettingsException e) {
                System.out.println(e.getMessage());
                System.exit(3);
            }
        }
    }

    private int takenByAnother() throws IOException, InterruptedException {
        return OwnJava.of(List.of(), Taking.class, List.of(folder.toString()))
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void anotherProcessIsKeptAwayWhateverThisOneTries() throws IOException, InterruptedException {
        assertThat(takenByAnother()).isZero();
        try (RunLock held = RunLock.take(folder)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> RunLock.take(folder)).isInstanceOf(SettingsException.class);
            assertThatThrownBy(() -> RunLock.checkFree(folder)).isInstanceOf(SettingsException.class);
            assertThat(takenByAnother()).isEqualTo(3);
        }
        assertThat(takenByAnother()).isZero();
    }

    @Test
    void whatAProcessLeftThatWasKilledIsTakenOver() throws IOException {
        Files.writeString(folder.resolve(RunLock.NAME), "process 1, which runs since 1970");
        RunLock.checkFree(folder);
        RunFolder.checkEmpty(folder);
        RunLock.take(folder).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aLinkInItsPlaceIsNotFollowed() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "mine");
        Files.createSymbolicLink(folder.resolve(RunLock.NAME), other);
        assertThatThrownBy(() -> RunLock.take(folder)).isInstanceOf(IOException.class);
        assertThat(other).hasContent("mine");
    }

    @Test
    void ofManyOneAtATimeHasIt() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            Callable<Integer> taking = () -> {
                int most = 0;
                for (int i = 0; i < 200; i++) {
                    try (RunLock held = RunLock.take(folder)) {
                        most = Math.max(most, holders.incrementAndGet());
                        taken.incrementAndGet();
                        Thread.onSpinWait();
                        holders.decrementAndGet();
                        assertThat(held).isNotNull();
                    } catch (SettingsException | IOException e) {
                        // somebody else has it
                    }
                }
                return most;
            };
            for (var result : pool.invokeAll(List.of(taking, taking, taking, taking))) {
                assertThat(result.get()).isLessThanOrEqualTo(1);
            }
        }
        assertThat(taken.get()).isPositive();
        assertThat(IntStream.of(holders.get()).sum()).isZero();
    }
}
