package dev.chainrule.optim;

import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Moves the parameters of a network by an [UpdateRule], and keeps what the rule remembers of each.
public final class Optimizer {
    private final UpdateRule rule;
    private final GradientClipping clipping;
    private final List<Slot> slots = new ArrayList<>();
    private long steps;

    /// A parameter with the rule's memory of it, one tensor for each name of [UpdateRule#memory()].
    private record Slot(Parameter parameter, List<Tensor> memory) {}

    /// Creates an optimiser that has made no step.
    public Optimizer(UpdateRule rule, GradientClipping clipping, List<Parameter> parameters) {
        this.rule = rule;
        this.clipping = clipping;
        for (Parameter parameter : parameters) {
            Tensor value = parameter.value();
            List<Tensor> memory = rule.memory().stream()
                    .map(name -> Tensor.zeros(value.precision(), value.shape()))
                    .toList();
            slots.add(new Slot(parameter, memory));
        }
    }

    /// Makes one step: clips the gradients, in place, and moves every parameter.
    public void step(Gradients gradients, double rate) {
        steps++;
        clipping.apply(slots.stream().map(slot -> gradients.of(slot.parameter)).toList());
        for (Slot slot : slots) {
            rule.apply(slot.parameter.value(), gradients.of(slot.parameter), rate, steps, slot.memory);
        }
    }

    /// The number of steps made.
    public long steps() {
        return steps;
    }
}
