package dev.chainrule.lab.demonstration;

import dev.chainrule.loss.Loss;
import dev.chainrule.loss.LossPass;
import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.tensor.Tensor;

/// The multiclass hinge with margin 1 as people write it by hand, whose loss is right and whose gradient may not be:
/// `dscores = mask / N` for the other classes and minus their count at the label.
///
/// @param slip what is wrong with the gradient
record HandmadeHinge(Slip slip) implements Loss {
    /// What people get wrong.
    enum Slip {
        /// Nothing is wrong.
        NONE("right", "margin > 0", false),
        /// All other classes count.
        NO_MASK("no mask", "every other class counts, here and at the label", true),
        /// The label gets −(K − 1), whatever is violated.
        COUNT_OF_ALL("label gets −(C − 1)", "margin > 0; at the label all others are counted", true),
        /// The mask compares the scores without the margin of 1.
        NO_MARGIN("margin without + 1", "score − score of the label > 0", false),
        /// The label's own margin, which is 1, counts too.
        LABEL_COUNTED("label not left out", "margin > 0, of the label itself too", false);

        private final String title;
        private final String mask;
        private final boolean hides;

        Slip(String title, String mask, boolean hides) {
            this.title = title;
            this.mask = mask;
            this.hides = hides;
        }

        /// What it is called.
        String title() {
            return title;
        }

        /// What the mask asks.
        String mask() {
            return mask;
        }

        /// Whether the gradient is the right one as long as all margins are violated.
        boolean hides() {
            return hides;
        }
    }

    @Override
    public LossPass forward(Tensor scores, int[] labels) {
        double loss = MulticlassHinge.of().forward(scores, labels).value();
        Tensor dscores = Tensor.zeros(scores.precision(), scores.shape());
        int classes = scores.shape().extent(1);
        for (int n = 0; n < labels.length; n++) {
            double count = 0;
            for (int k = 0; k < classes; k++) {
                double slope = isCounted(scores.get(n, k) - scores.get(n, labels[n]), k == labels[n]) ? 1 : 0;
                dscores.set(slope / labels.length, n, k);
                count += k == labels[n] ? 0 : slope;
            }
            double ofLabel = slip == Slip.COUNT_OF_ALL ? classes - 1 : count;
            dscores.set(dscores.get(n, labels[n]) - ofLabel / labels.length, n, labels[n]);
        }
        return new LossPass(loss, dscores);
    }

    private boolean isCounted(double distance, boolean isLabel) {
        return switch (slip) {
            case NONE, COUNT_OF_ALL -> !isLabel && distance + 1 > 0;
            case NO_MASK -> !isLabel;
            case NO_MARGIN -> !isLabel && distance > 0;
            case LABEL_COUNTED -> distance + 1 > 0;
        };
    }
}
