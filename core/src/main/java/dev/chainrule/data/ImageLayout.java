package dev.chainrule.data;

import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;

/// Where the pixels of an image lie in a tensor: channels last in (N, C, H, W), or channel after channel in (N, C · H ·
/// W). Both are planes of rows of pixels.
///
/// @param planes one, or as many as channels
/// @param height rows
/// @param width pixels a row
/// @param pixel numbers a pixel of a plane
record ImageLayout(int planes, int height, int width, int pixel) {

    /// The layout of a batch.
    ///
    /// @param image (C, H, W)
    /// @throws ShapeMismatchException if the examples are not such images
    static ImageLayout of(String where, Tensor x, Shape image) {
        requireImage(where, image);
        Shape example = x.shape().withoutFirst();
        if (example.equals(image)) {
            return new ImageLayout(1, image.extent(1), image.extent(2), image.extent(0));
        }
        if (example.rank() == 1 && example.size() == image.size()) {
            return new ImageLayout(image.extent(0), image.extent(1), image.extent(2), 1);
        }
        throw ShapeMismatchException.of(
                where,
                "batch",
                x.shape(),
                "images",
                image,
                "(N, %s, %s, %s) or (N, %s)"
                        .formatted(image.extent(0), image.extent(1), image.extent(2), image.size()));
    }

    /// @throws ShapeMismatchException if the shape has not the three axes of an image
    static void requireImage(String where, Shape image) {
        if (image.rank() != 3) {
            throw new ShapeMismatchException(
                    "%s: examples %s are no images; expected (C, H, W)".formatted(where, image));
        }
    }

    /// The numbers of an image.
    int size() {
        return planes * height * width * pixel;
    }

    /// Copies image `n`, moved as told, from one tensor to another.
    void move(Displacement displacement, Cells cells, int n) {
        for (int plane = 0; plane < planes; plane++) {
            int start = n * size() + plane * height * width * pixel;
            for (int y = 0; y < height; y++) {
                int target = start + y * width * pixel;
                int row = displacement.padding().source(y - displacement.down(), height);
                if (row < 0) {
                    cells.clear(target, width * pixel);
                } else {
                    moveRow(displacement, cells, start + row * width * pixel, target);
                }
            }
        }
    }

    /// What lies inside the image is one copy; only what is padded goes pixel by pixel.
    private void moveRow(Displacement displacement, Cells cells, int source, int target) {
        int right = displacement.flipped() ? -displacement.right() : displacement.right();
        int from = Math.clamp(right, 0, width);
        int to = Math.clamp(width + right, 0, width);
        for (int x = 0; x < width; x++) {
            if (x == from && from < to) {
                if (displacement.flipped()) {
                    cells.copyMirrored(source + (width - to + right) * pixel, target + from * pixel, to - from, pixel);
                } else {
                    cells.copy(source + (from - right) * pixel, target + from * pixel, (to - from) * pixel);
                }
                x = to;
                if (x == width) {
                    return;
                }
            }
            int inRow = (displacement.flipped() ? width - 1 - x : x) - displacement.right();
            int column = displacement.padding().source(inRow, width);
            if (column < 0) {
                cells.clear(target + x * pixel, pixel);
            } else {
                cells.copy(source + column * pixel, target + x * pixel, pixel);
            }
        }
    }

    /// Sets a square of image `n` to 0.
    void clearSquare(Cells cells, int n, int top, int left, int size) {
        for (int plane = 0; plane < planes; plane++) {
            for (int y = top; y < top + size; y++) {
                int row = n * size() + (plane * height + y) * width * pixel;
                cells.clear(row + left * pixel, size * pixel);
            }
        }
    }

    /// Copies numbers from one tensor to another of the same precision, at positions of the stored order.
    sealed interface Cells {
        /// Copies `count` numbers.
        void copy(int from, int to, int count);

        /// Copies a run of pixels in the opposite order.
        void copyMirrored(int from, int to, int pixels, int pixel);

        /// Sets `count` numbers of the target to 0.
        void clear(int to, int count);

        static Cells of(Tensor source, Tensor target) {
            return switch (source) {
                case FloatTensor floats -> new Floats(floats.data(), FloatTensor.dataOf(target));
                case DoubleTensor doubles -> new Doubles(doubles.data(), DoubleTensor.dataOf(target));
            };
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Floats(float[] source, float[] target) implements Cells {
        @Override
        public void copy(int from, int to, int count) {
            System.arraycopy(source, from, target, to, count);
        }

        @Override
        public void copyMirrored(int from, int to, int pixels, int pixel) {
            for (int p = 0; p < pixels; p++) {
                int mirrored = from + (pixels - 1 - p) * pixel;
                for (int c = 0; c < pixel; c++) {
                    target[to + p * pixel + c] = source[mirrored + c];
                }
            }
        }

        @Override
        public void clear(int to, int count) {
            Arrays.fill(target, to, to + count, 0);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Doubles(double[] source, double[] target) implements Cells {
        @Override
        public void copy(int from, int to, int count) {
            System.arraycopy(source, from, target, to, count);
        }

        @Override
        public void copyMirrored(int from, int to, int pixels, int pixel) {
            for (int p = 0; p < pixels; p++) {
                int mirrored = from + (pixels - 1 - p) * pixel;
                for (int c = 0; c < pixel; c++) {
                    target[to + p * pixel + c] = source[mirrored + c];
                }
            }
        }

        @Override
        public void clear(int to, int count) {
            Arrays.fill(target, to, to + count, 0);
        }
    }
}
