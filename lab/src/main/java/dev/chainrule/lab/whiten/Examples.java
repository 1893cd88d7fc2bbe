package dev.chainrule.lab.whiten;

import dev.chainrule.data.Dataset;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// The examples of a data set as some layers leave them, in rows (N, D) in (C, H, W) order.
///
/// @param images as they are prepared, without augmentation
/// @param precision that is computed in
/// @param before what they go through first
record Examples(Dataset images, Precision precision, Layer before) {
    private static final int AT_ONCE = 512;
    private static final Layer ROWS = new Flatten();

    int size() {
        return images.size();
    }

    /// The numbers of an example.
    int features() {
        return before.outputShape(images.exampleShape().batchOf(1)).sizePerExample();
    }

    /// Hands all examples over, in order and in parts.
    void forEach(Consumer<Tensor> rows) {
        for (int from = 0; from < size(); from += AT_ONCE) {
            rows.accept(part(from, Math.min(from + AT_ONCE, size())));
        }
    }

    private Tensor part(int from, int to) {
        Tensor x = images.batch(IntStream.range(from, to).toArray(), precision).x();
        Tensor left = before.forward(x, new Mode.Evaluate()).output();
        return ROWS.forward(left, new Mode.Evaluate()).output();
    }
}
