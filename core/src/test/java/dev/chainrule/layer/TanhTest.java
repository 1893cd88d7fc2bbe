package dev.chainrule.layer;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;

class TanhTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Tanh();
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(5, 7), Shape.of(1, 1), Shape.of(3, 130), Shape.of(2, 3, 4, 5));
    }

    @Override
    public List<Shape> refused() {
        return List.of();
    }

    @Override
    public int terms() {
        return 4;
    }
}
