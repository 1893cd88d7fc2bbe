package dev.chainrule.cli;

import dev.chainrule.lab.machine.MachineFacts;
import dev.chainrule.lab.machine.MachineReport;
import dev.chainrule.lab.machine.Probe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// What `chainrule machine` prints with `--json`.
final class MachineJson {
    private static final double GIGA = 1e9;

    private MachineJson() {}

    static JsonLine of(MachineReport report) {
        MachineFacts facts = report.facts();
        OptionalDouble peak = report.peak();
        return JsonLine.of()
                .put("processor", facts.processor())
                .put("cores", boxed(facts.cores().isPresent(), facts.cores().orElse(0)))
                .put("java", facts.java())
                .put("vector_bits", facts.vectorBits())
                .put("use_avx", boxed(facts.useAvx().isPresent(), facts.useAvx().orElse(0)))
                .put("fused_multiply_add", facts.fusedMultiplyAdd())
                .put("bounds_checked", facts.boundsChecked())
                .put("threads", facts.threads())
                .put("container_cores", facts.limits().cores())
                .put(
                        "container_memory",
                        boxed(
                                facts.limits().memory().isPresent(),
                                facts.limits().memory().orElse(0)))
                .put("heap", facts.heap())
                .put("collectors", facts.collectors())
                .put("peak_gflops", gflops(peak))
                .put(
                        "products",
                        report.products().stream()
                                .map(product -> JsonLine.of()
                                        .put("size", product.size())
                                        .put("threads", product.threads())
                                        .put("gflops", 2 * product.multiplyAddsPerSecond() / GIGA)
                                        .put("share_of_peak", product.shareOf(peak.orElse(Double.NaN))))
                                .toList())
                .put("slow", report.slow())
                .put("probe_gflops", report.probe().map(MachineJson::gflops))
                .put("probe_step_seconds", report.probe().map(Probe::stepSeconds))
                .put("slowdowns", slowdowns(report))
                .put("epochs", epochs(report.epochs()));
    }

    private static Optional<Number> boxed(boolean present, Number value) {
        return present ? Optional.of(value) : Optional.empty();
    }

    private static OptionalDouble gflops(OptionalDouble multiplyAdds) {
        return multiplyAdds.isPresent()
                ? OptionalDouble.of(2 * multiplyAdds.getAsDouble() / GIGA)
                : OptionalDouble.empty();
    }

    private static double gflops(Probe probe) {
        return 2 * probe.multiplyAddsPerSecond() / GIGA;
    }

    private static List<JsonLine> slowdowns(MachineReport report) {
        return report.slowdowns().stream()
                .map(found -> JsonLine.of()
                        .put("kind", found.slowdown().kind())
                        .put("text", found.slowdown().sentence())
                        .put("flags", found.slowdown().remedy())
                        .put("probe_gflops", found.without().map(MachineJson::gflops))
                        .put("probe_step_seconds", found.without().map(Probe::stepSeconds)))
                .toList();
    }

    private static List<JsonLine> epochs(Map<String, Double> seconds) {
        return seconds.entrySet().stream()
                .map(epoch -> JsonLine.of().put("preset", epoch.getKey()).put("seconds", epoch.getValue()))
                .toList();
    }
}
