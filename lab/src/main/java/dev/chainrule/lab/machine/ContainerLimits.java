package dev.chainrule.lab.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How much of the machine the control groups of Linux leave to this process.
///
/// @param cores how many cores' time it gets; empty if all
/// @param memory how many bytes it gets; empty if all
public record ContainerLimits(OptionalDouble cores, OptionalLong memory) {
    /// Version 1 writes no limit as a number near the largest one.
    private static final long UNLIMITED = Long.MAX_VALUE / 2;

    /// Those of this process; none where it is not Linux.
    static ContainerLimits here() {
        return in(Path.of("/proc/self/cgroup"), Path.of("/sys/fs/cgroup"));
    }

    /// The smallest limits of the groups that a process belongs to and of those around them.
    ///
    /// @param membership which lists the groups, a line `number:controllers:path` each
    /// @param root folder of the groups
    static ContainerLimits in(Path membership, Path root) {
        List<Double> cores = new ArrayList<>();
        List<Long> memory = new ArrayList<>();
        for (String line : lines(membership)) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3) {
                // Version 2 has one tree without controllers; version 1 a tree for each set of them.
                Path tree = root.resolve(parts[1]);
                Path own = tree.resolve(parts[2].replaceFirst("^/+", "")).normalize();
                for (@Nullable Path group = own; group != null && group.startsWith(tree); group = group.getParent()) {
                    addCores(group, cores);
                    addMemory(group, memory);
                }
            }
        }
        return new ContainerLimits(
                cores.stream().mapToDouble(Double::doubleValue).min(),
                memory.stream().mapToLong(Long::longValue).min());
    }

    private static void addCores(Path group, List<Double> cores) {
        for (String line : lines(group.resolve("cpu.max"))) {
            String[] quotaAndPeriod = line.split(" ", -1);
            if (quotaAndPeriod.length == 2) {
                addShare(quotaAndPeriod[0], quotaAndPeriod[1], cores);
            }
        }
        List<String> quota = lines(group.resolve("cpu.cfs_quota_us"));
        List<String> period = lines(group.resolve("cpu.cfs_period_us"));
        if (!quota.isEmpty() && !period.isEmpty()) {
            addShare(quota.getFirst(), period.getFirst(), cores);
        }
    }

    private static void addShare(String quota, String period, List<Double> cores) {
        if (quota.matches("\\d{1,15}") && period.matches("[1-9]\\d{0,14}")) {
            cores.add(Double.parseDouble(quota) / Double.parseDouble(period));
        }
    }

    private static void addMemory(Path group, List<Long> memory) {
        for (String name : List.of("memory.max", "memory.limit_in_bytes")) {
            for (String line : lines(group.resolve(name))) {
                if (line.matches("\\d{1,18}") && Long.parseLong(line) < UNLIMITED) {
                    memory.add(Long.parseLong(line));
                }
            }
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // not there on this system
        }
    }
}
