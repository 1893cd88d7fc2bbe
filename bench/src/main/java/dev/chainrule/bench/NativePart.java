package dev.chainrule.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the peers compute with: a part of native code that chooses its instructions by itself, unless a variable of the
/// environment holds it back.
enum NativePart {
    /// PyTorch's own loops.
    ATEN("ATen", "ATEN_CPU_CAPABILITY", "avx2", "default", "ATen: (.*)"),

    /// Convolutions.
    ONEDNN("oneDNN", "ONEDNN_MAX_CPU_ISA", "AVX2", "SSE41", "onednn_verbose,.*\\bcpu,isa:(.*)"),

    /// Matrix products of DJL's PyTorch. On processors that are not Intel's it names no instructions.
    MKL(
            "MKL",
            "MKL_ENABLE_INSTRUCTIONS",
            "AVX2",
            "SSE4_2",
            "MKL_VERBOSE .* for Intel\\(R\\) 64 architecture (.*) enabled processors.*"),

    /// Matrix products; it names the processor that its kernels were written for.
    OPENBLAS("OpenBLAS", "OPENBLAS_CORETYPE", "HASWELL", "NEHALEM", "OpenBLAS: (.*)");

    /// All variables that hold some part back, those under older names and OpenBLAS's size of a block among them.
    private static final List<String> VARIABLES = Stream.concat(
                    Arrays.stream(values()).map(NativePart::variable),
                    Stream.of("DNNL_MAX_CPU_ISA", "OPENBLAS_L2_SIZE"))
            .toList();

    private final String title;
    private final String variable;
    private final String forAvx2;
    private final String forSse;
    private final Pattern said;

    NativePart(String title, String variable, String forAvx2, String forSse, String said) {
        this.title = title;
        this.variable = variable;
        this.forAvx2 = forAvx2;
        this.forSse = forSse;
        this.said = Pattern.compile(said);
    }

    /// The variable that holds it back.
    String variable() {
        return variable;
    }

    /// The value of its variable; none where it may choose.
    Optional<String> value(InstructionSet set) {
        return switch (set) {
            case AVX512 -> Optional.empty();
            case AVX2 -> Optional.of(forAvx2);
            case VECTORS128, SSE -> Optional.of(forSse);
        };
    }

    /// Takes away what the caller's environment asks of the parts: a peer that is held back without a word is no
    /// peer.
    static void free(Map<String, String> environment) {
        environment.keySet().removeAll(VARIABLES);
    }

    /// For the head of a run: what [#free] takes away, if anything.
    static Optional<String> freed(Map<String, String> environment) {
        String asked = VARIABLES.stream()
                .filter(environment::containsKey)
                .map(name -> name + "=" + environment.get(name))
                .collect(Collectors.joining(", "));
        return asked.isEmpty()
                ? Optional.empty()
                : Optional.of("not handed on to the peers: " + asked + "; --isa holds them back, and ours likewise");
    }

    /// The line by which a worker tells what this part said when asked.
    String line(String instructions) {
        return title + ": " + instructions;
    }

    /// For the head of a table: what it said in one of the lines, else what was asked of it.
    private String used(List<String> lines, Map<String, String> environment) {
        Optional<String> reported = lines.stream()
                .map(said::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1))
                .findFirst();
        String asked = environment.get(variable);
        return title + " "
                + reported.orElseGet(() -> asked == null ? "(does not say)" : asked + " (asked; it does not say)");
    }

    /// For the head of a table: what each part used.
    static String used(List<NativePart> parts, List<String> lines, Map<String, String> environment) {
        return parts.stream().map(part -> part.used(lines, environment)).collect(Collectors.joining(", "));
    }
}
