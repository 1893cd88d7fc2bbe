package dev.chainrule.check;

import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.Loss;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// The loss of a network as a function of the input of one layer and of all parameters; what comes before that layer is
/// computed once.
final class TailLoss implements ScalarFunction {
    private final List<Layer> layers;
    private final int from;
    private final Mode mode;
    private final Loss loss;
    private final int[] labels;
    private final Tensor input;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<boolean[]> sides = new ArrayList<>();
    private final double magnitude;
    private int crossings;

    /// @param from the position of the layer
    TailLoss(Model model, int from, Tensor x, int[] labels, Mode mode, Loss loss) {
        this.layers = model.network().layers();
        this.from = from;
        this.mode = mode;
        this.loss = loss;
        this.labels = labels;
        Tensor y = x;
        for (int i = 0; i < from; i++) {
            y = layers.get(i).forward(y, mode.child(i)).output();
        }
        this.input = y.copy();
        tensors.add(input);
        model.parameters().stream().map(Parameter::value).forEach(tensors::add);
        y = input;
        for (int i = from; i < layers.size(); i++) {
            y = layers.get(i).forward(y, mode.child(i)).output();
            sides.add(positive(y));
        }
        // Scores are of the order of 1 even where their loss is nearly 0.
        this.magnitude = Math.max(1, Math.abs(loss.forward(y, labels).value()));
    }

    private static boolean[] positive(Tensor y) {
        boolean[] positive = new boolean[y.size()];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = y.getStored(i) > 0;
        }
        return positive;
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public double value() {
        crossings = 0;
        Tensor y = input;
        for (int i = from; i < layers.size(); i++) {
            y = layers.get(i).forward(y, mode.child(i)).output();
            boolean[] before = sides.get(i - from);
            for (int k = 0; k < before.length; k++) {
                crossings += y.getStored(k) > 0 == before[k] ? 0 : 1;
            }
        }
        return loss.forward(y, labels).value();
    }

    @Override
    public int crossings() {
        return crossings;
    }

    @Override
    public double magnitude() {
        return magnitude;
    }
}
