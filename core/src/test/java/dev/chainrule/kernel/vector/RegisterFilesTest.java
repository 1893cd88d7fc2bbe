package dev.chainrule.kernel.vector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The tiles of every register file, each in a process of its own.
class RegisterFilesTest {

    @Test
    void productsAndConvolutionsHaveTheSameBitsOnEveryRegisterFile() throws Exception {
        List<Process> processes = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int registers : new int[] {16, 32}) {
            for (int lanes = 4; lanes <= Machine.LANES; lanes *= 2) {
                processes.add(start(lanes, registers));
                expected.add(lanes + " " + registers + " " + SomeKernels.hash());
            }
        }
        List<String> found = new ArrayList<>();
        for (Process process : processes) {
            found.add(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
        }
        assertThat(found).isEqualTo(expected);
    }

    private static Process start(int lanes, int registers) throws IOException, URISyntaxException {
        Path classes = Path.of(Machine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        ProcessBuilder process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:MaxVectorSize=" + lanes * Float.BYTES,
                "-Dchainrule.registers=" + registers,
                "-cp",
                classes + java.io.File.pathSeparator + classes.resolveSibling("test-classes"),
                SomeKernels.class.getName());
        return process.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
