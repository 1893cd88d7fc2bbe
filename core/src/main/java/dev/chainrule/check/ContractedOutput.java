package dev.chainrule.check;

import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The output of a layer, contracted with an upstream gradient: `Σ dy · (y − y₀)`. Leaving out the output at
/// the start keeps what does not change from adding rounding errors.
final class ContractedOutput implements ScalarFunction {
    private final FrozenLayer layer;
    private final Tensor x;
    private final Mode mode;
    private final Tensor dy;
    private final Tensor start;
    private final List<Tensor> tensors = new ArrayList<>();
    private final double magnitude;

    ContractedOutput(Layer checked, Tensor x, Mode mode, Tensor dy) {
        this.layer = new FrozenLayer(checked);
        this.x = x;
        this.mode = mode;
        this.dy = dy;
        this.start = layer.forward(x, mode).output().copy();
        tensors.add(x);
        for (Parameter parameter : checked.parameters()) {
            tensors.add(parameter.value());
        }
        double squares = 0;
        for (int i = 0; i < start.size(); i++) {
            double term = dy.getStored(i) * start.getStored(i);
            squares += term * term;
        }
        magnitude = Math.sqrt(squares);
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public double value() {
        Tensor y = layer.forward(x, mode).output();
        double sum = 0;
        for (int i = 0; i < y.size(); i++) {
            sum += dy.getStored(i) * (y.getStored(i) - start.getStored(i));
        }
        return sum;
    }

    @Override
    public double magnitude() {
        return magnitude;
    }
}
