package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Prints the nets' times and ratios as Markdown tables.
final class NetTable {
    private final List<Net> nets;
    private final Results results;

    private NetTable(List<Net> nets, Results results) {
        this.nets = nets;
        this.results = results;
    }

    static void print(List<Net> nets, Results results) {
        NetTable table = new NetTable(nets, results);
        table.printTimes();
        if (!results.ours().isEmpty() && !results.peers().isEmpty()) {
            table.printRatios();
        }
        if (!results.ours().isEmpty()) {
            table.printOwn();
        }
    }

    private static void printHead(List<String> heading) {
        System.out.println(Results.row(heading));
        System.out.println(Results.row(Collections.nCopies(heading.size(), "---")));
    }

    private static String label(Net net) {
        return net.title() + ", " + net.batch();
    }

    private void printTimes() {
        results.printHead(
                "One training step: ms with 1 / 2 threads, median of the rounds ± half their range (fastest step of"
                        + " all)");
        List<String> heading = new ArrayList<>(List.of("network, batch"));
        results.libraries().forEach(library -> heading.add(library.title));
        printHead(heading);
        for (Net net : nets) {
            List<String> row = new ArrayList<>(List.of(label(net)));
            for (Library library : results.libraries()) {
                List<String> cells = new ArrayList<>();
                for (WorkerProcess worker : results.workers(library)) {
                    Rounds rounds = results.of(net);
                    cells.add("%.2f ± %.0f %% (%.2f)"
                            .formatted(
                                    rounds.median(worker),
                                    100 * Statistics.spread(rounds.millis(worker)),
                                    rounds.fastest(worker)));
                }
                row.add(String.join(" / ", cells));
            }
            System.out.println(Results.row(row));
        }
    }

    private void printRatios() {
        results.printHead("Chainrule, with the threads that are best for it, is so many times as fast");
        printHead(List.of("network, batch", "as the best peer", "by the fastest steps", "images/s", "peer's images/s"));
        List<Double> medians = new ArrayList<>();
        List<Double> bySteps = new ArrayList<>();
        for (Net net : nets) {
            Rounds rounds = results.of(net);
            WorkerProcess own = results.fastest(results.ours(), net);
            WorkerProcess peer = results.fastest(results.peers(), net);
            List<Double> ratios = rounds.ratios(own, peer);
            medians.add(Statistics.median(ratios));
            bySteps.add(fastestStep(results.peers(), rounds) / fastestStep(results.ours(), rounds));
            System.out.println(Results.row(List.of(
                    label(net),
                    Results.ratio(ratios),
                    "%.2f".formatted(bySteps.getLast()),
                    "%,.0f".formatted(imagesPerSecond(net, own)),
                    "%,.0f (%s)".formatted(imagesPerSecond(net, peer), peer.name()))));
        }
        System.out.println(Results.row(List.of(
                "geometric mean",
                "%.2f".formatted(Statistics.geometricMean(medians)),
                "%.2f".formatted(Statistics.geometricMean(bySteps)),
                "",
                "")));
    }

    private void printOwn() {
        System.out.printf(
                "%nChainrule alone (%s); GFLOP/s of convolutions and products as the definition counts them, 1 / 2"
                        + " threads%n%n",
                results.instructions().get(Library.CHAINRULE));
        printHead(List.of("network, batch", "1 → 2 threads", "GFLOP/s", "bytes allocated a step"));
        for (Net net : nets) {
            Rounds rounds = results.of(net);
            List<WorkerProcess> ours = results.ours();
            System.out.println(Results.row(List.of(
                    label(net),
                    Results.ratio(rounds.ratios(ours.getLast(), ours.getFirst())),
                    results.cell(Library.CHAINRULE, "%.0f", worker -> net.operations() / rounds.median(worker) * 1e-6),
                    results.cell(Library.CHAINRULE, "%,.0f", rounds::bytes))));
        }
    }

    private double imagesPerSecond(Net net, WorkerProcess worker) {
        return 1000 * net.batch() / results.of(net).median(worker);
    }

    private static double fastestStep(List<WorkerProcess> workers, Rounds rounds) {
        return workers.stream().mapToDouble(rounds::fastest).min().orElseThrow();
    }
}
