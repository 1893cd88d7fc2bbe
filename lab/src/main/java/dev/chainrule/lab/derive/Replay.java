package dev.chainrule.lab.derive;

import dev.chainrule.tape.Operation;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Computes an output of a tape anew with other numbers.
final class Replay {
    private final Variable output;
    private final List<Variable> needed;

    Replay(Variable output, List<Variable> needed) {
        this.output = output;
        this.needed = needed;
    }

    /// The output if a given variable had other numbers.
    Tensor with(Variable given, Tensor numbers) {
        @Nullable Tensor[] values = new Tensor[output.position() + 1];
        for (Variable variable : needed) {
            boolean depends = false;
            List<Tensor> inputs = new ArrayList<>();
            for (Variable input : variable.inputs()) {
                Tensor moved = values[input.position()];
                depends |= moved != null;
                inputs.add(moved == null ? input.value() : moved);
            }
            if (variable == given) {
                values[variable.position()] = numbers;
            } else if (depends && !(variable.operation() instanceof Operation.Given)) {
                values[variable.position()] = variable.operation().value(inputs);
            }
        }
        Tensor result = values[output.position()];
        return result == null ? output.value() : result;
    }
}
