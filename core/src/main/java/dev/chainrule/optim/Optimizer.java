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
    private final WeightConstraint constraint;
    private final List<Slot> slots = new ArrayList<>();
    private long steps;

    /// A parameter with the rule's memory of it, one tensor for each name of [UpdateRule#memory()].
    private record Slot(Parameter parameter, List<Tensor> memory) {}

    /// Creates an optimiser that has made no step and moves all parameters at one rate.
    public Optimizer(UpdateRule rule, GradientClipping clipping, List<Parameter> parameters) {
        this(rule, clipping, parameters, 1, new WeightConstraint.None());
    }

    /// Creates an optimiser that has made no step.
    ///
    /// @param parameters of the network; those that are not trained are passed over
    /// @param shiftRateFactor how many times as fast as all others the shifts of normalisations are moved
    /// @param constraint what weights are held to after each step
    public Optimizer(
            UpdateRule rule,
            GradientClipping clipping,
            List<Parameter> parameters,
            double shiftRateFactor,
            WeightConstraint constraint) {
        this.rule = rule;
        this.clipping = clipping;
        this.shiftRateFactor = shiftRateFactor;
        this.constraint = constraint;
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
        clip(gradients);
        move(gradients, rate, rule);
    }

    /// Clips the gradients of the trained parameters, in place.
    public void clip(Gradients gradients) {
        clipping.apply(slots.stream().map(slot -> gradients.of(slot.parameter)).toList());
    }

    /// Makes one step along gradients as they are.
    ///
    /// @param now the rule of this step, which remembers what the rule of all steps does
    public void move(Gradients gradients, double rate, UpdateRule now) {
        steps++;
        for (Slot slot : slots) {
            Parameter.Kind kind = slot.parameter.kind();
            double own = kind == Parameter.Kind.SHIFT ? shiftRateFactor * rate : rate;
            now.ofKind(kind).apply(slot.parameter.value(), gradients.of(slot.parameter), own, steps, slot.memory);
            if (kind == Parameter.Kind.WEIGHT) {
                constraint.apply(slot.parameter.value());
            }
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
