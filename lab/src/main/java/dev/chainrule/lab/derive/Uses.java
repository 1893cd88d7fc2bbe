package dev.chainrule.lab.derive;

import dev.chainrule.tape.Variable;
import java.util.ArrayList;
import java.util.List;

/// Which variables an output depends on, and by which others.
final class Uses {
    private final List<Variable> needed = new ArrayList<>();
    private final List<List<Variable>> users = new ArrayList<>();

    Uses(Variable output) {
        List<Variable> all = output.tape().variables().subList(0, output.position() + 1);
        boolean[] among = new boolean[all.size()];
        among[output.position()] = true;
        all.forEach(variable -> users.add(new ArrayList<>()));
        for (Variable variable : all.reversed()) {
            if (among[variable.position()]) {
                needed.addFirst(variable);
                for (Variable input : variable.inputs()) {
                    among[input.position()] = true;
                    users.get(input.position()).addFirst(variable);
                }
            }
        }
    }

    /// What the output depends on and itself, in the order of computation.
    List<Variable> needed() {
        return needed;
    }

    /// What is computed from a variable, once for each use.
    List<Variable> of(Variable variable) {
        return users.get(variable.position());
    }
}
