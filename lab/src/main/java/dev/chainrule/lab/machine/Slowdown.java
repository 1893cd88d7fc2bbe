package dev.chainrule.lab.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Something that makes the library slower here than this machine could be.
///
/// @param kind what it is
/// @param sentence what is the case, in numbers of this machine
/// @param remedy flags of the JVM without which, or with which, it would not be; empty where no flag helps
public record Slowdown(Kind kind, String sentence, List<String> remedy) {
    private static final Set<String> AVX_512 = Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd");
    private static final double LEAST_OTHERS = 0.1;
    private static final Set<String> AVX_2 = Set.of("avx2");

    /// What may slow the library down.
    public enum Kind {
        /// The Vector API is not loaded.
        NO_VECTORS,
        /// Nothing is compiled.
        INTERPRETED,
        /// The compiler of vectors is off.
        NO_OPTIMIZER,
        /// Shorter vectors than the processor has.
        SHORT_VECTORS,
        /// No instruction for a multiply-add.
        NO_MULTIPLY_ADD,
        /// Each access of a vector is checked.
        BOUNDS_CHECKS,
        /// One core computes.
        ONE_CORE,
        /// The JVM sees fewer cores than there are.
        FEWER_CORES,
        /// The container may use less time than its cores have.
        QUOTA,
        /// Other programs compute.
        OTHER_PROGRAMS;

        /// Whether training takes many times as long, not only longer: each vector is an object, or each
        /// multiply-add a call.
        public boolean isManyfold() {
            return switch (this) {
                case INTERPRETED, NO_OPTIMIZER, NO_MULTIPLY_ADD -> true;
                case NO_VECTORS, SHORT_VECTORS, BOUNDS_CHECKS, ONE_CORE, FEWER_CORES, QUOTA, OTHER_PROGRAMS -> false;
            };
        }
    }

    /// All that are the case.
    ///
    /// @param facts of the machine
    /// @param others the share of the machine's time that other programs used while it was measured; NaN where that
    /// is not known
    public static List<Slowdown> of(MachineFacts facts, double others) {
        List<Slowdown> found = new ArrayList<>();
        addOfJvm(facts, found);
        if (facts.vectorBits() > 0) {
            addOfVectors(facts, found);
        }
        addOfCores(facts, found);
        if (others >= LEAST_OTHERS) {
            found.add(new Slowdown(
                    Kind.OTHER_PROGRAMS,
                    "Other programs used %s %% of the machine's time while this was measured."
                            .formatted(Math.round(100 * others)),
                    List.of()));
        }
        return found;
    }

    private static void addOfJvm(MachineFacts facts, List<Slowdown> found) {
        if (facts.vectorBits() == 0) {
            found.add(new Slowdown(
                    Kind.NO_VECTORS,
                    "The JDK's module jdk.incubator.vector is not loaded, without which float32 cannot be computed;"
                            + " start java with --add-modules jdk.incubator.vector.",
                    List.of("--add-modules", "jdk.incubator.vector")));
        }
        if (facts.interpreted()) {
            found.add(new Slowdown(
                    Kind.INTERPRETED,
                    "The JVM compiles nothing: it was started with -Xint, or with a flag of the same effect.",
                    List.of("-Xmixed", "-XX:TieredStopAtLevel=" + MachineFacts.ALL_COMPILERS)));
        } else if (facts.compilers() < MachineFacts.ALL_COMPILERS) {
            found.add(new Slowdown(
                    Kind.NO_OPTIMIZER,
                    "The JVM does not use its optimizing compiler, which alone makes instructions of vectors:"
                            + " -XX:TieredStopAtLevel=" + facts.compilers() + ".",
                    List.of("-XX:TieredStopAtLevel=" + MachineFacts.ALL_COMPILERS)));
        }
    }

    private static void addOfVectors(MachineFacts facts, List<Slowdown> found) {
        boolean longer = facts.instructions().containsAll(AVX_512);
        int possible = longer ? 512 : facts.instructions().containsAll(AVX_2) ? 256 : 0;
        List<String> widest = List.of("-XX:UseAVX=" + (longer ? 3 : 2), "-XX:MaxVectorSize=" + possible / Byte.SIZE);
        if (facts.vectorBits() < possible) {
            found.add(new Slowdown(
                    Kind.SHORT_VECTORS,
                    "The processor has vectors of %s bits, the JVM computes with %s%s."
                            .formatted(
                                    possible,
                                    facts.vectorBits(),
                                    facts.useAvx().isPresent()
                                            ? " (UseAVX=" + facts.useAvx().getAsInt() + ")"
                                            : ""),
                    widest));
        }
        if (!facts.fusedMultiplyAdd()) {
            List<String> flags = new ArrayList<>(facts.vectorBits() < possible ? widest : List.of());
            flags.add("-XX:+UseFMA");
            boolean had = facts.instructions().contains("fma");
            found.add(new Slowdown(
                    Kind.NO_MULTIPLY_ADD,
                    "The JVM has no instruction for a fused multiply-add and computes each in software"
                            + (had ? ", though the processor has one." : "."),
                    had ? flags : List.of()));
        }
        if (facts.boundsChecked()) {
            found.add(new Slowdown(
                    Kind.BOUNDS_CHECKS,
                    "Each access of a vector to an array is checked against its bounds.",
                    List.of("-D" + MachineFacts.BOUNDS_CHECK + "=0")));
        }
    }

    private static void addOfCores(MachineFacts facts, List<Slowdown> found) {
        if (facts.cores().isPresent() && facts.threads() < facts.cores().getAsInt()) {
            found.add(new Slowdown(
                    Kind.FEWER_CORES,
                    "The machine has %s cores, the JVM computes with %s."
                            .formatted(facts.cores().getAsInt(), facts.threads()),
                    List.of()));
        }
        if (facts.threads() == 1) {
            found.add(new Slowdown(Kind.ONE_CORE, "One thread computes: nothing runs side by side.", List.of()));
        }
        double quota = facts.limits().cores().orElse(facts.threads());
        if (quota < facts.threads()) {
            found.add(new Slowdown(
                    Kind.QUOTA,
                    "The container gets the time of %s cores, the JVM computes with %s threads."
                            .formatted(Math.round(100 * quota) / 100.0, facts.threads()),
                    List.of()));
        }
    }
}
