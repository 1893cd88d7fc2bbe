package dev.chainrule.tape;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Records a formula as it is computed, so that its gradients come by themselves. One tape serves one computation, such
/// as a training step, on one thread; nothing is kept outside of it.
///
/// ```java
/// Tape tape = new Tape();
/// Variable x = tape.variable("x", Tensor.of(Precision.FLOAT64, Shape.of(3), 1, 2, 4));
/// Variable y = x.minus(x.mean()).square().sum();
/// System.out.println(y.gradients().of(x));   // 2 (x − mean)
/// ```
///
/// Gradients are computed in the operations of the tape and are the same bits for any number of threads. A backward
/// pass that is written by hand, as in the layers of this library, is faster: it fuses passes over memory and keeps
/// less.
///
/// Values are allocated as those of layers are: inside [dev.chainrule.tensor.Workspace#run] they are valid until the
/// next run.
public final class Tape {
    private final boolean recording;
    private final List<Variable> variables = new ArrayList<>();
    private final Map<Tensor, Variable> given = new HashMap<>();

    /// Creates an empty tape.
    public Tape() {
        this(true);
    }

    private Tape(boolean recording) {
        this.recording = recording;
    }

    /// A tape that keeps nothing, for what is computed on the way back.
    static Tape silent() {
        return new Tape(false);
    }

    /// A value whose gradient is wanted. The same tensor gives the same variable, so that shared weights get the
    /// sum of the gradients of all their uses.
    ///
    /// @param name for drawings and errors
    /// @param value is not copied; it must not change while the tape is in use
    public Variable variable(String name, Tensor value) {
        Variable known = given.get(value);
        if (known != null && !known.isConstant()) {
            return known;
        }
        Variable made = add(Operation.Given.VARIABLE, List.of(), value).named(name);
        given.put(value, made);
        return made;
    }

    /// A value that gets no gradient.
    public Variable constant(Tensor value) {
        return add(Operation.Given.CONSTANT, List.of(), value);
    }

    /// A single number that gets no gradient.
    public Variable constant(double value, Precision precision) {
        return constant(Tensor.of(precision, Shape.of(), value));
    }

    /// A row for each label, 1 at the label and 0 elsewhere: (N, K), which gets no gradient.
    ///
    /// @param labels each in 0..classes − 1
    /// @throws IllegalArgumentException if a label is out of range, naming the row
    public Variable oneHot(int[] labels, int classes, Precision precision) {
        Tensor rows = Tensor.zeros(precision, Shape.of(labels.length, classes));
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException("oneHot: label %s of row %s does not fit; expected 0 to %s"
                        .formatted(labels[row], row, classes - 1));
            }
            rows.setStored(row * classes + labels[row], 1);
        }
        return constant(rows);
    }

    /// Everything that was recorded, in its order; what was given stands before its first use.
    public List<Variable> variables() {
        return Collections.unmodifiableList(variables);
    }

    Variable record(Operation operation, List<Variable> inputs) {
        Precision precision = inputs.getFirst().value().precision();
        for (Variable input : inputs) {
            if (input.tape() != this) {
                throw new IllegalArgumentException(
                        "Tape: %s belongs to another tape; expected variables of one tape. Take its value() into this one"
                                .formatted(input.label()));
            }
            if (input.value().precision() != precision) {
                throw new IllegalArgumentException("Tape: %s of %s does not fit %s of %s; expected one precision"
                        .formatted(
                                input.label(),
                                input.value().precision(),
                                inputs.getFirst().label(),
                                precision));
            }
        }
        Tensor value = operation.value(inputs.stream().map(Variable::value).toList());
        if (value.precision() != precision) {
            throw new IllegalArgumentException("Tape: %s of %s does not fit inputs of %s; expected %3$s"
                    .formatted(operation, value.precision(), precision));
        }
        return add(operation, inputs, value);
    }

    private Variable add(Operation operation, List<Variable> inputs, Tensor value) {
        Variable variable = new Variable(this, variables.size(), operation, recording ? inputs : List.of(), value);
        if (recording) {
            variables.add(variable);
        }
        return variable;
    }
}
