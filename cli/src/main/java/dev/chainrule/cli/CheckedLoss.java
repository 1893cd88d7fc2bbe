package dev.chainrule.cli;

import dev.chainrule.check.mistake.LossKind;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;

/// The losses that `chainrule check --loss` knows by name.
enum CheckedLoss {
    SOFTMAX(SoftmaxCrossEntropy.of(), LossKind.softmax()),
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
}
