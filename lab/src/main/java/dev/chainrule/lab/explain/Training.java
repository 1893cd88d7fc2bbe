package dev.chainrule.lab.explain;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.stream.LongStream;

/// Training images to compare with: at most so many, spread over all.
///
/// @param images all of them
/// @param data the same as the network sees them
/// @param examples which are looked at
@SuppressWarnings("ArrayRecordComponent") // used within this package
record Training(LabeledImages images, ImageDataset data, int[] examples) {
    static Training of(Look look, int most) {
        LabeledImages images = look.training().orElseThrow();
        int count = Math.min(most, images.size());
        int[] examples = LongStream.range(0, count)
                .mapToInt(i -> (int) (i * images.size() / count))
                .toArray();
        return new Training(
                images,
                new ImageDataset(images, look.trained().scaling(), look.model().input()),
                examples);
    }

    Picture picture(int example) {
        int size = images.imageShape().size();
        return new Picture(
                Arrays.copyOfRange(images.pixels(), example * size, (example + 1) * size), images.imageShape());
    }

    /// A part of an image, grey where it reaches over the edge.
    Picture part(int example, int top, int left, int height, int width) {
        Picture whole = picture(example);
        int channels = whole.shape().extent(0);
        byte[] pixels = new byte[channels * height * width];
        Arrays.fill(pixels, (byte) 128);
        for (int at = 0; at < pixels.length; at++) {
            int row = top + at / width % height;
            int column = left + at % width;
            if (row >= 0
                    && row < whole.shape().extent(1)
                    && column >= 0
                    && column < whole.shape().extent(2)) {
                pixels[at] = (byte) whole.at(at / (width * height), row, column);
            }
        }
        return new Picture(pixels, Shape.of(channels, height, width));
    }

    String className(int example) {
        int label = images.labels()[example];
        return label < 0 ? "" : images.classNames().get(label);
    }
}
