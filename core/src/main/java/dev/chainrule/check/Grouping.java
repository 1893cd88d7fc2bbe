package dev.chainrule.check;

import dev.chainrule.tensor.Shape;
import java.util.function.IntUnaryOperator;

/// Which numbers of a tensor (N, C) or (N, C, H, W) share their mean and variance.
///
/// @param of the group of each number, in row-major order
/// @param count the number of groups, all of one size
@SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
record Grouping(int[] of, int count) {

    /// The number of values of a group.
    int groupSize() {
        return of.length / count;
    }

    /// Batch normalisation: one group a feature or channel.
    static Grouping features(Shape shape) {
        int pixels = pixels(shape);
        int features = shape.extent(1);
        return of(shape, features, i -> i / pixels % features);
    }

    /// One group an example.
    static Grouping examples(Shape shape) {
        int each = shape.sizePerExample();
        return of(shape, shape.extent(0), i -> i / each);
    }

    /// Layer normalisation: one group a pixel of an example, over the channels; for (N, D) one group an
    /// example.
    static Grouping pixelsOfExamples(Shape shape) {
        int pixels = pixels(shape);
        int each = shape.sizePerExample();
        return of(shape, shape.extent(0) * pixels, i -> i / each * pixels + i % pixels);
    }

    /// One group a position of the image, over the batch.
    static Grouping positions(Shape shape) {
        int each = shape.sizePerExample();
        return of(shape, each, i -> i % each);
    }

    /// Group normalisation: groups of neighbouring channels of an example.
    static Grouping channelGroups(Shape shape, int groups) {
        int pixels = pixels(shape);
        int channels = shape.extent(1);
        int each = channels / groups;
        return of(shape, shape.extent(0) * groups, i -> i / pixels / channels * groups + i / pixels % channels / each);
    }

    /// As [#channelGroups], but with the channels dealt to the groups in turn.
    static Grouping interleavedChannels(Shape shape, int groups) {
        int pixels = pixels(shape);
        int channels = shape.extent(1);
        return of(
                shape, shape.extent(0) * groups, i -> i / pixels / channels * groups + i / pixels % channels % groups);
    }

    /// As [#channelGroups], but over the whole batch.
    static Grouping channelGroupsOfBatch(Shape shape, int groups) {
        int pixels = pixels(shape);
        int channels = shape.extent(1);
        return of(shape, groups, i -> i / pixels % channels / (channels / groups));
    }

    /// Everything together.
    static Grouping one(Shape shape) {
        return of(shape, 1, i -> 0);
    }

    private static int pixels(Shape shape) {
        return shape.sizePerExample() / shape.extent(1);
    }

    private static Grouping of(Shape shape, int count, IntUnaryOperator group) {
        int[] of = new int[shape.size()];
        for (int i = 0; i < of.length; i++) {
            of[i] = group.applyAsInt(i);
        }
        return new Grouping(of, count);
    }

    /// The sums of numbers over each group.
    double[] sums(double[] numbers) {
        double[] sums = new double[count];
        for (int i = 0; i < numbers.length; i++) {
            sums[of[i]] += numbers[i];
        }
        return sums;
    }
}
