package dev.chainrule.check.mistake;

import dev.chainrule.tensor.Shape;
import java.util.function.IntUnaryOperator;

/// Which numbers of a tensor (N, C) or (N, C, H, W) belong together: the number of the group of each, row-major.
final class Grouping {
    private Grouping() {}

    /// Batch normalisation: one group a feature or channel.
    static Numbers features(Shape shape) {
        return of(shape, i -> i / pixels(shape) % shape.extent(1));
    }

    /// One group an example.
    static Numbers examples(Shape shape) {
        return of(shape, i -> i / shape.sizePerExample());
    }

    /// Layer normalisation: one group a pixel of an example, over the channels; for (N, D) one group an example.
    static Numbers pixelsOfExamples(Shape shape) {
        int pixels = pixels(shape);
        return of(shape, i -> i / shape.sizePerExample() * pixels + i % pixels);
    }

    /// One group a position of the image, over the batch.
    static Numbers positions(Shape shape) {
        return of(shape, i -> i % shape.sizePerExample());
    }

    /// One group a channel of an example.
    static Numbers channels(Shape shape) {
        return channelGroups(shape, shape.extent(1));
    }

    /// Group normalisation: groups of neighbouring channels of an example.
    static Numbers channelGroups(Shape shape, int groups) {
        int each = shape.extent(1) / groups;
        return of(shape, i -> i / shape.sizePerExample() * groups + channel(shape, i) / each);
    }

    /// As [#channelGroups], but with the channels dealt to the groups in turn.
    static Numbers interleavedChannels(Shape shape, int groups) {
        return of(shape, i -> i / shape.sizePerExample() * groups + channel(shape, i) % groups);
    }

    /// As [#channelGroups], but over the whole batch.
    static Numbers channelGroupsOfBatch(Shape shape, int groups) {
        return of(shape, i -> channel(shape, i) / (shape.extent(1) / groups));
    }

    /// Everything together.
    static Numbers one(Shape shape) {
        return of(shape, i -> 0);
    }

    private static int channel(Shape shape, int i) {
        return i / pixels(shape) % shape.extent(1);
    }

    private static int pixels(Shape shape) {
        return shape.sizePerExample() / shape.extent(1);
    }

    private static Numbers of(Shape shape, IntUnaryOperator group) {
        double[] groups = new double[shape.size()];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = group.applyAsInt(i);
        }
        return new Numbers(groups);
    }
}
