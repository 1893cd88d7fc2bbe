package dev.chainrule.check.mistake;

import dev.chainrule.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Formulas at the numbers of one observation. A step is computed when it is first asked for.
final class Computation {
    private final Observation observation;
    private final Map<String, Step> steps;
    private final Map<String, Step> rightSteps;
    private final Map<String, @Nullable Numbers> done = new HashMap<>();

    /// Computes a result from others; null if it cannot be said.
    @FunctionalInterface
    interface Step {
        @Nullable
        Numbers of(Computation c);
    }

    Computation(Observation observation, Map<String, Step> steps, Map<String, Step> rightSteps) {
        this.observation = observation;
        this.steps = steps;
        this.rightSteps = rightSteps;
    }

    /// The result of a step; null if there is none.
    @Nullable
    Numbers find(String name) {
        Step step = steps.get(name);
        if (step != null && !done.containsKey(name)) {
            done.put(name, step.of(this));
        }
        return done.get(name);
    }

    /// The result of a step, or what the code under test was given.
    Numbers get(String name) {
        Numbers result = find(name);
        return result == null ? new Numbers(observation.get(name)) : result;
    }

    /// The same as it should be, whatever is wrong elsewhere.
    Numbers right(String name) {
        return new Computation(observation, rightSteps, rightSteps).get(name);
    }

    /// A result that is a single number.
    double number(String name) {
        return get(name).at(0);
    }

    /// Whether a result is not 0.
    boolean is(String name) {
        return number(name) != 0;
    }

    /// What the code under test was given and what it returned.
    Observation observed() {
        return observation;
    }

    Shape shape() {
        return observation.shape();
    }

    boolean training() {
        return observation.training();
    }
}
