package dev.chainrule.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLimitsTest {
    @TempDir
    Path folder;

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve("groups").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text + "\n");
    }

    private ContainerLimits limits(String membership) throws IOException {
        Path file = Files.writeString(folder.resolve("membership"), membership + "\n");
        return ContainerLimits.in(file, folder.resolve("groups"));
    }

    @Test
    void whereThereAreNoGroupsThereIsNoLimit() {
        ContainerLimits none = ContainerLimits.in(folder.resolve("gone"), folder.resolve("gone"));
        assertThat(none.cores()).isEmpty();
        assertThat(none.memory()).isEmpty();
    }

    @Test
    void theSmallestLimitOfTheGroupsAroundCounts() throws IOException {
        write("cpu.max", "max 100000");
        write("memory.max", "max");
        write("a/cpu.max", "150000 100000");
        write("a/memory.max", "1000000");
        write("a/b/cpu.max", "400000 100000");
        write("a/b/memory.max", "3000000");
        write("c/cpu.max", "1 100000"); // of another process
        ContainerLimits limits = limits("0::/a/b");
        assertThat(limits.cores()).hasValue(1.5);
        assertThat(limits.memory()).hasValue(1_000_000);
    }

    @Test
    void noLimitIsWrittenInTwoWays() throws IOException {
        write("cpu.max", "max 100000");
        write("memory.max", "max");
        write("memory/memory.limit_in_bytes", "9223372036854771712");
        write("cpu/cpu.cfs_quota_us", "-1");
        write("cpu/cpu.cfs_period_us", "100000");
        ContainerLimits limits = limits("4:memory:/\n3:cpu:/\n0::/");
        assertThat(limits.cores()).isEmpty();
        assertThat(limits.memory()).isEmpty();
    }

    @Test
    void theOlderFormIsReadToo() throws IOException {
        write("memory/memory.limit_in_bytes", "2000000");
        write("cpu,cpuacct/cpu.cfs_quota_us", "50000");
        write("cpu,cpuacct/cpu.cfs_period_us", "100000");
        ContainerLimits limits = limits("4:memory:/docker/x\n3:cpu,cpuacct:/docker/x");
        assertThat(limits.cores()).hasValue(0.5);
        assertThat(limits.memory()).hasValue(2_000_000);
    }
}
