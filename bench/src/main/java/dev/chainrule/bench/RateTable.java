package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Prints the rates of kernels and the ratios to the peer's as a Markdown table.
final class RateTable {
    private RateTable() {}

    static void print(String title, List<? extends Work> works, Results results) {
        results.printHead(title + ": GFLOP/s as the definition counts, 1 / 2 threads, median of the rounds");
        List<Pair> pairs = pairs(results);
        List<String> heading = new ArrayList<>(List.of(title));
        results.libraries().forEach(library -> heading.add(library.title));
        pairs.forEach(pair -> heading.add("ratio, " + pair.own().threads() + " thr."));
        System.out.println(Results.row(heading));
        System.out.println(Results.row(Collections.nCopies(heading.size(), "---")));
        for (Work work : works) {
            Rounds rounds = results.of(work);
            List<String> row = new ArrayList<>(List.of(work.toString()));
            for (Library library : results.libraries()) {
                row.add(results.cell(library, "%.0f", worker -> work.operations() / rounds.median(worker) * 1e-6));
            }
            pairs.forEach(pair -> row.add(Results.ratio(rounds.ratios(pair.own(), pair.peer()))));
            System.out.println(Results.row(row));
        }
        List<String> mean = new ArrayList<>(List.of("geometric mean"));
        results.libraries().forEach(library -> mean.add(""));
        for (Pair pair : pairs) {
            mean.add("%.2f"
                    .formatted(Statistics.geometricMean(works.stream()
                            .map(work -> Statistics.median(results.of(work).ratios(pair.own(), pair.peer())))
                            .toList())));
        }
        System.out.println(Results.row(mean));
    }

    /// This library and a peer with as many threads.
    private record Pair(WorkerProcess own, WorkerProcess peer) {}

    private static List<Pair> pairs(Results results) {
        List<Pair> pairs = new ArrayList<>();
        for (WorkerProcess own : results.ours()) {
            for (WorkerProcess peer : results.peers()) {
                if (own.threads() == peer.threads()) {
                    pairs.add(new Pair(own, peer));
                }
            }
        }
        return pairs;
    }
}
