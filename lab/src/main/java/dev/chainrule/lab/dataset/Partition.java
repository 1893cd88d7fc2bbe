package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;

/// Images divided by purpose. Statistics for preprocessing come from `train` alone.
///
/// @param train what the weights are fitted to
/// @param validation what settings are chosen by
/// @param test what is looked at once, at the end
public record Partition(LabeledImages train, LabeledImages validation, LabeledImages test) {

    /// The images of a part.
    public LabeledImages of(Part part) {
        return switch (part) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
        };
    }
}
