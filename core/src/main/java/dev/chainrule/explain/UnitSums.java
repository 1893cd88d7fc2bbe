package dev.chainrule.explain;

import dev.chainrule.explain.LayerActivity.Excitation;
import dev.chainrule.explain.LayerActivity.Unit;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What is summed over the outputs of one layer. Each example is summed by itself, in the order of its pixels, and the
/// examples in their order, so the result is the same for any number of threads.
final class UnitSums {
    private final Shape output;
    private final int units;
    private final int pixels;
    private final int[] examples;
    private final int top;
    private final double[] sums;
    private final double[] largest;
    private final long[] positive;
    private final List<List<Excitation>> excitations;
    private List<Row> rows = List.of();

    /// @param output (D), or (C, H, W), which is stored channels-last
    /// @param top how many examples each unit keeps
    /// @param examples their indices in the data set
    UnitSums(Shape output, int top, int... examples) {
        this.output = output;
        this.units = output.rank() == 3 ? output.extent(0) : output.size();
        this.pixels = output.size() / units;
        this.examples = examples;
        this.top = top;
        this.sums = new double[units];
        this.largest = new double[units];
        this.positive = new long[units];
        this.excitations = IntStream.range(0, units)
                .<List<Excitation>>mapToObj(unit -> new ArrayList<>())
                .toList();
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    }

    /// Takes the outputs of a batch into account.
    ///
    /// @param first the place of its first example
    void add(Tensor outputs, int first) {
        int count = outputs.shape().extent(0);
        if (rows.size() != count) {
            rows = IntStream.range(0, count).mapToObj(n -> new Row(units)).toList();
        }
        Parallel.current().forEach(count, n -> {
            switch (outputs) {
                case FloatTensor floats -> rows.get(n).read(floats.data(), n * units * pixels, pixels);
                case DoubleTensor doubles -> rows.get(n).read(doubles.data(), n * units * pixels, pixels);
            }
        });
        for (int n = 0; n < count; n++) {
            add(rows.get(n), examples[first + n]);
        }
    }

    private void add(Row row, int example) {
        for (int unit = 0; unit < units; unit++) {
            sums[unit] += row.sums[unit];
            positive[unit] += row.positive[unit];
            largest[unit] = Math.max(largest[unit], row.largest[unit]);
            if (top > 0) {
                keep(excitations.get(unit), row, unit, example);
            }
        }
    }

    /// Puts an example behind all that are as high.
    private void keep(List<Excitation> kept, Row row, int unit, int example) {
        double value = row.largest[unit];
        int at = kept.size();
        while (at > 0 && kept.get(at - 1).value() < value) {
            at--;
        }
        if (at < top) {
            int width = output.rank() == 3 ? output.extent(2) : 1;
            kept.add(at, new Excitation(example, value, row.pixel[unit] / width, row.pixel[unit] % width));
            if (kept.size() > top) {
                kept.removeLast();
            }
        }
    }

    /// A sum of numbers of which none is above 0 is 0 only where all are.
    LayerActivity activity(String name, boolean rectified) {
        double count = (double) examples.length * pixels;
        return new LayerActivity(
                name,
                output,
                rectified,
                IntStream.range(0, units)
                        .mapToObj(unit -> new Unit(
                                positive[unit] / count,
                                sums[unit] / count,
                                largest[unit],
                                largest[unit] == 0 && sums[unit] == 0,
                                excitations.get(unit)))
                        .toList());
    }

    /// One example's outputs, unit by unit.
    private static final class Row {
        final double[] sums;
        final double[] largest;
        final int[] pixel;
        final int[] positive;

        Row(int units) {
            sums = new double[units];
            largest = new double[units];
            pixel = new int[units];
            positive = new int[units];
        }

        private void clear() {
            Arrays.fill(sums, 0);
            Arrays.fill(largest, Double.NEGATIVE_INFINITY);
            Arrays.fill(pixel, 0);
            Arrays.fill(positive, 0);
        }

        void read(float[] data, int start, int pixels) {
            clear();
            int units = sums.length;
            for (int place = 0; place < pixels; place++) {
                int at = start + place * units;
                for (int unit = 0; unit < units; unit++) {
                    sums[unit] += data[at + unit];
                }
                for (int unit = 0; unit < units; unit++) {
                    positive[unit] += data[at + unit] > 0 ? 1 : 0;
                }
                for (int unit = 0; unit < units; unit++) {
                    if (data[at + unit] > largest[unit]) {
                        largest[unit] = data[at + unit];
                        pixel[unit] = place;
                    }
                }
            }
        }

        void read(double[] data, int start, int pixels) {
            clear();
            int units = sums.length;
            for (int place = 0; place < pixels; place++) {
                int at = start + place * units;
                for (int unit = 0; unit < units; unit++) {
                    sums[unit] += data[at + unit];
                }
                for (int unit = 0; unit < units; unit++) {
                    positive[unit] += data[at + unit] > 0 ? 1 : 0;
                }
                for (int unit = 0; unit < units; unit++) {
                    if (data[at + unit] > largest[unit]) {
                        largest[unit] = data[at + unit];
                        pixel[unit] = place;
                    }
                }
            }
        }
    }
}
