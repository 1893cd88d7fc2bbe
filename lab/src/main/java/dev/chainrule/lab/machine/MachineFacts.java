package dev.chainrule.lab.machine;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.lab.run.Environment;
import dev.chainrule.lab.text.JvmFlag;
import dev.chainrule.lab.text.MaximumHeap;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// What can be said of this machine and its JVM without measuring.
///
/// @param processor its name
/// @param instructions what the processor can, in the words of Linux; empty elsewhere
/// @param cores of the machine; empty where it is not known
/// @param java version and maker of the JVM
/// @param vectorBits of the vectors that float32 is computed with; 0 where the Vector API is not loaded
/// @param useAvx the JVM's setting; empty on processors without it
/// @param fusedMultiplyAdd whether the JVM has an instruction for it
/// @param interpreted whether the JVM compiles nothing
/// @param compilers how far code is compiled: 4 is all the way
/// @param boundsChecked whether each access of a vector to an array is checked
/// @param threads how many the JVM computes with
/// @param limits of the container
/// @param heap bytes that the heap may have
/// @param collectors the JVM's, by name
public record MachineFacts(
        String processor,
        Set<String> instructions,
        OptionalInt cores,
        String java,
        int vectorBits,
        OptionalInt useAvx,
        boolean fusedMultiplyAdd,
        boolean interpreted,
        int compilers,
        boolean boundsChecked,
        int threads,
        ContainerLimits limits,
        long heap,
        List<String> collectors) {
    static final String BOUNDS_CHECK = "jdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK";
    static final int ALL_COMPILERS = 4;

    /// Those of this process.
    public static MachineFacts here() {
        Environment environment = Environment.current();
        List<String> description = description();
        return new MachineFacts(
                environment.processor(),
                instructions(description),
                cores(description),
                environment.java(),
                environment.vectorBits(),
                JvmFlag.value("UseAVX")
                        .map(Integer::parseInt)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()),
                JvmFlag.value("UseFMA").map(Boolean::parseBoolean).orElse(true),
                System.getProperty("java.vm.info", "").contains("interpreted mode"),
                JvmFlag.value("TieredStopAtLevel").map(Integer::parseInt).orElse(ALL_COMPILERS),
                Kernels.vectorBits() > 0 && Integer.getInteger(BOUNDS_CHECK, 2) != 0,
                Runtime.getRuntime().availableProcessors(),
                ContainerLimits.here(),
                MaximumHeap.bytes(),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .toList());
    }

    private static List<String> description() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo"));
        } catch (IOException e) {
            return List.of(); // only Linux tells
        }
    }

    static Set<String> instructions(List<String> description) {
        return description.stream()
                .filter(line -> line.matches("flags\\s*:.*"))
                .findFirst()
                .map(line -> line.replaceFirst("[^:]*:", "").strip().split(" "))
                .map(words -> Set.copyOf(Arrays.asList(words)))
                .orElse(Set.of());
    }

    static OptionalInt cores(List<String> description) {
        int count = (int) description.stream()
                .filter(line -> line.matches("processor\\s*:.*"))
                .count();
        return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
    }
}
