package dev.chainrule.cli;

import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;

/// The losses that `chainrule check --loss` knows by name.
enum CheckedLoss {
    SOFTMAX(SoftmaxCrossEntropy.of()),
    SMOOTHED_SOFTMAX(new SoftmaxCrossEntropy(0.1)),
    HINGE(new MulticlassHinge(1, false)),
    SQUARED_HINGE(new MulticlassHinge(1, true));

    @SuppressWarnings("ImmutableEnumChecker") // records of numbers
    final Loss loss;

    CheckedLoss(Loss loss) {
        this.loss = loss;
    }
}
