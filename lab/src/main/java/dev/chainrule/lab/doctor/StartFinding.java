package dev.chainrule.lab.doctor;

import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.InputStatistics;

/// What the first loss says, beside what guessing costs: ln K, and the weight penalty of the first weights.
public sealed interface StartFinding extends Finding {

    /// The loss of the first batch, and what a network that knows nothing would pay.
    ///
    /// @param loss of the first batch
    /// @param guessing ln K for K classes
    /// @param penalty of the first weights, 0 if there is none
    record FirstLoss(double loss, double guessing, double penalty) {
        /// What the first loss is compared with.
        double expected() {
            return guessing + penalty;
        }

        private String words() {
            return penalty > 0
                    ? "what guessing and the weight penalty cost (%s + %s)"
                            .formatted(Numbers.significant(guessing), Numbers.significant(penalty))
                    : "what guessing costs (%s)".formatted(Numbers.significant(guessing));
        }

        private String itself() {
            return "The first loss, %s, is".formatted(Numbers.significant(loss));
        }
    }

    /// The first loss is near that of guessing.
    ///
    /// @param first the evidence
    record Sound(FirstLoss first) implements StartFinding {
        @Override
        public Level level() {
            return Level.CERTAIN;
        }

        @Override
        public Tone tone() {
            return Tone.FINE;
        }

        @Override
        public String lead() {
            return "Sound start.";
        }

        @Override
        public String text() {
            return "%s near %s, as it should be before anything is learned.".formatted(first.itself(), first.words());
        }
    }

    /// The first loss is far above that of guessing, though the inputs are scaled.
    ///
    /// @param first the evidence
    /// @param recovered whether nearly all training images were right in the end
    record High(FirstLoss first, boolean recovered) implements StartFinding {
        /// A first loss of more than so many times the expected one costs more than the first steps.
        private static final double MUCH = 2;

        @Override
        public Level level() {
            return Level.LIKELY;
        }

        @Override
        public Tone tone() {
            return recovered || first.loss() < MUCH * first.expected() ? Tone.NOTE : Tone.ATTENTION;
        }

        @Override
        public String lead() {
            return "High start.";
        }

        @Override
        public String text() {
            return "%s far above %s: the first weights make large scores. Steps are lost on undoing that."
                    .formatted(first.itself(), first.words());
        }
    }

    /// The inputs are numbers of another size than networks are made for, and the start or the training shows it.
    ///
    /// @param inputs the evidence
    /// @param first the first loss
    /// @param recovered whether nearly all training images were right in the end
    record UnscaledInputs(InputStatistics inputs, FirstLoss first, boolean recovered) implements StartFinding {
        /// A root mean square from here on is no scaled input.
        static final double LARGE = 10;

        @Override
        public Level level() {
            return Level.CERTAIN;
        }

        @Override
        public Tone tone() {
            return recovered ? Tone.NOTE : Tone.ATTENTION;
        }

        @Override
        public String lead() {
            return "The inputs are not scaled:";
        }

        @Override
        public String text() {
            String start = first.loss() > 1.5 * first.expected()
                    ? " %s far above %s.".formatted(first.itself(), first.words())
                    : "";
            return "their mean is %s and their deviation %s, where first weights and learning rates are made for about 0 and 1.%s Set data.preprocessing to standardized-channel."
                    .formatted(Numbers.significant(inputs.mean()), Numbers.significant(inputs.deviation()), start);
        }
    }

    /// The first loss is far below that of guessing.
    ///
    /// @param first the evidence
    record Low(FirstLoss first) implements StartFinding {
        @Override
        public Level level() {
            return Level.LIKELY;
        }

        @Override
        public Tone tone() {
            return Tone.ATTENTION;
        }

        @Override
        public String lead() {
            return "Low start.";
        }

        @Override
        public String text() {
            return "%s far below %s: these weights had learned before, or the first batch is not like the rest."
                    .formatted(first.itself(), first.words());
        }
    }
}
