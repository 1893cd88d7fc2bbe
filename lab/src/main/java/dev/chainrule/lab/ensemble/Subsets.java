package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Combination;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// What every ensemble of some of the members is worth: all subsets of up to 12 members; of more, at most 300 of each
/// size, drawn with a fixed key.
///
/// @param all of them, the smaller first
/// @param sizes what they come to by size, from 1
public record Subsets(List<Subset> all, List<Size> sizes) {
    private static final int ALL_OF = 12;
    private static final int OF_A_SIZE = 300;

    /// Some of the members as an ensemble.
    ///
    /// @param members their indices, ascending
    /// @param accuracy of all of them together
    /// @param alone the mean accuracy of each by itself
    /// @param disagreement the mean over its pairs; not a number for one member
    @SuppressWarnings("ArrayRecordComponent") // read, not compared
    public record Subset(int[] members, double accuracy, double alone, double disagreement) {
        /// What being together brings.
        public double gain() {
            return accuracy - alone;
        }
    }

    /// The subsets of one size.
    ///
    /// @param members how many
    /// @param subsets how many were looked at
    /// @param complete whether that is all there are
    /// @param mean accuracy
    /// @param lowest accuracy
    /// @param highest accuracy
    public record Size(int members, int subsets, boolean complete, double mean, double lowest, double highest) {}

    /// Copies the lists.
    public Subsets {
        all = List.copyOf(all);
        sizes = List.copyOf(sizes);
    }

    /// The worth of subsets on some images.
    static Subsets of(List<Evaluation> members, Combination combination, Diversity diversity) {
        int count = members.size();
        Votes votes = new Votes(members, combination);
        double[] alone = members.stream().mapToDouble(Evaluation::accuracy).toArray();
        List<Subset> all = new ArrayList<>();
        List<Size> sizes = new ArrayList<>();
        for (int size = 1; size <= count; size++) {
            double possible = binomial(count, size);
            boolean complete = count <= ALL_OF || possible <= OF_A_SIZE;
            List<int[]> chosen = complete ? every(count, size) : some(count, size);
            double[] accuracies = new double[chosen.size()];
            Parallel.current().forEach(chosen.size(), i -> accuracies[i] = votes.accuracy(chosen.get(i)));
            for (int i = 0; i < accuracies.length; i++) {
                int[] subset = chosen.get(i);
                double mean = Arrays.stream(subset)
                        .mapToDouble(m -> alone[m])
                        .average()
                        .orElseThrow();
                all.add(new Subset(subset, accuracies[i], mean, diversity.mean(subset)));
            }
            var summary = Arrays.stream(accuracies).summaryStatistics();
            sizes.add(
                    new Size(size, chosen.size(), complete, summary.getAverage(), summary.getMin(), summary.getMax()));
        }
        return new Subsets(all, sizes);
    }

    /// Up to how many members the mean accuracy is higher with every member more.
    public int risesTo() {
        int size = 1;
        while (size < sizes.size()
                && sizes.get(size).mean() > sizes.get(size - 1).mean()) {
            size++;
        }
        return size;
    }

    private static double binomial(int n, int k) {
        double product = 1;
        for (int i = 1; i <= k; i++) {
            product = product * (n - k + i) / i;
        }
        return product;
    }

    /// Every subset of a size, in the order of their members.
    private static List<int[]> every(int count, int size) {
        List<int[]> all = new ArrayList<>();
        int[] subset = IntStream.range(0, size).toArray();
        int place = 0;
        while (place >= 0) {
            all.add(subset.clone());
            place = size - 1;
            while (place >= 0 && subset[place] == count - size + place) {
                place--;
            }
            if (place >= 0) {
                subset[place]++;
                for (int i = place + 1; i < size; i++) {
                    subset[i] = subset[i - 1] + 1;
                }
            }
        }
        return all;
    }

    /// Different subsets of a size, of which there are more than are drawn.
    private static List<int[]> some(int count, int size) {
        RandomGenerator random =
                RandomKey.of(0).child("subsets").child(count).child(size).generator();
        Set<List<Integer>> known = new HashSet<>();
        List<int[]> drawn = new ArrayList<>();
        while (drawn.size() < OF_A_SIZE) {
            int[] order = IntStream.range(0, count).toArray();
            for (int i = 0; i < size; i++) {
                int other = i + random.nextInt(count - i);
                int swapped = order[i];
                order[i] = order[other];
                order[other] = swapped;
            }
            int[] subset = Arrays.stream(order, 0, size).sorted().toArray();
            if (known.add(Arrays.stream(subset).boxed().toList())) {
                drawn.add(subset);
            }
        }
        return drawn;
    }

    /// What each member adds to the sums whose highest is the prediction; see [Combination#share].
    private static final class Votes {
        private final int[] labels;
        private final int classes;
        private final double[][] shares;

        Votes(List<Evaluation> members, Combination combination) {
            labels = members.getFirst().labels();
            classes = members.getFirst().scores()[0].length;
            shares = members.stream()
                    .map(member -> Arrays.stream(member.scores())
                            .flatMapToDouble(row -> Arrays.stream(combination.share(doubles(row))))
                            .toArray())
                    .toArray(double[][]::new);
        }

        private static double[] doubles(float[] row) {
            return IntStream.range(0, row.length).mapToDouble(k -> row[k]).toArray();
        }

        double accuracy(int... subset) {
            double[] sums = new double[shares[0].length];
            for (int member : subset) {
                double[] share = shares[member];
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += share[i];
                }
            }
            int right = 0;
            int known = 0;
            for (int n = 0; n < labels.length; n++) {
                known += labels[n] >= 0 ? 1 : 0;
                right += labels[n] >= 0 && highest(sums, n * classes) == labels[n] ? 1 : 0;
            }
            return (double) right / known;
        }

        private int highest(double[] sums, int from) {
            int best = 0;
            for (int k = 0; k < classes; k++) {
                if (Double.isNaN(sums[from + k])) {
                    return -1;
                }
                best = sums[from + k] > sums[from + best] ? k : best;
            }
            return best;
        }
    }
}
