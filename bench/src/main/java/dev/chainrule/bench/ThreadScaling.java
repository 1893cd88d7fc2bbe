package dev.chainrule.bench;

import dev.chainrule.kernel.Parallel;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// How many times as fast two threads train a network as one, on a machine whose cores others may share.
///
/// One step after the other runs with one thread and with two, so that both see the same machine. Before and after each
/// pair, multiply-adds in registers, which share nothing, show what the machine gives: pairs count where that is at
/// least [#TWO_CORES] on both sides.
///
/// ```text
/// ThreadScaling vgg-64-128-256 60      (network as in the bench's --nets, pairs of steps)
/// ```
final class ThreadScaling {
    private static final int WARM_UP_STEPS = 120;
    private static final int MULTIPLY_ADDS = 4_000_000;
    private static final double TWO_CORES = 1.9;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

    private ThreadScaling() {}

    public static void main(String[] arguments) {
        Net net = Net.parse(arguments.length > 0 ? arguments[0] : "vgg-64-128-256");
        int pairs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        Task one = Library.CHAINRULE.task(net, 1);
        Task two = Library.CHAINRULE.task(net, 2);
        List<Double> all = new ArrayList<>();
        List<Double> counted = new ArrayList<>();
        List<Double> given = new ArrayList<>();
        try (Parallel single = Parallel.ofThreads(1);
                Parallel both = Parallel.ofThreads(2)) {
            double before = 0;
            for (int pair = -WARM_UP_STEPS; pair < pairs; pair++) {
                double factor = millis(one::step) / millis(two::step);
                double after = millis(() -> compute(single)) / millis(() -> compute(both));
                if (pair >= 0) {
                    all.add(factor);
                    given.add(after);
                }
                if (pair >= 0 && Math.min(before, after) >= TWO_CORES) {
                    counted.add(factor);
                }
                before = after;
            }
        }
        System.out.printf("%s, two threads, medians%n", net);
        print("multiply-adds in registers", given);
        print("steps, of all %d pairs".formatted(pairs), all);
        if (!counted.isEmpty()) {
            print("steps, of the %d pairs with two cores".formatted(counted.size()), counted);
        }
    }

    private static void print(String what, List<Double> factors) {
        System.out.printf("%-40s%.2f times as fast%n", what, Statistics.median(factors));
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /// The same arithmetic in two tasks, whatever the threads.
    private static void compute(Parallel parallel) {
        float[] sums = new float[2];
        Parallel.with(parallel, () -> {
            Parallel.current().forEach(sums.length, task -> sums[task] = multiplyAdds());
            return 0;
        });
        if (!(sums[0] == sums[1])) {
            throw new IllegalStateException("unequal sums");
        }
    }

    private static float multiplyAdds() {
        FloatVector one = FloatVector.broadcast(FLOATS, 1);
        FloatVector factor = FloatVector.broadcast(FLOATS, 0.999f);
        FloatVector a = one;
        FloatVector b = one;
        FloatVector c = one;
        FloatVector d = one;
        FloatVector e = one;
        FloatVector f = one;
        FloatVector g = one;
        FloatVector h = one;
        for (int i = 0; i < MULTIPLY_ADDS; i++) {
            a = a.fma(factor, one);
            b = b.fma(factor, one);
            c = c.fma(factor, one);
            d = d.fma(factor, one);
            e = e.fma(factor, one);
            f = f.fma(factor, one);
            g = g.fma(factor, one);
            h = h.fma(factor, one);
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).reduceLanes(VectorOperators.ADD);
    }
}
