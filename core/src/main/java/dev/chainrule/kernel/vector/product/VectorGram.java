package dev.chainrule.kernel.vector.product;

import dev.chainrule.kernel.Parallel;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/// `sums = sums + xᵀ · x` on and above the diagonal, of float rows in double: products of floats are exact there, and
/// sums of many of them lose nothing that a small eigenvalue beside a large one would miss.
///
/// Each element is one chain of fused multiply-adds in the order of the rows, whatever block, vector width or thread
/// computes it. Columns are packed into panels of two vectors, so that a tile reads both factors in the order in which
/// they stand.
final class VectorGram {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int WIDTH = 2 * LANES;

    /// Rows of a tile, whose accumulators with two vectors each fit 16 registers. A divisor of the width.
    private static final int HEIGHT = 4;

    /// Rows of x that are packed at once: two panels of them fit the first-level cache.
    private static final int DEPTH = 128;

    private final float[] x;
    private final int features;
    private final double[] sums;
    private final int rows;
    private final int panels;
    private final double[] packed;

    VectorGram(float[] x, int features, double[] sums) {
        this.x = x;
        this.features = features;
        this.sums = sums;
        this.rows = features == 0 ? 0 : x.length / features;
        this.panels = Math.ceilDiv(features, WIDTH);
        this.packed = new double[panels * WIDTH * Math.min(DEPTH, rows)];
    }

    void add() {
        for (int row = 0; row < rows; row += DEPTH) {
            int first = row;
            int depth = Math.min(DEPTH, rows - row);
            Parallel.current().forEach(panels, panel -> pack(panel, first, depth));
            Parallel.current().forEach(panels, panel -> addRowsOf(panel, depth));
        }
    }

    private void pack(int panel, int first, int depth) {
        int column = panel * WIDTH;
        int width = Math.min(WIDTH, features - column);
        for (int e = 0; e < depth; e++) {
            int from = (first + e) * features + column;
            int to = panel * WIDTH * depth + e * WIDTH;
            for (int j = 0; j < WIDTH; j++) {
                packed[to + j] = j < width ? x[from + j] : 0;
            }
        }
    }

    private void addRowsOf(int panel, int depth) {
        double[] edge = new double[HEIGHT * WIDTH];
        for (int other = panel; other < panels; other++) {
            for (int i = 0; i < WIDTH; i += HEIGHT) {
                int row = panel * WIDTH + i;
                int height = Math.min(HEIGHT, features - row);
                int width = Math.min(WIDTH, features - other * WIDTH);
                int left = panel * WIDTH * depth + i;
                int right = other * WIDTH * depth;
                int at = row * features + other * WIDTH;
                if (height == HEIGHT && width == WIDTH) {
                    addTile(packed, left, right, depth, sums, at, features);
                } else if (height > 0) {
                    copy(sums, at, features, edge, 0, WIDTH, height, width);
                    addTile(packed, left, right, depth, edge, 0, WIDTH);
                    copy(edge, 0, WIDTH, sums, at, features, height, width);
                }
            }
        }
    }

    private static void copy(
            double[] from, int start, int stride, double[] to, int at, int strideTo, int height, int width) {
        for (int i = 0; i < height; i++) {
            System.arraycopy(from, start + i * stride, to, at + i * strideTo, width);
        }
    }

    /// A tile of 4 rows and 2 vectors.
    private static void addTile(double[] p, int left, int right, int depth, double[] c, int at, int stride) {
        DoubleVector c00 = DoubleVector.fromArray(SPECIES, c, at);
        DoubleVector c01 = DoubleVector.fromArray(SPECIES, c, at + LANES);
        DoubleVector c10 = DoubleVector.fromArray(SPECIES, c, at + stride);
        DoubleVector c11 = DoubleVector.fromArray(SPECIES, c, at + stride + LANES);
        DoubleVector c20 = DoubleVector.fromArray(SPECIES, c, at + 2 * stride);
        DoubleVector c21 = DoubleVector.fromArray(SPECIES, c, at + 2 * stride + LANES);
        DoubleVector c30 = DoubleVector.fromArray(SPECIES, c, at + 3 * stride);
        DoubleVector c31 = DoubleVector.fromArray(SPECIES, c, at + 3 * stride + LANES);
        for (int e = 0; e < depth; e++) {
            int a = left + e * WIDTH;
            int b = right + e * WIDTH;
            DoubleVector b0 = DoubleVector.fromArray(SPECIES, p, b);
            DoubleVector b1 = DoubleVector.fromArray(SPECIES, p, b + LANES);
            DoubleVector a0 = DoubleVector.broadcast(SPECIES, p[a]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            DoubleVector a1 = DoubleVector.broadcast(SPECIES, p[a + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            DoubleVector a2 = DoubleVector.broadcast(SPECIES, p[a + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            DoubleVector a3 = DoubleVector.broadcast(SPECIES, p[a + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, at + stride);
        c11.intoArray(c, at + stride + LANES);
        c20.intoArray(c, at + 2 * stride);
        c21.intoArray(c, at + 2 * stride + LANES);
        c30.intoArray(c, at + 3 * stride);
        c31.intoArray(c, at + 3 * stride + LANES);
    }
}
