package dev.chainrule.lab.machine;

import dev.chainrule.kernel.Kernels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/// What this machine and its JVM are, how fast the library is on them, and what slows it down.
///
/// ```java
/// MachineReport report = MachineReport.measured();
/// ```
///
/// @param facts what need not be measured
/// @param peak multiply-adds a second of one thread between registers, which no kernel can exceed; empty where float32
/// cannot be computed
/// @param products rates of large products; empty where they would take too long
/// @param epochs seconds that an epoch of each preset should take, by its name; empty where steps would take too long,
/// or other programs use most of the machine
/// @param slow whether so little is computed that nothing large was measured
/// @param slowdowns all that are the case
/// @param probe the same as of a slowdown's remedy, with the flags that this JVM has; empty where none was measured
public record MachineReport(
        MachineFacts facts,
        OptionalDouble peak,
        List<ProductRate> products,
        SequencedMap<String, Double> epochs,
        boolean slow,
        List<Weighed> slowdowns,
        Optional<Probe> probe) {
    private static final int[] SIZES = {512, 1024};
    private static final int PEAK_ROUNDS = 20_000;
    private static final long PEAK_NANOS = 200_000_000;
    private static final long PRODUCT_NANOS = 200_000_000;
    private static final long FAMILY_NANOS = 300_000_000;

    /// Where other programs use more of the machine's time, an epoch takes as long as they let it, and steps cannot
    /// be compared.
    private static final double MOST_OTHERS = 0.5;

    /// A slowdown and what was measured without it.
    ///
    /// @param slowdown what is the case
    /// @param without it, in a process with the flags of its remedy; empty where there are none
    public record Weighed(Slowdown slowdown, Optional<Probe> without) {}

    /// Looks and measures: about 13 seconds, and three more for each slowdown that a flag would remove.
    public static MachineReport measured() {
        MachineFacts facts = MachineFacts.here();
        if (facts.vectorBits() == 0) {
            return new MachineReport(
                    facts,
                    OptionalDouble.empty(),
                    List.of(),
                    new LinkedHashMap<>(),
                    true,
                    weighed(Slowdown.of(facts, Double.NaN), true),
                    Optional.empty());
        }
        Load load = new Load();
        double peak = measuredPeak();
        List<ProductRate> products = new ArrayList<>();
        products.add(ProductRate.measured(Probe.SIZE, 1, PRODUCT_NANOS));
        boolean slow = products.getFirst().multiplyAddsPerSecond() < Probe.SLOWEST;
        for (int size : slow ? new int[0] : SIZES) {
            products.add(ProductRate.measured(size, 1, PRODUCT_NANOS));
            if (facts.threads() > 1) {
                products.add(ProductRate.measured(size, facts.threads(), PRODUCT_NANOS));
            }
        }
        double others = load.ofOthers();
        SequencedMap<String, Double> epochs = new LinkedHashMap<>();
        boolean quiet = !(others > MOST_OTHERS);
        if (!slow && quiet) {
            epochs.putAll(new Epochs(facts.threads(), FAMILY_NANOS).seconds());
        }
        List<Weighed> slowdowns = weighed(Slowdown.of(facts, others), quiet);
        Optional<Probe> probe =
                slowdowns.stream().anyMatch(found -> found.without().isPresent())
                        ? Probe.with(List.of(), quiet)
                        : Optional.empty();
        return new MachineReport(facts, OptionalDouble.of(peak), products, epochs, slow, slowdowns, probe);
    }

    private static double measuredPeak() {
        return Kernels.multiplyAdds(PEAK_ROUNDS)
                / Times.shortest(1, PEAK_NANOS, () -> Kernels.multiplyAdds(PEAK_ROUNDS));
    }

    private static List<Weighed> weighed(List<Slowdown> slowdowns, boolean quiet) {
        return slowdowns.stream()
                .map(slowdown -> new Weighed(
                        slowdown,
                        slowdown.remedy().isEmpty() ? Optional.empty() : Probe.with(slowdown.remedy(), quiet)))
                .toList();
    }
}
