package dev.chainrule.train;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A copy of a model's parameters and buffers at its best validation accuracy.
final class BestWeights {
    private final List<Tensor> live;
    private final List<Tensor> best = new ArrayList<>();
    private double accuracy = Double.NEGATIVE_INFINITY;
    private int measurementsSince;

    BestWeights(Model model) {
        live = Stream.concat(
                        model.parameters().stream().map(Parameter::value),
                        model.buffers().stream().map(Buffer::value))
                .toList();
    }

    /// Keeps the current weights if this accuracy is higher than all before.
    void offer(double validationAccuracy) {
        measurementsSince++;
        if (!(validationAccuracy > accuracy)) {
            return;
        }
        accuracy = validationAccuracy;
        measurementsSince = 0;
        if (best.isEmpty()) {
            live.forEach(tensor -> best.add(tensor.copy()));
        } else {
            for (int i = 0; i < best.size(); i++) {
                best.get(i).copyFrom(live.get(i));
            }
        }
    }

    /// The number of measurements since the best one.
    int measurementsSince() {
        return measurementsSince;
    }

    /// Gives the model its best weights back; nothing if none was ever measured.
    void restore() {
        for (int i = 0; i < best.size(); i++) {
            live.get(i).copyFrom(best.get(i));
        }
    }
}
