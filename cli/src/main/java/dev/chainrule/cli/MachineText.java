package dev.chainrule.cli;

import dev.chainrule.lab.machine.MachineFacts;
import dev.chainrule.lab.machine.MachineReport;
import dev.chainrule.lab.machine.Probe;
import dev.chainrule.lab.machine.ProductRate;
import dev.chainrule.lab.text.ByteCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What `chainrule machine` prints for a person.
final class MachineText {
    private static final double NOISE = 0.1;

    private static final int LABEL = 12;

    private MachineText() {}

    /// @param width how many characters fit a line
    static List<String> lines(MachineReport report, int width) {
        List<String> lines = new ArrayList<>();
        Stream.concat(facts(report.facts()).stream(), speeds(report).stream())
                .forEach(line -> lines.add(Prose.wrapped("", " ".repeat(LABEL), line, width)));
        said(report).forEach(line -> lines.add(Prose.wrapped("", hanging(line), line, width)));
        return lines;
    }

    private static String hanging(String line) {
        return line.startsWith("  ") ? "    " : line.startsWith("- ") ? "  " : "";
    }

    private static List<String> said(MachineReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        if (report.slowdowns().isEmpty()) {
            lines.add("Nothing of what is known to slow this library down is the case here.");
        } else {
            lines.add("Slower than it might be:");
            report.slowdowns().forEach(found -> lines.addAll(slowdown(found, report)));
        }
        lines.addAll(epochs(report));
        return lines;
    }

    private static List<String> facts(MachineFacts facts) {
        return List.of(
                line("processor", facts.processor() + cores(facts)),
                line("Java", facts.java()),
                line("vectors", vectors(facts)),
                line("threads", facts.threads() + container(facts)),
                line(
                        "heap",
                        "at most %s; %s"
                                .formatted(ByteCount.text(facts.heap()), String.join(", ", facts.collectors()))));
    }

    private static String line(String what, String value) {
        return String.format(Locale.ROOT, "%-" + LABEL + "s%s", what, value);
    }

    private static String cores(MachineFacts facts) {
        return facts.cores().isPresent() ? ", " + Figures.count(facts.cores().getAsInt(), "core") : "";
    }

    private static String vectors(MachineFacts facts) {
        if (facts.vectorBits() == 0) {
            return "none";
        }
        return facts.vectorBits() + " bits, " + (facts.fusedMultiplyAdd() ? "with" : "without") + " fused multiply-add";
    }

    private static String container(MachineFacts facts) {
        List<String> limits = new ArrayList<>();
        facts.limits().cores().ifPresent(cores -> limits.add("the time of " + Figures.compact(cores) + " cores"));
        facts.limits().memory().ifPresent(memory -> limits.add(ByteCount.text(memory)));
        return limits.isEmpty() ? ", no limit by a container" : "; the container gets " + String.join(" and ", limits);
    }

    private static List<String> speeds(MachineReport report) {
        List<String> lines = new ArrayList<>();
        report.peak().ifPresent(peak -> {
            lines.add(line("peak", gflops(peak) + " a thread: multiply-adds between registers"));
            for (ProductRate product : report.products()) {
                lines.add(line(
                        "product",
                        "%s³ with %s: %s, %s %% of the peak"
                                .formatted(
                                        product.size(),
                                        Figures.count(product.threads(), "thread"),
                                        gflops(product.multiplyAddsPerSecond()),
                                        Math.round(100 * product.shareOf(peak)))));
            }
        });
        if (report.slow() && report.peak().isPresent()) {
            lines.add("Nothing larger was measured: it would take too long.");
        }
        return lines;
    }

    private static String gflops(double multiplyAdds) {
        double giga = 2 * multiplyAdds / 1e9;
        return giga < 1 ? Figures.compact(giga) + " GFLOP/s" : String.format(Locale.ROOT, "%.0f GFLOP/s", giga);
    }

    private static List<String> slowdown(MachineReport.Weighed found, MachineReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("- " + found.slowdown().sentence());
        found.without().ifPresent(without -> {
            lines.add("  With " + String.join(" ", found.slowdown().remedy()) + ":");
            lines.add("  a product of %s³ on one thread: %s%s"
                    .formatted(
                            Probe.SIZE,
                            gflops(without.multiplyAddsPerSecond()),
                            report.probe()
                                    .map(here -> instead(
                                            gflops(here.multiplyAddsPerSecond()),
                                            without.multiplyAddsPerSecond() / here.multiplyAddsPerSecond()))
                                    .orElse("")));
            without.stepSeconds()
                    .ifPresent(step -> lines.add("  a training step of preset quick on one thread: %s%s"
                            .formatted(
                                    millis(step),
                                    report.probe().stream()
                                            .flatMapToDouble(here -> here.stepSeconds().stream())
                                            .mapToObj(here -> instead(millis(here), here / step))
                                            .findFirst()
                                            .orElse(""))));
        });
        return lines;
    }

    private static String instead(String here, double gain) {
        return " instead of " + here + (Math.abs(gain - 1) < NOISE ? ", a difference that may be noise" : "");
    }

    private static String millis(double seconds) {
        return String.format(Locale.ROOT, "%.1f ms", 1000 * seconds);
    }

    private static List<String> epochs(MachineReport report) {
        List<String> lines = new ArrayList<>();
        if (report.epochs().isEmpty()) {
            if (!report.slow()) {
                lines.add("");
                lines.add("How long an epoch takes was not estimated: it depends on those other programs.");
            }
        } else {
            lines.add("");
            lines.add("An epoch of each preset should take about so long. It is an estimate: the multiply-adds of an"
                    + " epoch, at the speed of steps that were timed just now on one of three networks, the one like"
                    + " it; reading, augmenting and writing are not in it:");
            int longest = report.epochs().keySet().stream()
                    .mapToInt(String::length)
                    .max()
                    .orElseThrow();
            report.epochs()
                    .forEach((preset, seconds) -> lines.add(
                            "  " + preset + " ".repeat(longest + 2 - preset.length()) + Figures.duration(seconds)));
        }
        return lines;
    }
}
