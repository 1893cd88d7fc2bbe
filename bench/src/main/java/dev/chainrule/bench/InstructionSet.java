package dev.chainrule.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The instructions that a run of the benchmarks holds both sides to, as if the processor had no more: ours by a flag
/// of the JVM, the peers by the variables of [NativePart].
enum InstructionSet {
    /// The peers choose for themselves, since what they choose may go beyond the name.
    AVX512("-XX:UseAVX=3", "avx512f", "avx512cd", "avx512dq", "avx512bw", "avx512vl"),

    /// With fused multiply-add, which every processor with AVX2 that the JDK and the peers know has, too.
    AVX2("-XX:UseAVX=2", "avx2", "fma"),

    /// Vectors of 128 bits with fused multiply-add, as other processors have them, beside peers without it: SSE
    /// 4.2.
    VECTORS128("-XX:MaxVectorSize=16", "avx2", "fma"),

    /// SSE 4.2. The JDK has no fused multiply-add then and computes each in software.
    SSE("-XX:UseAVX=0", "sse4_2");

    private final String jvmFlag;
    private final List<String> needed;

    /// @param jvmFlag what holds our JVM back
    /// @param needed what Linux must say that the processor has
    InstructionSet(String jvmFlag, String... needed) {
        this.jvmFlag = jvmFlag;
        this.needed = List.of(needed);
    }

    /// The set of a name, as `--isa=` has it.
    static InstructionSet of(String name) {
        return Arrays.stream(values())
                .filter(set -> set.title().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "bench: --isa=%s does not fit; expected one of %s".formatted(name, titles(List.of(values())))));
    }

    /// The name, as `--isa=` has it.
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Refuses a processor that lacks some of the instructions.
    ///
    /// @throws IllegalArgumentException in one line
    void requireOn(Processor processor) {
        List<String> missing = missingOn(processor);
        if (missing.isEmpty()) {
            return;
        }
        List<InstructionSet> possible = Arrays.stream(values())
                .filter(set -> set.missingOn(processor).isEmpty())
                .toList();
        throw new IllegalArgumentException(
                possible.isEmpty()
                        ? "bench: --isa=%s does not fit this machine, %s; expected Linux on x86-64"
                                .formatted(title(), processor.name())
                        : "bench: --isa=%s does not fit the processor %s, which lacks %s; expected %s"
                                .formatted(title(), processor.name(), String.join(", ", missing), titles(possible)));
    }

    private List<String> missingOn(Processor processor) {
        return needed.stream().filter(flag -> !processor.flags().contains(flag)).toList();
    }

    private static String titles(List<InstructionSet> sets) {
        return String.join(", ", sets.stream().map(InstructionSet::title).toList());
    }

    /// The flags of the library's JVM. The last of several counts, so they go behind any others.
    List<String> jvmFlags(Library library) {
        return library == Library.CHAINRULE ? List.of(jvmFlag) : List.of();
    }

    /// Sets the peers' variables.
    void hold(Map<String, String> environment) {
        for (NativePart part : NativePart.values()) {
            part.value(this).ifPresent(value -> environment.put(part.variable(), value));
        }
    }

    /// What to say before a run that would take very long.
    Optional<String> warning(Set<Library> libraries) {
        return this == SSE && libraries.contains(Library.CHAINRULE)
                ? Optional.of(Library.CHAINRULE.title
                        + ": without AVX the JDK computes each multiply-add in software, about a million a second;"
                        + " choose small work by --products= or --nets=, or --libraries= without it")
                : Optional.empty();
    }
}
