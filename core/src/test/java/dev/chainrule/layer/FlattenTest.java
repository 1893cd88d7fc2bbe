package dev.chainrule.layer;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;

class FlattenTest implements LayerContract {
    @Override
    public Layer layer(Precision precision) {
        return new Flatten();
    }

    @Override
    public List<Shape> inputs() {
        return List.of(Shape.of(2, 3, 4, 5), Shape.of(2, 6), Shape.of(3, 2, 2), Shape.of(1, 1, 1, 1));
    }

    @Override
    public List<Shape> refused() {
        return List.of(Shape.of(4), Shape.of());
    }

    @Override
    public int terms() {
        return 1;
    }
}
