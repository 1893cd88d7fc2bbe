package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Prints the nets' times and ratios.
final class NetTable {
    private NetTable() {}

    static void print(List<NetShape> nets, List<WorkerProcess> workers, Map<String, Rounds> results) {
        System.out.printf("%none training step: ms, median of rounds (± half the range)%n%-42s", "");
        for (NetShape net : nets) {
            System.out.printf("%20s", label(net));
        }
        System.out.println();
        for (WorkerProcess worker : workers) {
            System.out.printf("%-42s", worker.name());
            for (NetShape net : nets) {
                List<Double> millis = results.get(net.toString()).millis(worker);
                System.out.printf(
                        "%20s", "%.2f ± %.0f %%".formatted(Statistics.median(millis), 100 * Statistics.spread(millis)));
            }
            System.out.println();
        }
        System.out.printf("%nfastest step of all rounds, ms%n");
        for (WorkerProcess worker : workers) {
            System.out.printf("%-42s", worker.name());
            for (NetShape net : nets) {
                System.out.printf("%20.2f", results.get(net.toString()).fastest(worker));
            }
            System.out.println();
        }
        List<WorkerProcess> ours = ofOurs(workers, true);
        if (!ours.isEmpty()) {
            printRatios(nets, ours, ofOurs(workers, false), results);
            printOwn(nets, ours, results);
        }
    }

    private static List<WorkerProcess> ofOurs(List<WorkerProcess> workers, boolean ours) {
        return workers.stream()
                .filter(worker -> (worker.library() == Library.CHAINRULE) == ours)
                .toList();
    }

    private static void printRatios(
            List<NetShape> nets, List<WorkerProcess> ours, List<WorkerProcess> peers, Map<String, Rounds> results) {
        System.out.printf("%nChainrule is so many times as fast (median of the rounds' ratios)%n");
        for (WorkerProcess own : ours) {
            for (WorkerProcess peer : peers) {
                System.out.printf("%-42s", own.threads() + " thr. : " + peer.name());
                for (NetShape net : nets) {
                    System.out.printf("%20s", ratio(results.get(net.toString()).ratios(own, peer)));
                }
                System.out.println();
            }
        }
        if (peers.isEmpty()) {
            return;
        }
        System.out.printf("%-42s", "our best : the best peer");
        List<Double> best = new ArrayList<>();
        for (NetShape net : nets) {
            Rounds rounds = results.get(net.toString());
            List<Double> ratios = rounds.ratios(fastest(ours, rounds), fastest(peers, rounds));
            best.add(Statistics.median(ratios));
            System.out.printf("%20s", ratio(ratios));
        }
        System.out.printf(
                "%n%-42s%20.2f%n%-42s",
                "   geometric mean", Statistics.geometricMean(best), "   by their fastest steps");
        for (NetShape net : nets) {
            Rounds rounds = results.get(net.toString());
            System.out.printf("%20.2f", fastestStep(peers, rounds) / fastestStep(ours, rounds));
        }
        System.out.println();
    }

    private static void printOwn(List<NetShape> nets, List<WorkerProcess> ours, Map<String, Rounds> results) {
        System.out.printf("%n%-42s", "Chainrule, 1 → 2 threads");
        for (NetShape net : nets) {
            System.out.printf("%20s", ratio(results.get(net.toString()).ratios(ours.getLast(), ours.getFirst())));
        }
        for (WorkerProcess own : ours) {
            System.out.printf("%n%-42s", "bytes allocated a step, " + own.threads() + " thr.");
            for (NetShape net : nets) {
                System.out.printf("%,20d", results.get(net.toString()).bytes(own));
            }
        }
        System.out.printf("%n%-42s", "GFLOP/s of the step's matrix products");
        for (NetShape net : nets) {
            Rounds rounds = results.get(net.toString());
            System.out.printf("%20.0f", net.operations() / rounds.median(fastest(ours, rounds)) * 1e-6);
        }
        System.out.println();
    }

    private static WorkerProcess fastest(List<WorkerProcess> workers, Rounds rounds) {
        return workers.stream().min(Comparator.comparingDouble(rounds::median)).orElseThrow();
    }

    private static double fastestStep(List<WorkerProcess> workers, Rounds rounds) {
        return workers.stream().mapToDouble(rounds::fastest).min().orElseThrow();
    }

    private static String ratio(List<Double> ratios) {
        return "%.2f ± %.0f %%".formatted(Statistics.median(ratios), 100 * Statistics.spread(ratios));
    }

    /// A short heading, for example `5×100@50`.
    private static String label(NetShape net) {
        List<Integer> hidden = net.sizes().subList(1, net.layers());
        return hidden.size() + "×" + hidden.getFirst() + ", " + net.batch() + (net.batchNorm() ? ", BN" : "");
    }
}
