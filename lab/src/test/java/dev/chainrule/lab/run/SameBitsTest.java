package dev.chainrule.lab.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The same seed gives the same bits, whatever the number of threads, the compiler, the collector and the length of
/// vectors. `-Dchainrule.bits=all` tries all of them, each in a process of its own.
class SameBitsTest {
    private static final boolean ALL = "all".equals(System.getProperty("chainrule.bits"));

    private static final List<String> SHORTER_VECTORS = List.of("-XX:MaxVectorSize=16", "-XX:UseAVX=2");

    private static final List<String> JVMS = List.of(
            "-Xint",
            "-XX:TieredStopAtLevel=1",
            "-XX:-TieredCompilation",
            "-XX:+UseG1GC",
            "-XX:+UseParallelGC",
            "-XX:+UseSerialGC",
            "-XX:+UseZGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:UseAVX=0",
            "-XX:UseAVX=1",
            "-XX:UseAVX=2",
            "-XX:UseAVX=3",
            "-XX:MaxVectorSize=16",
            "-XX:MaxVectorSize=32",
            "-XX:MaxVectorSize=64");

    /// What computes vectors lane by lane, or without a fused multiply-add, and takes its time.
    private static final Set<String> SLOW = Set.of("-Xint", "-XX:TieredStopAtLevel=1", "-XX:UseAVX=0", "-XX:UseAVX=1");

    private static final int[] THREADS = ALL ? new int[] {1, 2, 3, 4, 7, 8, 16} : new int[] {1, 3};

    @Test
    void everyKindOfJvmAndEveryNumberOfThreadsGivesTheSameBits() throws Exception {
        List<String> expected = SameBits.digests(THREADS);
        assertThat(expected).hasSize(SameBits.values().length).allMatch(line -> line.matches("[A-Z]+ [0-9a-f]{64}"));
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String flag : ALL ? JVMS : SHORTER_VECTORS) {
            int[] threads = ALL && !SLOW.contains(flag) ? THREADS : new int[] {2};
            Process process = start(flag, threads);
            found.put(
                    flag,
                    new String(process.getInputStream().readAllBytes(), UTF_8)
                            .lines()
                            .toList());
        }
        assertThat(found).allSatisfy((flag, lines) -> assertThat(lines).as(flag).isEqualTo(expected));
    }

    private static Process start(String flag, int... threads) throws IOException {
        return OwnJava.of(
                        List.of(flag),
                        SameBits.class,
                        Arrays.stream(threads).mapToObj(Integer::toString).toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
