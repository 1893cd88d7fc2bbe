package dev.chainrule.bench;

import java.util.List;
import java.util.Map;

/// Prints the matrix products' rates and ratios.
final class ProductTable {
    private ProductTable() {}

    static void print(List<ProductShape> shapes, List<WorkerProcess> workers, Map<String, Rounds> results) {
        System.out.printf("%nfloat32 matrix product: GFLOP/s, median of rounds%n%-20s", "m × n × k");
        for (WorkerProcess worker : workers) {
            System.out.printf("%14s", worker.library().name().charAt(0) + ", " + worker.threads() + " thr.");
        }
        System.out.printf("%16s%16s%n", "C : O, 1 thr.", "C : O, 2 thr.");
        for (ProductShape shape : shapes) {
            Rounds rounds = results.get(shape.toString());
            System.out.printf("%-20s", shape);
            for (WorkerProcess worker : workers) {
                System.out.printf("%14.0f", shape.operations() / rounds.median(worker) * 1e-6);
            }
            for (WorkerProcess own : workers) {
                for (WorkerProcess peer : workers) {
                    if (own.library() == Library.CHAINRULE
                            && peer.library() == Library.OPENBLAS
                            && own.threads() == peer.threads()) {
                        List<Double> ratios = rounds.ratios(own, peer);
                        System.out.printf(
                                "%16s",
                                "%.2f ± %.0f %%".formatted(Statistics.median(ratios), 100 * Statistics.spread(ratios)));
                    }
                }
            }
            System.out.println();
        }
        System.out.println("C: Chainrule, O: OpenBLAS; T: an operand that is stored transposed");
    }
}
