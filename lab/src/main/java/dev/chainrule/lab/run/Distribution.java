package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the numbers of a tensor are spread.
///
/// The bins are equally wide, from `low` to `high`: from the smallest number to the largest, but no farther than five
/// deviations from the mean, so that a few numbers far out do not press all others into one bin. Numbers beyond count
/// in the outermost bins. If all are equal, `low` is `high` and they count in the first bin; if one is not finite, no
/// bin counts anything.
///
/// @param mean Σ x / n; not finite if one of them is not
/// @param deviation sqrt(Σ (x − mean)² / n)
/// @param least the smallest number
/// @param largest the largest number
/// @param zeros the share of numbers that are exactly 0
/// @param low where the first bin begins
/// @param high where the last bin ends
/// @param counts numbers in each bin
public record Distribution(
        double mean,
        double deviation,
        double least,
        double largest,
        double zeros,
        double low,
        double high,
        List<Integer> counts) {
    private static final double FARTHEST = 5;

    /// Copies the list.
    public Distribution {
        counts = List.copyOf(counts);
    }

    /// The distribution of a tensor's numbers.
    ///
    /// @param bins of the histogram, at least 1
    public static Distribution of(Tensor tensor, int bins) {
        int size = tensor.size();
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        int zeros = 0;
        for (int i = 0; i < size; i++) {
            double value = tensor.getStored(i);
            sum += value;
            least = Math.min(least, value);
            largest = Math.max(largest, value);
            zeros += value == 0 ? 1 : 0;
        }
        double mean = sum / size;
        double squares = 0;
        for (int i = 0; i < size; i++) {
            double off = tensor.getStored(i) - mean;
            squares += off * off;
        }
        double deviation = Math.sqrt(squares / size);
        double low = Math.max(least, mean - FARTHEST * deviation);
        double high = Math.min(largest, mean + FARTHEST * deviation);
        boolean finite = Double.isFinite(least) && Double.isFinite(largest) && Double.isFinite(deviation);
        int[] counts = finite ? counted(tensor, low, high, bins) : new int[bins];
        return new Distribution(
                mean,
                deviation,
                least,
                largest,
                (double) zeros / size,
                low,
                high,
                Arrays.stream(counts).boxed().toList());
    }

    private static int[] counted(Tensor tensor, double low, double high, int bins) {
        int[] counts = new int[bins];
        double binsAUnit = binsAUnit(low, high, bins);
        for (int i = 0; i < tensor.size(); i++) {
            counts[bin(tensor.getStored(i), low, binsAUnit, bins)]++;
        }
        return counts;
    }

    private static double binsAUnit(double low, double high, int bins) {
        return high > low ? bins / (high - low) : 0;
    }

    private static int bin(double value, double low, double binsAUnit, int bins) {
        return Math.clamp((int) ((value - low) * binsAUnit), 0, bins - 1);
    }

    /// The root of the mean square, sqrt(mean² + deviation²).
    public double size() {
        return Math.hypot(mean, deviation);
    }

    /// The shares of the numbers other than 0 that lie between neighbouring edges, as if each bin were evenly
    /// filled, so that histograms of different ranges can be set side by side. Numbers beyond the edges are left
    /// out.
    ///
    /// @param edges ascending, two or more
    /// @return one share between two edges each; not a number if no bin counts anything
    public double[] shares(double... edges) {
        int total = counts.stream().mapToInt(Integer::intValue).sum();
        double[] shares = new double[edges.length - 1];
        if (total == 0) {
            Arrays.fill(shares, Double.NaN);
            return shares;
        }
        double width = (high - low) / counts.size();
        int ofZero = bin(0, low, binsAUnit(low, high, counts.size()), counts.size());
        for (int bin = 0; bin < counts.size(); bin++) {
            double from = low + bin * width;
            double count = counts.get(bin) - (bin == ofZero ? Math.rint(zeros * total) : 0);
            for (int i = 0; i < shares.length && count > 0; i++) {
                double inside = width > 0
                        ? Math.max(0, Math.min(edges[i + 1], from + width) - Math.max(edges[i], from)) / width
                        : from >= edges[i] && (from < edges[i + 1] || i == shares.length - 1) ? 1 : 0;
                shares[i] += inside * count / total;
            }
        }
        return shares;
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("mean", JsonLines.number(mean));
        values.put("deviation", JsonLines.number(deviation));
        values.put("least", JsonLines.number(least));
        values.put("largest", JsonLines.number(largest));
        values.put("zeros", zeros);
        values.put("low", JsonLines.number(low));
        values.put("high", JsonLines.number(high));
        values.put("counts", new ArrayList<>(counts));
        return values;
    }

    static Distribution of(JsonObject in) throws FormatException {
        return new Distribution(
                in.numberOrNull("mean"),
                in.numberOrNull("deviation"),
                in.numberOrNull("least"),
                in.numberOrNull("largest"),
                in.number("zeros"),
                in.numberOrNull("low"),
                in.numberOrNull("high"),
                Arrays.stream(in.counts("counts", 0)).boxed().toList());
    }
}
