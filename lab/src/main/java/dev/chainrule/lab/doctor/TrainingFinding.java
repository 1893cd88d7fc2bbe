package dev.chainrule.lab.doctor;

import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Numbers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What keeps a network from learning its training images. Each is worth a look.
public sealed interface TrainingFinding extends Finding {

    @Override
    default Tone tone() {
        return Tone.ATTENTION;
    }

    @Override
    default Level level() {
        return Level.CERTAIN;
    }

    /// The loss grew, or became infinite or not a number.
    ///
    /// @param first the first loss
    /// @param last the mean of the last losses; not a number if one was not finite
    /// @param step after how many steps
    /// @param rate the learning rate then
    /// @param fellAt the largest learning rate at which the loss of this run still fell, if it is clearly smaller
    /// @param usual the rate of the preset that the run began with, if it has the same update rule and a smaller
    /// rate
    record Diverged(double first, double last, long step, double rate, OptionalDouble fellAt, Optional<Usual> usual)
            implements TrainingFinding {

        /// The rate of a preset.
        ///
        /// @param preset its name
        /// @param rate its learning rate
        public record Usual(String preset, double rate) {
            private String words() {
                return " Preset %s itself has a rate of %s.".formatted(preset, Numbers.brief(rate));
            }
        }

        @Override
        public String lead() {
            return Double.isFinite(last) ? "Diverged: the loss grew." : "Diverged: the loss is not finite.";
        }

        @Override
        public String text() {
            String what = Double.isFinite(last)
                    ? "It was %s at first and is %s in the end, after %s at a learning rate of %s."
                            .formatted(
                                    Numbers.significant(first),
                                    Numbers.significant(last),
                                    Numbers.count(step, "step"),
                                    Numbers.brief(rate))
                    : "That came after %s, at a learning rate of %s."
                            .formatted(Numbers.count(step, "step"), Numbers.brief(rate));
            String remedy = fellAt.isPresent()
                    ? " Up to a rate of %s it fell in this run.".formatted(Numbers.brief(fellAt.getAsDouble()))
                    : " A smaller rate is needed; no smaller one was tried here, a tenth would be %s."
                            .formatted(Numbers.brief(rate / 10));
            return what + remedy + usual.map(Usual::words).orElse("");
        }
    }

    /// All units of a layer are equal, so that they get equal gradients and stay so.
    ///
    /// @param weights the names of the weights whose units are equal
    record Symmetric(List<String> weights) implements TrainingFinding {
        /// Copies the list.
        public Symmetric {
            weights = List.copyOf(weights);
        }

        @Override
        public String lead() {
            return "All units of a layer are the same:";
        }

        @Override
        public String text() {
            String names = weights.size() <= 4
                    ? String.join(", ", weights)
                    : "%s and %s others".formatted(String.join(", ", weights.subList(0, 3)), weights.size() - 3);
            return "the weights of %s are equal from unit to unit, so their units compute one number and cannot come to differ. Weights that start equal stay equal: draw them at random (model.weights: he)."
                    .formatted(names);
        }
    }

    /// Most units of a rectified layer give 0 whatever they are shown.
    ///
    /// @param layer its place
    /// @param silent units that gave 0 for every image
    /// @param units how many there are
    /// @param images that were shown
    /// @param rate the highest learning rate of the run
    record SilentUnits(int layer, int silent, int units, int images, double rate) implements TrainingFinding {
        @Override
        public String lead() {
            return "Dead units:";
        }

        @Override
        public String text() {
            String learn = silent == units ? "nothing passes this layer." : "from none of these do they learn.";
            return "%s of the %s rectified units of layer %s give 0 for each of %s; %s The learning rate was %s at most."
                    .formatted(
                            Numbers.count(silent),
                            Numbers.count(units),
                            layer,
                            Numbers.count(images, "training image"),
                            learn,
                            Numbers.brief(rate));
        }
    }

    /// The loss did not fall, and the weights hardly moved.
    ///
    /// @param before the mean loss of the first half
    /// @param after the mean loss of the second half
    /// @param rate the highest learning rate of the run
    /// @param movement how far the weights moved, as a share of their size
    record RateTooSmall(double before, double after, double rate, double movement) implements TrainingFinding {
        @Override
        public String lead() {
            return "Flat: the learning rate is far too small.";
        }

        @Override
        public String text() {
            return "The loss was %s in the first half of the run and %s in the second, and the weights moved by %s of their size at rates up to %s. A larger rate was not tried."
                    .formatted(
                            Numbers.significant(before),
                            Numbers.significant(after),
                            Numbers.smallPercent(movement),
                            Numbers.brief(rate));
        }
    }

    /// The loss did not fall, though the weights moved, or nobody looked whether they did.
    ///
    /// @param before the mean of the first losses
    /// @param after the mean of the last ones
    /// @param rate the highest learning rate of the run
    /// @param movement how far the weights moved, as a share of their size
    record NoFall(double before, double after, double rate, OptionalDouble movement) implements TrainingFinding {
        @Override
        public String lead() {
            return "The loss did not fall:";
        }

        @Override
        public String text() {
            String moved = movement.isPresent()
                    ? " The weights did move, by %s of their size, so it is not for want of steps: either the rate, %s at most, is too large, or nothing in the images tells their labels."
                            .formatted(Numbers.smallPercent(movement.getAsDouble()), Numbers.brief(rate))
                    : "";
            return "%s at first, %s in the end.%s"
                    .formatted(Numbers.significant(before), Numbers.significant(after), moved);
        }
    }

    /// The loss fell by little, and few training images are right.
    ///
    /// @param before the mean of the first losses
    /// @param after the mean of the last ones
    /// @param steps that were made
    /// @param rate the highest learning rate of the run
    /// @param movement how far the weights moved, as a share of their size
    /// @param accuracy on training images in the end
    record HardlyMoves(double before, double after, long steps, double rate, OptionalDouble movement, double accuracy)
            implements TrainingFinding {
        @Override
        public String lead() {
            return "Training itself hardly moves:";
        }

        @Override
        public String text() {
            String moved = movement.isPresent()
                    ? " The weights moved by %s of their size.".formatted(Numbers.smallPercent(movement.getAsDouble()))
                    : "";
            return "the loss went from %s to %s in %s at rates up to %s, and %s of the training images are right.%s What moves it is a larger learning rate, larger first weights or more steps; none of them was tried here."
                    .formatted(
                            Numbers.significant(before),
                            Numbers.significant(after),
                            Numbers.count(steps, "step"),
                            Numbers.brief(rate),
                            Numbers.percent(accuracy),
                            moved);
        }
    }

    /// The plan had so few steps that the loss was still falling.
    ///
    /// @param steps that were made
    /// @param stepsPerEpoch of which an epoch has so many
    /// @param images trained on
    /// @param batchSize in batches of so many
    /// @param accuracy on training images in the end
    record FewSteps(long steps, long stepsPerEpoch, int images, int batchSize, double accuracy)
            implements TrainingFinding {
        @Override
        public String lead() {
            return "Few steps.";
        }

        @Override
        public String text() {
            return "The whole run is %s: %s in batches of %s make %s an epoch. %s of the training images are right in the end. Smaller batches or more epochs make more steps."
                    .formatted(
                            Numbers.count(steps, "step"),
                            Numbers.count(images, "image"),
                            batchSize,
                            Numbers.count(stepsPerEpoch, "step"),
                            Numbers.percent(accuracy));
        }
    }
}
