package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.vector.Lanes;
import java.util.Arrays;

/// Copies parts of channels-last images.
final class VectorWindow {

    private VectorWindow() {}

    /// Images of `height` by `width` pixels, `channels` numbers each.
    @SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
    record Images(float[] pixels, int height, int width, int channels) {}

    /// Copies `rows` by `columns` pixels from (top, left) on, with zeros where they reach over an edge.
    ///
    /// @param example which of the images
    static void copy(
            Images source, int example, int top, int rows, int left, int columns, float[] target, int targetOffset) {
        int height = source.height;
        int width = source.width;
        int channels = source.channels;
        int size = columns * channels;
        int from = Math.clamp(left, 0, width);
        int before = Math.clamp(-(long) left, 0, columns) * channels;
        int inside = Math.max(0, Math.min(left + columns, width) - from) * channels;
        for (int r = 0; r < rows; r++) {
            int row = top + r;
            int to = targetOffset + r * size;
            if (row < 0 || row >= height) {
                Arrays.fill(target, to, to + size, 0);
            } else {
                Arrays.fill(target, to, to + before, 0);
                int at = ((example * height + row) * width + from) * channels;
                System.arraycopy(source.pixels, at, target, to + before, inside);
                Arrays.fill(target, to + before + inside, to + size, 0);
            }
        }
    }

    /// Copies a window that lies inside of the source, `runs` runs of `run` numbers that begin `distance` apart,
    /// next to each other: a vector at a time, so the target needs room for one more.
    static void gather(float[] source, int offset, int distance, int runs, int run, float[] target, int targetOffset) {
        int wide = Lanes.padded(run);
        int from = offset;
        int to = targetOffset;
        for (int r = 0; r < runs; r++) {
            if (from + wide <= source.length) {
                for (int i = 0; i < run; i += LANES) {
                    Lanes.load(source, from + i).intoArray(target, to + i);
                }
            } else {
                System.arraycopy(source, from, target, to, run);
            }
            from += distance;
            to += run;
        }
    }

    /// What a window consists of: `runs` runs of `run` numbers that begin `distance` apart.
    record Form(int runs, int run, int distance) {}

    /// Copies windows that lie inside of the source and begin `move` apart, one after the other.
    static void gather(float[] source, int offset, int move, int count, Form form, float[] target, int targetOffset) {
        int run = form.run;
        int size = form.runs * run;
        if (run < LANES) {
            for (int p = 0; p < count; p++) {
                gather(source, offset + p * move, form.distance, form.runs, run, target, targetOffset + p * size);
            }
            return;
        }
        for (int r = 0; r < form.runs; r++) {
            for (int i = 0; i < run; i += LANES) {
                int first = Math.min(i, run - LANES); // the last vector overlaps the one before
                int from = offset + r * form.distance + first;
                copyVectors(source, from, move, count, target, targetOffset + r * run + first, size);
            }
        }
    }

    /// Copies vectors that begin `move` apart to places that are `size` apart.
    private static void copyVectors(
            float[] source, int offset, int move, int count, float[] target, int targetOffset, int size) {
        int from = offset;
        int to = targetOffset;
        for (int p = 0; p < count; p++) {
            Lanes.load(source, from).intoArray(target, to);
            from += move;
            to += size;
        }
    }
}
