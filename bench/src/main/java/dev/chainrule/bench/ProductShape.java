package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.List;

/// One matrix product `C (m × n) = op(A) (m × k) · op(B) (k × n)`, all row-major, where `op` may transpose.
///
/// @param transposeA whether `A` is stored `k × m`
/// @param transposeB whether `B` is stored `n × k`
/// @param m rows of `C`
/// @param n columns of `C`
/// @param k length of the sums
record ProductShape(boolean transposeA, boolean transposeB, int m, int n, int k) implements Work {

    /// Squares, then the three products of a first layer `3072 → 100` for each batch size: forward, gradient by the
    /// weights, gradient by the input.
    static List<ProductShape> all() {
        List<ProductShape> shapes = new ArrayList<>();
        for (int size : new int[] {256, 480, 512, 960, 1024, 1920}) {
            shapes.add(new ProductShape(false, false, size, size, size));
        }
        for (int batch : new int[] {50, 100, 128}) {
            shapes.add(new ProductShape(false, false, batch, 100, 3072));
            shapes.add(new ProductShape(true, false, 3072, 100, batch));
            shapes.add(new ProductShape(false, true, batch, 3072, 100));
        }
        return List.copyOf(shapes);
    }

    /// Reads what [#toString()] writes, for example `TN:3072x100x50`.
    static ProductShape parse(String text) {
        if (!text.matches("[NT]{2}:[1-9]\\d{0,4}x[1-9]\\d{0,4}x[1-9]\\d{0,4}")) {
            throw new IllegalArgumentException(
                    "bench: product %s does not fit; expected one like TN:3072x100x50".formatted(text));
        }
        String[] sizes = text.substring(3).split("x");
        return new ProductShape(
                text.charAt(0) == 'T',
                text.charAt(1) == 'T',
                Integer.parseInt(sizes[0]),
                Integer.parseInt(sizes[1]),
                Integer.parseInt(sizes[2]));
    }

    @Override
    public double operations() {
        return 2.0 * m * n * k;
    }

    @Override
    public String toString() {
        return (transposeA ? "T" : "N") + (transposeB ? "T" : "N") + ":" + m + "x" + n + "x" + k;
    }
}
