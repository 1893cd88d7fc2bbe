package dev.chainrule.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionSetTest {
    private static final Processor HASWELL = Processor.parse(List.of(
            "processor\t: 0", "model name\t: A processor: of 2013", "flags\t\t: fpu sse4_2 avx avx2 fma fma", ""));

    @ParameterizedTest
    @EnumSource
    void aSetIsReadFromItsName(InstructionSet set) {
        assertThat(BenchSettings.parse("nets", "--isa=" + set.title()).isa()).contains(set);
    }

    @Test
    void withoutTheOptionNothingIsHeldBack() {
        assertThat(BenchSettings.parse("nets").isa()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--isa=avx", "--isa=AVX2", "--isa=", "--isa"})
    void anotherNameIsRefused(String word) {
        assertThatThrownBy(() -> BenchSettings.parse(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("expected one of avx512, avx2, vectors128, sse");
    }

    @Test
    void aProcessorIsReadFromTheDescriptionOfLinux() {
        assertThat(HASWELL)
                .isEqualTo(new Processor("A processor: of 2013", Set.of("fpu", "sse4_2", "avx", "avx2", "fma")));
    }

    @Test
    void whatTheProcessorLacksIsRefusedInOneLine() {
        assertThatThrownBy(() -> InstructionSet.AVX512.requireOn(HASWELL))
                .hasMessage("bench: --isa=avx512 does not fit the processor A processor: of 2013, which lacks avx512f,"
                        + " avx512cd, avx512dq, avx512bw, avx512vl; expected avx2, vectors128, sse");
        assertThatThrownBy(() -> InstructionSet.AVX2.requireOn(new Processor("old", Set.of("sse4_2", "avx2"))))
                .hasMessage("bench: --isa=avx2 does not fit the processor old, which lacks fma; expected sse");
    }

    @Test
    void whatTheProcessorHasIsNot() {
        assertThatCode(() -> InstructionSet.AVX2.requireOn(HASWELL)).doesNotThrowAnyException();
        assertThatCode(() -> InstructionSet.SSE.requireOn(HASWELL)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void aMachineThatDoesNotTellIsRefused(InstructionSet set) {
        assertThatThrownBy(() -> set.requireOn(new Processor("another system", Set.of())))
                .hasMessage("bench: --isa=" + set.title()
                        + " does not fit this machine, another system; expected Linux on x86-64");
    }

    @ParameterizedTest
    @CsvSource({"AVX512, -XX:UseAVX=3", "AVX2, -XX:UseAVX=2", "VECTORS128, -XX:MaxVectorSize=16", "SSE, -XX:UseAVX=0"})
    void oursIsHeldByAFlagBehindAllOthers(InstructionSet set, String flag) {
        List<String> command =
                WorkerProcess.builder(Library.CHAINRULE, 2, Optional.of(set)).command();
        assertThat(command).containsSequence(flag, Worker.class.getName(), "CHAINRULE", "2");
        assertThat(WorkerProcess.builder(Library.DJL, 2, Optional.of(set)).command())
                .doesNotContain(flag);
    }

    @Test
    void peersAreHeldByTheirVariables() {
        assertThat(WorkerProcess.builder(Library.LIBTORCH, 1, Optional.of(InstructionSet.AVX2))
                        .environment())
                .containsAllEntriesOf(Map.of(
                        "ATEN_CPU_CAPABILITY", "avx2",
                        "ONEDNN_MAX_CPU_ISA", "AVX2",
                        "MKL_ENABLE_INSTRUCTIONS", "AVX2",
                        "OPENBLAS_CORETYPE", "HASWELL"));
        assertThat(WorkerProcess.builder(Library.DJL, 1, Optional.of(InstructionSet.SSE))
                        .environment())
                .containsAllEntriesOf(Map.of(
                        "ATEN_CPU_CAPABILITY", "default",
                        "ONEDNN_MAX_CPU_ISA", "SSE41",
                        "MKL_ENABLE_INSTRUCTIONS", "SSE4_2",
                        "OPENBLAS_CORETYPE", "NEHALEM"));
    }

    @Test
    void whatTheCallerAskedOfThePeersIsForgotten() {
        Map<String, String> environment =
                new HashMap<>(Map.of("OPENBLAS_CORETYPE", "NEHALEM", "DNNL_MAX_CPU_ISA", "SSE41", "HOME", "here"));
        assertThat(NativePart.freed(environment))
                .hasValue("not handed on to the peers: OPENBLAS_CORETYPE=NEHALEM, DNNL_MAX_CPU_ISA=SSE41;"
                        + " --isa holds them back, and ours likewise");
        NativePart.free(environment);
        assertThat(environment).containsOnly(Map.entry("HOME", "here"));
        assertThat(NativePart.freed(environment)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void withoutASetNothingHoldsThePeersBack(Library library) {
        for (Optional<InstructionSet> set :
                List.of(Optional.<InstructionSet>empty(), Optional.of(InstructionSet.AVX512))) {
            assertThat(WorkerProcess.builder(library, 1, set).environment())
                    .doesNotContainKeys(
                            "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "ONEDNN_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS");
        }
    }

    @Test
    void eachPartSaysWhatItUsesOrElseWhatWasAsked() {
        List<String> printed = List.of(
                "onednn_verbose,v1,info,oneDNN v3.7.1 (commit 8d26)",
                "onednn_verbose,v1,info,cpu,isa:Intel AVX2",
                "onednn_verbose,v1,primitive,exec,cpu,convolution,jit:avx2",
                "MKL_VERBOSE oneMKL 2024.0 Product build 20240605 for Intel(R) 64 architecture Intel(R) Advanced Vector"
                        + " Extensions 2 (Intel(R) AVX2) enabled processors, Lnx 2.60GHz lp64 gnu_thread",
                "ATen: AVX2");
        assertThat(NativePart.used(Library.DJL.parts(), printed, Map.of()))
                .isEqualTo("ATen AVX2, oneDNN Intel AVX2, MKL Intel(R) Advanced Vector Extensions 2 (Intel(R) AVX2)");
        List<String> ofAnother = List.of(
                "MKL_VERBOSE oneMKL 2024.0 Product build 20240605 for Intel(R) 64 architecture Intel(R) Architecture"
                        + " processors, Lnx 2.60GHz lp64 gnu_thread");
        assertThat(NativePart.used(
                        Library.DJL.parts(), ofAnother, Map.of("MKL_ENABLE_INSTRUCTIONS", "SSE4_2", "X", "Y")))
                .isEqualTo("ATen (does not say), oneDNN (does not say), MKL SSE4_2 (asked; it does not say)");
    }

    @Test
    void workersSayWhatTheyReallyUse() {
        assumeTrue(Processor.here().flags().containsAll(Set.of("avx2", "fma")));
        assertThat(instructions(Library.CHAINRULE, InstructionSet.SSE))
                .isEqualTo("vectors of 128 bits, 16 registers, UseAVX=0, UseFMA=false");
        assertThat(instructions(Library.CHAINRULE, InstructionSet.AVX2))
                .isEqualTo("vectors of 256 bits, 16 registers, UseAVX=2, UseFMA=true");
        assertThat(instructions(Library.OPENBLAS, InstructionSet.SSE)).isEqualTo("OpenBLAS Nehalem");
        assertThat(instructions(Library.LIBTORCH, InstructionSet.AVX2))
                .isEqualTo("ATen AVX2, oneDNN Intel AVX2, OpenBLAS Haswell");
        assertThat(instructions(Library.DJL, InstructionSet.AVX2)).startsWith("ATen AVX2, oneDNN Intel AVX2, MKL ");
    }

    private static String instructions(Library library, InstructionSet set) {
        try (WorkerProcess worker = new WorkerProcess(library, 1, Optional.of(set))) {
            return worker.instructions();
        }
    }

    @Test
    void aRefusalIsOneLineAndExitCodeTwo() throws IOException, InterruptedException {
        Process bench = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Bench.class.getName(),
                        "--isa=avx10")
                .redirectErrorStream(true)
                .start();
        assertThat(bench.inputReader().readAllLines())
                .containsExactly("bench: --isa=avx10 does not fit; expected one of avx512, avx2, vectors128, sse");
        assertThat(bench.waitFor()).isEqualTo(2);
    }

    @Test
    void onlyOursWithoutAvxIsWarnedOf() {
        assertThat(InstructionSet.SSE.warning(Set.of(Library.CHAINRULE, Library.DJL)))
                .hasValueSatisfying(line -> assertThat(line).startsWith("Chainrule: without AVX"));
        assertThat(InstructionSet.SSE.warning(Set.of(Library.DJL))).isEmpty();
        assertThat(InstructionSet.AVX2.warning(Set.of(Library.CHAINRULE))).isEmpty();
    }

    @Test
    void productsAreChosen() {
        assertThat(BenchSettings.parse("--products=NN:32x32x32,TN:3x4x5").products())
                .containsExactly(new ProductShape(false, false, 32, 32, 32), new ProductShape(true, false, 3, 4, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--products=", "--products=32x32x32", "--products=NN:0x1x1", "--products=XN:1x1x1"})
    void aProductThatDoesNotFitIsNamed(String word) {
        assertThatThrownBy(() -> BenchSettings.parse(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("product " + word.substring(word.indexOf('=') + 1))
                .hasMessageContaining("expected one like");
    }
}
