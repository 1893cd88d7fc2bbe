package dev.chainrule.check;

import dev.chainrule.check.RecordedArrays.Named;
import dev.chainrule.check.mistake.Observation;
import dev.chainrule.optim.AdaGrad;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.Momentum;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.Sgd;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.tensor.Shape;
import java.util.Map;
import java.util.Optional;

/// The arrays of a file as one step of an update rule, each checked to fit the others.
final class RecordedRule {
    private final RecordedArrays arrays;
    private final Recording recording;
    private final Named value;
    private final double rate;
    private final int before;

    RecordedRule(RecordedArrays arrays, UpdateRule meant) {
        this.arrays = arrays;
        recording = new Recording(arrays, false);
        value = arrays.needFinite("W");
        recording.input("value", value.value());
        take("gradient 1", arrays.needFinite("dW"));
        rate = arrays.number("learningrate", "lr", "eta")
                .orElseThrow(() -> arrays.fault(
                        "learning_rate is missing; expected a single number learning_rate or lr. There are "
                                + String.join(", ", arrays.names())));
        if (rate == 0) {
            throw arrays.fault("the learning rate is 0, so that no step is taken; expected another number");
        }
        before = steps();
        recording.result("value after step 1", "next w", value.value().shape());
        memory(meant).forEach(this::remembered);
    }

    /// What a rule remembers, as the formulas call it, by its name in files.
    private Map<String, String> memory(UpdateRule meant) {
        return switch (meant) {
            case Sgd sgd -> Map.of();
            case Momentum momentum -> Map.of("velocity", "velocity");
            case Nesterov nesterov -> Map.of("velocity", "velocity");
            case AdaGrad adaGrad -> Map.of("cache", "squares");
            case RmsProp rmsProp -> Map.of("cache", "squares");
            case Adam adam -> Map.of("m", "m", "v", "squares");
            default ->
                throw arrays.fault(
                        "arrays are not judged as %s; expected sgd, momentum, nesterov, adagrad, rmsprop or adam"
                                .formatted(meant));
        };
    }

    private int steps() {
        double steps = arrays.number("t").orElse(0);
        if (steps != (int) steps || steps < 0) {
            throw arrays.fault("t is %s; expected how many steps were taken before, a whole number".formatted(steps));
        }
        return (int) steps;
    }

    private void remembered(String name, String what) {
        Optional<Named> early = arrays.findFinite(name);
        early.ifPresent(found -> take(what + " before", found));
        if (early.isEmpty()) {
            recording.note("there is no %s from before: it is taken as 0".formatted(name));
        }
        recording.result(what + " after", "next " + name, value.value().shape());
    }

    private void take(String role, Named array) {
        Shape shape = value.value().shape();
        if (!Recording.same(array.value().shape(), shape)) {
            throw arrays.fault("%s does not fit %s; expected %s".formatted(array, value, shape));
        }
        recording.input(role, array.value());
    }

    Recording recording() {
        return recording;
    }

    double rate() {
        return rate;
    }

    /// How many steps were taken before.
    int before() {
        return before;
    }

    Observation observation() {
        return recording.observation(value.value().shape(), new int[0], true);
    }
}
