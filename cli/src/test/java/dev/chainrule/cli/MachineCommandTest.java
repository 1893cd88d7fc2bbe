package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.lab.machine.ContainerLimits;
import dev.chainrule.lab.machine.MachineFacts;
import dev.chainrule.lab.machine.MachineReport;
import dev.chainrule.lab.machine.Probe;
import dev.chainrule.lab.machine.ProductRate;
import dev.chainrule.lab.machine.Slowdown;
import dev.chainrule.lab.text.MaximumHeap;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MachineCommandTest {
    private static final MachineFacts FACTS = new MachineFacts(
            "a processor",
            Set.of(),
            OptionalInt.of(4),
            "25, a maker",
            256,
            OptionalInt.of(2),
            true,
            false,
            4,
            true,
            2,
            new ContainerLimits(OptionalDouble.of(1.5), OptionalLong.of(3L << 30)),
            1L << 30,
            List.of("young", "old"));

    /// A report with everything that one can have.
    static MachineReport full() {
        return new MachineReport(
                FACTS,
                OptionalDouble.of(50e9),
                List.of(new ProductRate(512, 1, 45e9), new ProductRate(512, 2, 80e9)),
                new LinkedHashMap<>(Map.of("quick", 1.34)),
                false,
                Slowdown.of(FACTS, 0.25).stream()
                        .map(slowdown -> new MachineReport.Weighed(
                                slowdown,
                                slowdown.remedy().isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new Probe(46e9, OptionalDouble.of(0.020)))))
                        .toList(),
                Optional.of(new Probe(45e9, OptionalDouble.of(0.025))));
    }

    private static MachineReport with(
            MachineFacts facts, OptionalDouble peak, SequencedMap<String, Double> epochs, boolean slow) {
        return new MachineReport(facts, peak, List.of(), epochs, slow, List.of(), Optional.empty());
    }

    @Test
    void everythingIsSaidInLines() {
        assertThat(String.join("\n", MachineText.lines(full(), 80))).isEqualToNormalizingNewlines("""
            processor   a processor, 4 cores
            Java        25, a maker
            vectors     256 bits, with fused multiply-add
            threads     2; the container gets the time of 1.5 cores and 3.0 GiB
            heap        at most 1.0 GiB; young, old
            peak        100 GFLOP/s a thread: multiply-adds between registers
            product     512³ with 1 thread: 90 GFLOP/s, 90 % of the peak
            product     512³ with 2 threads: 160 GFLOP/s, 80 % of the peak

            Slower than it might be:
            - Each access of a vector to an array is checked against its bounds.
              With -Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0:
              a product of 64³ on one thread: 92 GFLOP/s instead of 90 GFLOP/s, a difference
                that may be noise
              a training step of preset quick on one thread: 20.0 ms instead of 25.0 ms
            - The machine has 4 cores, the JVM computes with 2.
            - The container gets the time of 1.5 cores, the JVM computes with 2 threads.
            - Other programs used 25 % of the machine's time while this was measured.

            An epoch of each preset should take about so long. It is an estimate: the
            multiply-adds of an epoch, at the speed of steps that were timed just now on one
            of three networks, the one like it; reading, augmenting and writing are not in
            it:
              quick  1.3 s\
            """);
    }

    @Test
    void nothingIsSaidOfWhatWasNotMeasured() {
        List<String> noVectors =
                MachineText.lines(with(FACTS, OptionalDouble.empty(), new LinkedHashMap<>(), true), 80);
        assertThat(noVectors).noneMatch(line -> line.startsWith("peak") || line.contains("epoch"));
        assertThat(noVectors).last().isEqualTo("Nothing of what is known to slow this library down is the case here.");
        assertThat(MachineText.lines(with(FACTS, OptionalDouble.of(1e6), new LinkedHashMap<>(), true), 80))
                .contains("peak        0.002 GFLOP/s a thread: multiply-adds between registers")
                .contains("Nothing larger was measured: it would take too long.");
        assertThat(MachineText.lines(with(FACTS, OptionalDouble.of(50e9), new LinkedHashMap<>(), false), 80))
                .last()
                .isEqualTo("How long an epoch takes was not estimated: it depends on those other programs.");
    }

    /// The one run of the command in the tests: it takes its time.
    @Test
    void theReportOnThisMachineHasAllThatCanBeKnown() throws FormatException {
        Outcome outcome = Outcome.of("machine", "--json");
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        Map<?, ?> report = (Map<?, ?>) Json.read(outcome.out().getBytes(StandardCharsets.UTF_8), "output", 0);
        assertThat(report.get("vector_bits")).isEqualTo((long) Kernels.vectorBits());
        assertThat(report.get("threads")).isEqualTo((long) Runtime.getRuntime().availableProcessors());
        assertThat(report.get("heap")).isEqualTo(MaximumHeap.bytes());
        assertThat((String) report.get("java")).startsWith(Runtime.version().toString());
        assertThat((Double) report.get("peak_gflops")).isPositive();
        assertThat((List<?>) report.get("products")).isNotEmpty();
        // Tests run with the check of bounds, and so it must be said, and weighed in another JVM.
        assertThat(report.get("bounds_checked")).isEqualTo(true);
        assertThat((List<?>) report.get("slowdowns")).anySatisfy(each -> {
            Map<?, ?> slowdown = (Map<?, ?>) each;
            assertThat(slowdown.get("kind")).isEqualTo("bounds-checks");
            assertThat((Double) slowdown.get("probe_gflops")).isPositive();
        });
        assertThat((Double) report.get("probe_gflops")).isPositive();
    }
}
