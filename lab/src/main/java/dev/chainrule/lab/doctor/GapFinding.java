package dev.chainrule.lab.doctor;

import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.text.Sentences;
import java.util.Optional;

/// What is to be seen between training and validation images.
public sealed interface GapFinding extends Finding {

    @Override
    default Level level() {
        return Level.CERTAIN;
    }

    /// Both accuracies of one moment, and how far their difference can be trusted.
    ///
    /// @param training accuracy on so many training images as were measured
    /// @param validation accuracy on the validation images
    /// @param margin half the width of the 95 % interval of their difference
    record Gap(double training, double validation, double margin) {
        /// The difference, positive if the training images are the better known ones.
        double width() {
            return training - validation;
        }

        private String points() {
            return Numbers.points(width());
        }

        private String words() {
            return "%s of the training images are right and %s of the validation images (the difference is known to ± %s)"
                    .formatted(Numbers.percent(training), Numbers.percent(validation), Numbers.points(margin));
        }
    }

    /// The lowest validation loss, and the last one, which is clearly higher.
    ///
    /// @param when the moment of the lowest, in words, for example `epoch 8`
    /// @param lowest validation loss
    /// @param last validation loss
    record Turn(String when, double lowest, double last) {}

    /// The images that were trained on are hardly better known than others.
    ///
    /// @param gap the evidence
    record Small(Gap gap) implements GapFinding {
        @Override
        public Tone tone() {
            return Tone.FINE;
        }

        @Override
        public String lead() {
            return "Small gap: %s.".formatted(gap.points());
        }

        @Override
        public String text() {
            String words = gap.words();
            return Sentences.capital(words) + ". It does not overfit.";
        }
    }

    /// A difference that is neither small nor wide.
    ///
    /// @param gap the evidence
    record Moderate(Gap gap) implements GapFinding {
        @Override
        public Tone tone() {
            return Tone.NOTE;
        }

        @Override
        public String lead() {
            return "Gap: %s.".formatted(gap.points());
        }

        @Override
        public String text() {
            return gap.words() + ".";
        }
    }

    /// Much of what is known of the training images does not carry over.
    ///
    /// @param gap the evidence
    /// @param turn where the validation loss turned, if it did
    record Wide(Gap gap, Optional<Turn> turn) implements GapFinding {
        @Override
        public Tone tone() {
            return Tone.ATTENTION;
        }

        @Override
        public String lead() {
            return "Wide gap: %s.".formatted(gap.points());
        }

        @Override
        public String text() {
            String words = gap.words() + ": much of what it learned of the training images does not carry over.";
            return turn.map(at -> words
                            + " Validation loss was lowest at %s (%s) and is %s in the end: what came after did not help."
                                    .formatted(
                                            at.when(),
                                            Numbers.significant(at.lowest()),
                                            Numbers.significant(at.last())))
                    .orElse(words);
        }
    }

    /// The training images are known, and the validation images are guessed.
    ///
    /// @param training accuracy in the end
    /// @param validation accuracy in the end
    /// @param guessing what naming the most frequent class every time gives
    /// @param images so many validation images
    record LearntByHeart(double training, double validation, double guessing, int images) implements GapFinding {
        @Override
        public Tone tone() {
            return Tone.ATTENTION;
        }

        @Override
        public String lead() {
            return "It learns by heart, and nothing carries over.";
        }

        @Override
        public String text() {
            return "%s of the training images are right, and %s of the %s, where always naming the most frequent class gives %s. Either the labels do not belong to the images, or what the training images share is not what tells the classes."
                    .formatted(
                            Numbers.percent(training),
                            Numbers.percent(validation),
                            Numbers.count(images, "validation image"),
                            Numbers.percent(guessing));
        }
    }

    /// Few images were chosen to train on, and they were learnt: what such a run is for.
    ///
    /// @param images trained on
    /// @param training accuracy in the end
    record FitsFewImages(int images, double training) implements GapFinding {
        @Override
        public Tone tone() {
            return Tone.FINE;
        }

        @Override
        public String lead() {
            return "Few images, learnt by heart.";
        }

        @Override
        public String text() {
            return "%s of the %s are right: network, loss and gradients can fit data. How well others are recognised, such a run does not tell."
                    .formatted(Numbers.percent(training), Numbers.count(images, "training image"));
        }
    }

    /// Validation accuracy was highest long before the end.
    ///
    /// @param when the moment of the highest, in words
    /// @param end the moment of the last, in words
    /// @param best accuracy then
    /// @param last accuracy in the end
    record Plateau(String when, String end, double best, double last) implements GapFinding {
        @Override
        public Tone tone() {
            return Tone.NOTE;
        }

        @Override
        public String lead() {
            return "Plateau.";
        }

        @Override
        public String text() {
            return "Validation accuracy was highest at %s (%s) and is %s at %s: the time between brought nothing."
                    .formatted(when, Numbers.percent(best), Numbers.percent(last), end);
        }
    }

    /// Validation accuracy rose to the end, and not only because the learning rate went to 0 there.
    ///
    /// @param before accuracy at three quarters of the run
    /// @param last accuracy in the end
    record StillRising(double before, double last) implements GapFinding {
        @Override
        public Level level() {
            return Level.LIKELY;
        }

        @Override
        public Tone tone() {
            return Tone.NOTE;
        }

        @Override
        public String lead() {
            return "Still rising.";
        }

        @Override
        public String text() {
            return "Validation accuracy rose from %s to %s in the last quarter, at a learning rate that had not come down: more epochs may gain more."
                    .formatted(Numbers.percent(before), Numbers.percent(last));
        }
    }
}
