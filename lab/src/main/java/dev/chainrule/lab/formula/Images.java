package dev.chainrule.lab.formula;

import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.function.BiFunction;

/// Operations on images (N, C, H, W).
final class Images {
    private Images() {}

    static Value convolution(Arguments a) {
        Variable x = a.variable("x");
        Variable w = a.variable("w");
        int stride = a.whole("stride", 1);
        int padding = a.whole("padding", 0);
        Shape images = images(a, x);
        Shape filters = w.shape();
        int largest = Math.min(images.extent(2), images.extent(3)) + 2 * Math.clamp(padding, 0, 1000);
        if (filters.rank() != 4 || filters.extent(1) != images.extent(1)) {
            throw a.span()
                    .error("filters %s do not fit images %s; expected (F, %s, HH, WW)"
                            .formatted(filters, images, images.extent(1)));
        }
        if (stride < 1 || padding < 0 || filters.extent(2) > largest || filters.extent(3) > largest) {
            throw a.span()
                    .error(
                            "filters %s with stride %s and padding %s do not fit images %s; expected stride ≥ 1, padding ≥ 0 and filters no larger than the padded image"
                                    .formatted(filters, stride, padding, images));
        }
        Operand.checked(
                a.span(),
                images.extent(0),
                filters.extent(0),
                1 + (images.extent(2) + 2 * padding - filters.extent(2)) / stride,
                1 + (images.extent(3) + 2 * padding - filters.extent(3)) / stride);
        return new Value.Node(x.convolution(w, stride, padding));
    }

    static Value pool(Arguments a, BiFunction<Variable, PoolingWindow, Variable> function) {
        Variable x = a.variable("x");
        Shape images = images(a, x);
        int size = size(a, images);
        return new Value.Node(function.apply(x, PoolingWindow.square(size, stride(a, size))));
    }

    private static int size(Arguments a, Shape images) {
        int size = a.get("size").whole();
        if (size < 1 || size > images.extent(2) || size > images.extent(3)) {
            throw a.span()
                    .error("windows of %s×%s do not fit images %s; expected 1 to %s"
                            .formatted(size, size, images, Math.min(images.extent(2), images.extent(3))));
        }
        return size;
    }

    private static int stride(Arguments a, int usual) {
        int stride = a.whole("stride", usual);
        if (stride < 1) {
            throw a.span().error("stride %s does not fit; expected at least 1".formatted(stride));
        }
        return stride;
    }

    /// A row for each window, with its numbers of all channels: (N·H'·W', C·size²).
    static Value windows(Arguments a) {
        Variable x = a.variable("x");
        Shape images = images(a, x);
        int size = size(a, images);
        int stride = stride(a, 1);
        int down = 1 + (images.extent(2) - size) / stride;
        int across = 1 + (images.extent(3) - size) / stride;
        int terms = images.extent(1) * size * size;
        int rows = images.extent(0) * down * across;
        int[] places = new int[Operand.checked(a.span(), rows, terms).size()];
        Arrays.setAll(places, i -> {
            int window = i / terms;
            int channel = window / (down * across) * images.extent(1) + i % terms / (size * size);
            int row = window / across % down * stride + i % (size * size) / size;
            int column = window % across * stride + i % size;
            return (channel * images.extent(2) + row) * images.extent(3) + column;
        });
        return new Value.Node(x.reshape(images.size()).gather(places).reshape(rows, terms));
    }

    private static Shape images(Arguments a, Variable x) {
        if (x.shape().rank() != 4) {
            throw a.span().error("shape %s does not fit images; expected (N, C, H, W)".formatted(x.shape()));
        }
        return x.shape();
    }
}
