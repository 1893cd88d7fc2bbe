package dev.chainrule.lab.evil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every evil file is refused with the error of its reader: one short line that names the file and says what was
/// expected, within a second of work, without much memory, and without a trace outside.
class EvilInputTest {
    private static final int LONGEST_LINE = 300;
    private static final long MOST_NANOS = 1_000_000_000;
    private static final long MOST_BYTES = 64 << 20;

    /// What a short file may take at most, whatever size it claims to have.
    private static final long SHORT = 1 << 10;

    private static final long MOST_BYTES_OF_SHORT = 1 << 20;

    /// The folder that a download may make beside what it reads; it keeps no file in it but its lock.
    static final String CACHE = "cache";

    @TempDir
    Path folder;

    static Stream<EvilCase> cases() throws IOException {
        return Stream.of(EvilSettings.cases(), EvilImages.cases(), EvilData.cases(), EvilRuns.cases())
                .flatMap(List::stream);
    }

    /// What the virtual machine knows of this thread; the module under test reads no module of management.
    private static long thread(String what) throws ReflectiveOperationException {
        Object bean = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        return (Long)
                Class.forName("com.sun.management.ThreadMXBean").getMethod(what).invoke(bean);
    }

    @Test
    void theyHaveNamesOfTheirOwn() throws IOException {
        assertThat(cases().map(EvilCase::name)).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void anEvilFileIsRefusedInOneLineAtOnce(EvilCase evil) throws Exception {
        Path inside = Files.createDirectory(folder.resolve("inside"));
        Path file = evil.maker().in(inside);
        List<String> before = everything();
        assertThat(catchThrowable(() -> evil.reader().read(file))) // which also loads the classes
                .isExactlyInstanceOf(evil.refusal());
        long nanos = thread("getCurrentThreadCpuTime");
        long bytes = thread("getCurrentThreadAllocatedBytes");

        Throwable refusal = catchThrowable(() -> evil.reader().read(file));

        bytes = thread("getCurrentThreadAllocatedBytes") - bytes;
        nanos = thread("getCurrentThreadCpuTime") - nanos;
        assertThat(refusal).isExactlyInstanceOf(evil.refusal());
        String line = refusal.getMessage().replace(inside.toString(), "");
        assertThat(line)
                .contains(String.valueOf(file.getFileName()))
                .contains(evil.says())
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
                .satisfies(said ->
                        assertThat(said.replaceFirst("expected one of .*", "")).hasSizeLessThanOrEqualTo(LONGEST_LINE));
        assertThat(nanos).isLessThan(MOST_NANOS);
        assertThat(bytes).isLessThan(length() <= SHORT ? MOST_BYTES_OF_SHORT : MOST_BYTES);
        assertThat(everything()).isEqualTo(before);
    }

    /// What lies in the folder and how long it is: reading changes none of it.
    private List<String> everything() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(each -> !each.endsWith(CACHE) && !each.endsWith(CACHE + "/.lock"))
                    .map(each -> each + " " + size(each))
                    .sorted()
                    .toList();
        }
    }

    private long length() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.mapToLong(each -> Math.max(0, size(each))).sum();
        }
    }

    private static long size(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? file.toFile().length()
                : -1;
    }
}
