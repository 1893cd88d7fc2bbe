package dev.chainrule.kernel;

import dev.chainrule.tensor.Shape;

/// How the numbers of each example are split into groups that are normalised on their own: a group is all pixels of
/// `channels / groups` neighbouring channels.
///
/// Layer normalisation of (N, D) is one group of D channels and one pixel; per pixel it is one group for each of N·H·W
/// "examples"; instance normalisation has as many groups as channels.
///
/// @param examples N
/// @param pixels H·W, or 1
/// @param channels C
/// @param groups G, a divisor of C
public record GroupGeometry(int examples, int pixels, int channels, int groups) {
    /// Checks the numbers.
    public GroupGeometry {
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException("GroupNorm: %s groups do not fit %s channels; expected a divisor of %s"
                    .formatted(groups, channels, channels));
        }
    }

    /// The numbers of one example.
    public int size() {
        return pixels * channels;
    }

    /// The channels of a group.
    public int channelsOfGroup() {
        return channels / groups;
    }

    /// How many numbers share a mean.
    public int sizeOfGroup() {
        return pixels * channelsOfGroup();
    }

    /// The shape of the statistics: one number for each group of each example.
    public Shape statistics() {
        return Shape.of(examples, groups);
    }
}
