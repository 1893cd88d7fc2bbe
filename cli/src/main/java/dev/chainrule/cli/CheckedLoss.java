package dev.chainrule.cli;

import dev.chainrule.check.LossKind;
import dev.chainrule.lab.experiment.Nearest;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The losses that `chainrule check --loss` knows by name.
enum CheckedLoss {
    SOFTMAX(new SoftmaxCrossEntropy(), LossKind.softmax()),
    SMOOTHED_SOFTMAX(new SoftmaxCrossEntropy(0.1), new LossKind.Softmax(0.1)),
    HINGE(new MulticlassHinge(1, false), LossKind.hinge()),
    SQUARED_HINGE(new MulticlassHinge(1, true), new LossKind.Hinge(1, true));

    @SuppressWarnings("ImmutableEnumChecker") // records of numbers
    final Loss loss;

    @SuppressWarnings("ImmutableEnumChecker") // records of numbers
    final LossKind kind;

    CheckedLoss(Loss loss, LossKind kind) {
        this.loss = loss;
        this.kind = kind;
    }

    static CheckedLoss named(String name) {
        List<String> known = Arrays.stream(values())
                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int index = known.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("--loss: '%s' is unknown; expected one of %s%s"
                    .formatted(name, String.join(", ", known), Nearest.hint(name, known)));
        }
        return values()[index];
    }
}
