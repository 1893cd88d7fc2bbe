package dev.chainrule.lab.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.machine.Slowdown.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlowdownTest {
    private static final Set<String> AVX_2 = Set.of("avx", "avx2", "fma");
    private static final Set<String> AVX_512 = with(AVX_2, "avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd");
    private static final MachineFacts GOOD = new Facts().made();

    private static Set<String> with(Set<String> some, String... others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(Set.of(others));
        return all;
    }

    /// Facts of a machine where all is well, until they are changed.
    private static final class Facts {
        Set<String> instructions = AVX_512;
        OptionalInt cores = OptionalInt.of(4);
        int vectorBits = 512;
        OptionalInt useAvx = OptionalInt.of(3);
        boolean fused = true;
        boolean interpreted;
        int compilers = 4;
        boolean checked;
        int threads = 4;
        OptionalDouble limit = OptionalDouble.empty();

        MachineFacts made() {
            return new MachineFacts(
                    "a processor",
                    instructions,
                    cores,
                    "25",
                    vectorBits,
                    useAvx,
                    fused,
                    interpreted,
                    compilers,
                    checked,
                    threads,
                    new ContainerLimits(limit, OptionalLong.empty()),
                    1 << 30,
                    List.of("a collector"));
        }

        List<Slowdown> slowdowns() {
            return Slowdown.of(made(), 0);
        }

        Slowdown only() {
            assertThat(slowdowns()).hasSize(1);
            return slowdowns().getFirst();
        }
    }

    @Test
    void whereAllIsWellNothingIsSaid() {
        assertThat(Slowdown.of(GOOD, 0)).isEmpty();
        assertThat(Slowdown.of(GOOD, Double.NaN)).isEmpty();
    }

    @Test
    void whereThePlainMachineHasNoMoreNothingIsSaid() {
        Facts facts = new Facts();
        facts.instructions = AVX_2;
        facts.vectorBits = 256;
        facts.useAvx = OptionalInt.of(2);
        assertThat(facts.slowdowns()).isEmpty();
        facts.instructions = Set.of(); // another system, which does not say
        facts.vectorBits = 128;
        facts.useAvx = OptionalInt.empty();
        facts.cores = OptionalInt.empty();
        assertThat(facts.slowdowns()).isEmpty();
    }

    @Test
    void aMissingModuleIsNamedWithItsFlag() {
        Facts facts = new Facts();
        facts.vectorBits = 0;
        facts.checked = true; // of what is not there nothing is said
        facts.fused = false;
        assertThat(facts.only().kind()).isEqualTo(Kind.NO_VECTORS);
        assertThat(facts.only().sentence()).contains("--add-modules jdk.incubator.vector");
        assertThat(facts.only().remedy()).containsExactly("--add-modules", "jdk.incubator.vector");
    }

    @Test
    void anInterpreterIsNamedOnce() {
        Facts facts = new Facts();
        facts.interpreted = true;
        facts.compilers = 0;
        assertThat(facts.only().kind()).isEqualTo(Kind.INTERPRETED);
        assertThat(facts.only().sentence()).contains("-Xint");
    }

    @Test
    void aFirstCompilerAloneIsNamed() {
        Facts facts = new Facts();
        facts.compilers = 1;
        assertThat(facts.only().kind()).isEqualTo(Kind.NO_OPTIMIZER);
        assertThat(facts.only().sentence()).endsWith("-XX:TieredStopAtLevel=1.");
    }

    @Test
    void vectorsShorterThanTheProcessorHasAreNamed() {
        Facts facts = new Facts();
        facts.vectorBits = 256;
        facts.useAvx = OptionalInt.of(2);
        assertThat(facts.only().kind()).isEqualTo(Kind.SHORT_VECTORS);
        assertThat(facts.only().sentence())
                .isEqualTo("The processor has vectors of 512 bits, the JVM computes with 256 (UseAVX=2).");
        assertThat(facts.only().remedy()).containsExactly("-XX:UseAVX=3", "-XX:MaxVectorSize=64");
        facts.instructions = AVX_2;
        facts.vectorBits = 128;
        assertThat(facts.only().sentence()).contains("vectors of 256 bits", "with 128");
        assertThat(facts.only().remedy()).containsExactly("-XX:UseAVX=2", "-XX:MaxVectorSize=32");
    }

    @Test
    void multiplyAddsInSoftwareAreNamedWithAFlagOnlyWhereTheProcessorHasThem() {
        Facts facts = new Facts();
        facts.fused = false;
        assertThat(facts.only().kind()).isEqualTo(Kind.NO_MULTIPLY_ADD);
        assertThat(facts.only().remedy()).containsExactly("-XX:+UseFMA");
        facts.instructions = Set.of("sse4_2");
        facts.vectorBits = 128;
        assertThat(facts.only().sentence()).endsWith("computes each in software.");
        assertThat(facts.only().remedy()).isEmpty();
    }

    @Test
    void checksOfBoundsAreNamedWithTheirProperty() {
        Facts facts = new Facts();
        facts.checked = true;
        assertThat(facts.only().kind()).isEqualTo(Kind.BOUNDS_CHECKS);
        assertThat(facts.only().remedy()).containsExactly("-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0");
    }

    @Test
    void fewerCoresAreNamed() {
        Facts facts = new Facts();
        facts.threads = 2;
        assertThat(facts.only().kind()).isEqualTo(Kind.FEWER_CORES);
        assertThat(facts.only().sentence()).isEqualTo("The machine has 4 cores, the JVM computes with 2.");
        facts.threads = 1;
        assertThat(facts.slowdowns()).extracting(Slowdown::kind).containsExactly(Kind.FEWER_CORES, Kind.ONE_CORE);
        facts.cores = OptionalInt.of(1);
        assertThat(facts.only().kind()).isEqualTo(Kind.ONE_CORE);
    }

    @Test
    void aShareOfTheTimeIsNamedOnlyBelowTheThreads() {
        Facts facts = new Facts();
        facts.limit = OptionalDouble.of(4);
        assertThat(facts.slowdowns()).isEmpty();
        facts.limit = OptionalDouble.of(2.5);
        assertThat(facts.only().kind()).isEqualTo(Kind.QUOTA);
        assertThat(facts.only().sentence())
                .isEqualTo("The container gets the time of 2.5 cores, the JVM computes with 4 threads.");
    }

    @Test
    void otherProgramsAreNamedFromATenthOn() {
        assertThat(Slowdown.of(GOOD, 0.09)).isEmpty();
        assertThat(Slowdown.of(GOOD, 0.5)).singleElement().satisfies(found -> {
            assertThat(found.kind()).isEqualTo(Kind.OTHER_PROGRAMS);
            assertThat(found.sentence()).contains("50 %");
        });
    }

    @Test
    void whatLinuxSaysOfTheProcessorIsRead() {
        List<String> description =
                List.of("processor\t: 0", "flags\t\t: fpu avx2 fma", "", "processor\t: 1", "flags\t\t: fpu");
        assertThat(MachineFacts.cores(description)).hasValue(2);
        assertThat(MachineFacts.instructions(description)).containsExactlyInAnyOrder("fpu", "avx2", "fma");
        assertThat(MachineFacts.cores(List.of())).isEmpty();
        assertThat(MachineFacts.instructions(List.of())).isEmpty();
    }
}
