package dev.chainrule.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final int SIZE = 100_000;

    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void twoWritersOfOneFileLeaveOneWholeAndReadersSeeNothingElse() throws Exception {
        Path file = folder.resolve("file");
        AtomicFile.write(file, "a".repeat(SIZE));
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> writers = Stream.of("b", "c")
                .map(letter -> Thread.ofPlatform().start(() -> {
                    try {
                        while (!done.get()) {
                            AtomicFile.write(file, letter.repeat(SIZE));
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }))
                .toList();
        for (int i = 0; i < 200; i++) {
            String read = Files.readString(file);
            assertThat(read).hasSize(SIZE);
            assertThat(read).isEqualTo(read.substring(0, 1).repeat(SIZE));
        }
        done.set(true);
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(names()).containsExactly("file");
    }

    @Test
    void aLinkThatStandsInTheWayIsReplacedNotFollowed() throws IOException {
        Path other = folder.resolve("other");
        Files.writeString(other, "mine");
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, other);
        AtomicFile.write(link, "new");
        assertThat(other).hasContent("mine");
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(link).hasContent("new");
    }

    @Test
    void aFailureLeavesTheOldContentAndNothingBeside() throws IOException {
        Path file = folder.resolve("file");
        AtomicFile.write(file, "old");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.wrap(new byte[10]));
                    throw new IOException("no space left on device");
                }))
                .hasMessage("no space left on device");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("file");
    }

    @Test
    void whatAKilledProcessLeftIsRemovedAndNothingElse() throws IOException {
        Files.writeString(folder.resolve(".chainrule-0123.tmp"), "half");
        Files.writeString(folder.resolve("notes.tmp"), "mine");
        AtomicFile.clean(folder);
        assertThat(names()).containsExactly("notes.tmp");
    }

    @Test
    void aNameOfTheGreatestLengthCanBeWritten() throws IOException {
        Path file = folder.resolve("n".repeat(255));
        AtomicFile.write(file, "content");
        assertThat(file).hasContent("content");
    }

    @Test
    void aRootIsRefused() {
        assertThatThrownBy(() -> AtomicFile.write(Path.of("/"), "text")).isInstanceOf(IOException.class);
    }
}
