package dev.chainrule.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.kernel.vector.Machine;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Thousands of geometries, other ones for each length of vectors and number of registers, each in a process of its
/// own, where even small arrays are fetched as large ones are. More of them, `-Dchainrule.geometries=100000`; others,
/// `-Dchainrule.geometries.first=1000000`.
class RandomGeometriesTest {
    private static final int COUNT = Integer.getInteger("chainrule.geometries", 600);
    private static final long FIRST = Long.getLong("chainrule.geometries.first", 1);

    /// Lanes and registers of SSE, NEON, AVX2 and AVX-512.
    private static final int[][] MACHINES = {{4, 16}, {4, 32}, {8, 16}, {16, 32}};

    @Test
    void float32AgreesWithFloat64OnEveryLengthOfVectors() throws Exception {
        List<Process> processes = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int[] machine : MACHINES) {
            if (machine[0] <= Machine.LANES) {
                processes.add(start(machine[0], machine[1], FIRST + (long) processes.size() * COUNT));
                expected.add("%d lanes, %d registers: right".formatted(machine[0], machine[1]));
            }
        }
        List<String> found = new ArrayList<>();
        for (Process process : processes) {
            found.add(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
        }
        assertThat(found).isEqualTo(expected);
    }

    private static Process start(int lanes, int registers, long first) throws IOException, URISyntaxException {
        Path classes = Path.of(Machine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-XX:MaxVectorSize=" + lanes * Float.BYTES,
                        "-Dchainrule.registers=" + registers,
                        "-Dchainrule.far=0",
                        "-cp",
                        classes + File.pathSeparator + classes.resolveSibling("test-classes"),
                        RandomGeometries.class.getName(),
                        Long.toString(first),
                        Integer.toString(COUNT))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
