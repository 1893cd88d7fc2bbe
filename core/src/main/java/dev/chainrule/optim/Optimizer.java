package dev.chainrule.optim;

import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Moves the trained parameters of a network by an [UpdateRule], and keeps what the rule remembers of each.
public final class Optimizer {
    private final UpdateRule rule;
    private final GradientClipping clipping;
    private final double shiftRateFactor;
    private final List<Slot> slots = new ArrayList<>();
    private long steps;

    /// A parameter with the rule's memory of it, one tensor for each name of [UpdateRule#memory()].
    private record Slot(Parameter parameter, List<Tensor> memory) {}

    /// Creates an optimiser that has made no step and moves all parameters at one rate.
    public Optimizer(UpdateRule rule, GradientClipping clipping, List<Parameter> parameters) {
        this(rule, clipping, parameters, 1);
    }

    /// Creates an optimiser that has made no step.
    ///
    /// @param parameters of the network; those that are not trained are passed over
    /// @param shiftRateFactor how many times as fast as all others the shifts of normalisations are moved
    public Optimizer(UpdateRule rule, GradientClipping clipping, List<Parameter> parameters, double shiftRateFactor) {
        this.rule = rule;
        this.clipping = clipping;
        this.shiftRateFactor = shiftRateFactor;
        for (Parameter parameter : parameters) {
            if (!parameter.isTrained()) {
                continue;
            }
            Tensor value = parameter.value();
            List<Tensor> memory = rule.memory().stream()
                    .map(name -> Tensor.zeros(value.precision(), value.shape()))
                    .toList();
            slots.add(new Slot(parameter, memory));
        }
    }

    /// Makes one step: clips the gradients of the trained parameters, in place, and moves each of them.
    public void step(Gradients gradients, double rate) {
        steps++;
        clipping.apply(slots.stream().map(slot -> gradients.of(slot.parameter)).toList());
        for (Slot slot : slots) {
            double own = slot.parameter.kind() == Parameter.Kind.SHIFT ? shiftRateFactor * rate : rate;
            rule.ofKind(slot.parameter.kind())
                    .apply(slot.parameter.value(), gradients.of(slot.parameter), own, steps, slot.memory);
        }
    }

    /// The number of steps made.
    public long steps() {
        return steps;
    }

    /// Counts on from so many steps; their memory is put into [#memory].
    public void resume(long done) {
        steps = done;
    }

    /// What the rule remembers, by the names of parameter and memory, such as `W1/velocity`; the tensors
    /// themselves.
    public SequencedMap<String, Tensor> memory() {
        SequencedMap<String, Tensor> memory = new LinkedHashMap<>();
        for (Slot slot : slots) {
            for (int i = 0; i < slot.memory.size(); i++) {
                memory.put(slot.parameter.name() + "/" + rule.memory().get(i), slot.memory.get(i));
            }
        }
        return memory;
    }
}
