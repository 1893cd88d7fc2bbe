package dev.chainrule.train;

import dev.chainrule.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// All that the further steps of a training depend on, beside model settings, data, plan and seed: a training that
/// starts from it has the same bits as one that never stopped.
///
/// It consists of named tensors, numbers and text. Names are `model/W1` of parameters and buffers,
/// `optimizer/W1/velocity` of what the update rule remembers, `average/W1` of the mean of weights, and `best/W1` of the
/// weights with the best measurement so far. How many steps were made, which measurement was the best and how many came
/// since are said by the history.
///
/// @param tensors by name
/// @param sampling where the choice of examples stands; empty where it is a function of the step
/// @param history of the steps done
public record TrainingState(Map<String, Tensor> tensors, String sampling, History history) {
    /// What the names of parameters and buffers begin with.
    static final String MODEL = "model/";

    /// Copies the map, not the tensors, nor the history.
    public TrainingState {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /// The same, sharing nothing.
    public TrainingState copy() {
        Map<String, Tensor> copies = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> copies.put(name, tensor.copy()));
        return new TrainingState(copies, sampling, history.copy());
    }

    /// The parameter or buffer of this name, if there is one; not a copy.
    public Optional<Tensor> ofModel(String name) {
        return Optional.ofNullable(tensors.get(MODEL + name));
    }

    /// The number of steps done.
    public long step() {
        return history.steps();
    }

    /// Puts the numbers of the tensors into those of a training.
    ///
    /// @throws IllegalArgumentException for the first tensor that does not fit; nothing was then changed
    void copyTo(Map<String, Tensor> live) {
        live.forEach((name, tensor) -> {
            Tensor saved = tensors.get(name);
            if (saved == null) {
                throw misfit("tensor '%s' %s is missing".formatted(name, tensor.shape()));
            }
            if (!saved.shape().equals(tensor.shape()) || saved.precision() != tensor.precision()) {
                throw misfit("tensor '%s' %s of %s does not fit %s of %s"
                        .formatted(name, saved.shape(), saved.precision(), tensor.shape(), tensor.precision()));
            }
        });
        for (String name : tensors.keySet()) {
            if (!live.containsKey(name)) {
                throw misfit("tensor '%s' is superfluous".formatted(name));
            }
        }
        live.forEach((name, tensor) -> tensor.copyFrom(Objects.requireNonNull(tensors.get(name))));
    }

    private static IllegalArgumentException misfit(String what) {
        return new IllegalArgumentException(
                "TrainingState: %s; expected the state of a training of the same model by the same plan"
                        .formatted(what));
    }
}
