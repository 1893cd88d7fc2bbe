package dev.chainrule.lab.run;

import dev.chainrule.data.Dataset;
import dev.chainrule.format.FormatException;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.Map;
import java.util.stream.LongStream;

/// How large the numbers are that a network gets: mean and standard deviation over all values of training images as
/// they are prepared, without augmentation. Networks are made for a mean near 0 and a deviation near 1.
///
/// @param mean of the values; not a number if it was not measured
/// @param deviation of the values; not a number if it was not measured
public record InputStatistics(double mean, double deviation) {
    /// So many values say enough.
    private static final long MOST_VALUES = 2_000_000;

    private static final int MOST_IMAGES = 500;

    /// Measured on images spread over a data set, at most 500 and at most two million values.
    static InputStatistics of(Dataset images) {
        int size = images.exampleShape().size();
        long count = Math.clamp(MOST_VALUES / Math.max(1, size), 1, Math.min(MOST_IMAGES, images.size()));
        int[] examples = LongStream.range(0, count)
                .mapToInt(i -> (int) (i * images.size() / count))
                .toArray();
        double sum = 0;
        double squares = 0;
        for (int example : examples) {
            Tensor x = Tensor.zeros(Precision.FLOAT32, images.exampleShape().batchOf(1));
            images.read(new int[] {example}, x);
            for (int i = 0; i < size; i++) {
                sum += x.getStored(i);
                squares += x.getStored(i) * x.getStored(i);
            }
        }
        double mean = sum / ((double) size * count);
        return new InputStatistics(mean, StrictMath.sqrt(Math.max(0, squares / ((double) size * count) - mean * mean)));
    }

    /// What a file says; a file that does not say it was written before it was measured.
    static InputStatistics of(JsonObject in) throws FormatException {
        return in.has("input_mean")
                ? new InputStatistics(in.number("input_mean"), in.number("input_deviation"))
                : new InputStatistics(Double.NaN, Double.NaN);
    }

    void put(Map<String, Object> values) {
        if (Double.isFinite(mean)) {
            values.put("input_mean", mean);
            values.put("input_deviation", deviation);
        }
    }
}
