package dev.chainrule.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.chainrule.settings.PlainText;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files that were made to do harm: each is refused by the typed error, in a line that names the file and the reason,
/// at once, and without memory for what it only claims.
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EvilFilesTest {
    private static final int LONGEST_MESSAGE = 300;

    /// What a refusal may take beyond a few copies of the file's own bytes.
    private static final long MOST_BYTES = 1 << 20;

    @TempDir
    Path folder;

    static List<EvilFile> made() throws IOException {
        return Stream.of(EvilJson.cases(), EvilSafetensors.cases(), EvilNumpy.cases(), EvilArchives.cases())
                .flatMap(List::stream)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("made")
    void anEvilFileIsRefusedInOneLine(EvilFile evil) throws IOException {
        Path file = Files.write(folder.resolve(evil.name()), evil.content());
        assertThatThrownBy(() -> read(file))
                .isExactlyInstanceOf(FormatException.class)
                .satisfies(refusal -> {
                    FormatException typed = (FormatException) refusal;
                    String message = typed.getMessage();
                    assertThat(message).startsWith(file.toString()).contains(evil.says());
                    assertThat(message).isEqualTo(PlainText.line(message));
                    assertThat(message.length() - file.toString().length()).isLessThanOrEqualTo(LONGEST_MESSAGE);
                    assertThat(typed.file()).startsWith(file.toString());
                    assertThat(typed.offset()).isBetween(-1L, Files.size(file));
                });
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void noMemoryIsTakenForWhatAFileOnlyClaims() throws Exception {
        for (EvilFile evil : made()) {
            if (evil.name().equals("bomb-in-memory-in-parts.npz")) {
                continue; // it keeps its word for the first parts
            }
            Path file = Files.write(folder.resolve(evil.name()), evil.content());
            assertThat(catchThrowable(() -> read(file))).isNotNull(); // classes are loaded
            long before = allocated();
            Throwable refusal = catchThrowable(() -> read(file));
            long taken = allocated() - before;
            assertThat(refusal).isNotNull();
            // what it holds may be read: the smallest value, `0,`, becomes an element of a list
            assertThat(taken).as(evil.name()).isLessThan(MOST_BYTES + 32L * evil.content().length);
        }
    }

    @Test
    void whatTheFuzzersFoundIsReadOrRefused() throws Exception {
        Path evil = Path.of(
                Objects.requireNonNull(EvilFilesTest.class.getResource("/evil")).toURI());
        try (Stream<Path> found = Files.walk(evil)) {
            List<Path> files = found.filter(Files::isRegularFile).toList();
            assertThat(files).isNotEmpty();
            for (Path file : files) {
                Throwable refusal = catchThrowable(() -> read(file));
                assertThat(refusal)
                        .as(file.toString())
                        .satisfiesAnyOf(
                                none -> assertThat(none).isNull(),
                                some -> assertThat(some).isExactlyInstanceOf(FormatException.class));
            }
        }
    }

    private static void read(Path file) throws IOException {
        String name = file.toString();
        String ending = name.substring(name.lastIndexOf('.') + 1);
        switch (ending) {
            case "json" -> Json.read(Files.readAllBytes(file), name, 0);
            case "safetensors" -> Safetensors.read(file);
            case "npy" -> NumpyFile.read(file);
            case "npz" -> NumpyArchive.read(file);
            default -> throw new IllegalArgumentException(name);
        }
    }

    /// The bytes that this thread has allocated; by reflection, as the library's module does not read that one.
    private static long allocated() throws ReflectiveOperationException {
        Object bean = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        Method allocated = Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        return (Long) allocated.invoke(bean);
    }
}
