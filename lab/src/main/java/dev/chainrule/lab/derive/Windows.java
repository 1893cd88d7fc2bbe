package dev.chainrule.lab.derive;

import dev.chainrule.lab.derive.Graph.Size;

/// Square windows that move over images (N, C, H, W), which are written one channel below the other.
record Windows(int examples, int channels, int height, int width, int size, int stride) {
    int down() {
        return 1 + (height - size) / stride;
    }

    int across() {
        return 1 + (width - size) / stride;
    }

    /// Where the image has number (u, v) of the window in row i and column j of the output.
    int place(int n, int c, int i, int j, int u, int v) {
        return ((n * channels + c) * height + i * stride + u) * width + j * stride + v;
    }

    /// Rows of an output image with so many channels, and its columns.
    Size output(int outputChannels, String shape) {
        return new Size(examples * outputChannels * down(), across(), shape);
    }

    /// For each window its numbers of all channels (c, u, v): a row for each (n, i, j).
    int[] acrossChannels() {
        int[] places = new int[examples * down() * across() * channels * size * size];
        int at = 0;
        for (int n = 0; n < examples; n++) {
            for (int i = 0; i < down(); i++) {
                for (int j = 0; j < across(); j++) {
                    for (int c = 0; c < channels; c++) {
                        at = add(places, at, n, c, i, j);
                    }
                }
            }
        }
        return places;
    }

    /// For each window its numbers of one channel (u, v): a row for each (n, c, i, j).
    int[] ofEachChannel() {
        int[] places = new int[examples * channels * down() * across() * size * size];
        int at = 0;
        for (int n = 0; n < examples; n++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < down(); i++) {
                    for (int j = 0; j < across(); j++) {
                        at = add(places, at, n, c, i, j);
                    }
                }
            }
        }
        return places;
    }

    private int add(int[] places, int start, int n, int c, int i, int j) {
        int at = start;
        for (int u = 0; u < size; u++) {
            for (int v = 0; v < size; v++) {
                places[at++] = place(n, c, i, j, u, v);
            }
        }
        return at;
    }
}
