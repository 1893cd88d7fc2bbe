package dev.chainrule.data;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/// Images as bytes, with a class each.
///
/// @param pixels unsigned bytes in (N, C, H, W) order; not copied
/// @param labels N classes, each in 0..K−1; not copied
/// @param imageShape (C, H, W)
/// @param classNames K names
@SuppressWarnings(
        "ArrayRecordComponent") // the arrays are large and shared on purpose; records compare by identity here
public record LabeledImages(byte[] pixels, int[] labels, Shape imageShape, List<String> classNames) {
    /// Checks that the parts fit each other.
    ///
    /// @throws IllegalArgumentException if there are too few or too many pixels, or a label is out of range
    public LabeledImages {
        classNames = List.copyOf(classNames);
        if (imageShape.rank() != 3 || pixels.length != (long) labels.length * imageShape.size()) {
            throw new IllegalArgumentException(
                    "Images: %s bytes do not fit %s labels of images %s; expected N × C × H × W bytes"
                            .formatted(pixels.length, labels.length, imageShape));
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classNames.size()) {
                throw new IllegalArgumentException(
                        "Images: label %s of image %s does not fit %s classes; expected 0 to %s"
                                .formatted(labels[i], i, classNames.size(), classNames.size() - 1));
            }
        }
    }

    /// The number of images.
    public int size() {
        return labels.length;
    }

    /// The images `from` (inclusive) to `to` (exclusive), copied.
    public LabeledImages slice(int from, int to) {
        int length = imageShape.size();
        return new LabeledImages(
                Arrays.copyOfRange(pixels, from * length, to * length),
                Arrays.copyOfRange(labels, from, to),
                imageShape,
                classNames);
    }
}
