package dev.chainrule.check;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.tensor.Snapshot;
import dev.chainrule.tensor.Tensor;

/// A layer whose buffers, such as running statistics, are put back before each pass, so that passes do not
/// depend on how many there were before.
final class FrozenLayer {
    private final Layer layer;
    private final Snapshot buffers;

    /// Keeps the buffers as they are now.
    FrozenLayer(Layer layer) {
        this.layer = layer;
        this.buffers = Snapshot.of(layer.buffers().stream().map(Buffer::value).toList());
    }

    Pass forward(Tensor x, Mode mode) {
        restore();
        return layer.forward(x, mode);
    }

    void restore() {
        buffers.restore();
    }
}
