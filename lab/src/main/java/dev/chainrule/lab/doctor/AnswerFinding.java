package dev.chainrule.lab.doctor;

import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Numbers;
import java.util.List;

/// What the answers on the validation images say.
public sealed interface AnswerFinding extends Finding {

    @Override
    default Tone tone() {
        return Tone.ATTENTION;
    }

    @Override
    default Level level() {
        return Level.CERTAIN;
    }

    /// Scores that are not numbers.
    ///
    /// @param images so many have none that can be compared
    record NoNumbers(long images) implements AnswerFinding {
        @Override
        public String lead() {
            return "Scores that are no numbers.";
        }

        @Override
        public String text() {
            return "%s got none that can be compared; they count as wrong.".formatted(Numbers.count(images, "image"));
        }
    }

    /// One class is named far more often than any class occurs.
    ///
    /// @param name of the class
    /// @param share of the answers
    /// @param largest share that a class has of the images
    record OneAnswer(String name, double share, double largest) implements AnswerFinding {
        @Override
        public String lead() {
            return "One answer for most.";
        }

        @Override
        public String text() {
            return "%s of all images are named %s; no class has more than %s of them."
                    .formatted(Numbers.percent(share), name, Numbers.percent(largest));
        }
    }

    /// The accuracy is not above that of naming one class every time.
    ///
    /// @param accuracy of the network
    /// @param largest share that a class has of the images
    record NoBetterThanOneWord(double accuracy, double largest) implements AnswerFinding {
        @Override
        public String lead() {
            return "No better than one word.";
        }

        @Override
        public String text() {
            return "Naming the most frequent class every time would be right on %s; the network is right on %s."
                    .formatted(Numbers.percent(largest), Numbers.percent(accuracy));
        }
    }

    /// Classes that occur and are never an answer.
    ///
    /// @param names of them
    /// @param classes how many there are in all
    record NeverNamed(List<String> names, int classes) implements AnswerFinding {
        private static final int MOST = 5;

        /// Copies the list.
        public NeverNamed {
            names = List.copyOf(names);
        }

        @Override
        public String lead() {
            return "Never named:";
        }

        @Override
        public String text() {
            return names.size() <= MOST
                    ? String.join(", ", names) + "."
                    : "%s of %s classes.".formatted(names.size(), classes);
        }
    }

    /// The class with the lowest share of right answers, clearly lower than that of the best.
    ///
    /// @param name of the hardest class
    /// @param share of its images that are recognised
    /// @param best name of the class with the highest share
    /// @param bestShare of its images that are recognised
    /// @param mistake the most frequent mistake, in words
    record Hardest(String name, double share, String best, double bestShare, String mistake) implements AnswerFinding {
        @Override
        public Tone tone() {
            return Tone.NOTE;
        }

        @Override
        public String lead() {
            return "Hardest class: %s.".formatted(name);
        }

        @Override
        public String text() {
            return "%s of its images are recognised, against %s of %s. The most frequent mistake: %s."
                    .formatted(Numbers.wholePercent(share), Numbers.wholePercent(bestShare), best, mistake);
        }
    }

    /// So few validation images that their accuracy means little.
    ///
    /// @param images how many
    /// @param low the lower end of the 95 % interval of the accuracy
    /// @param high the upper end
    record FewImages(int images, double low, double high) implements AnswerFinding {
        @Override
        public String lead() {
            return "Few validation images.";
        }

        @Override
        public String text() {
            return "With %s the accuracy is known to %s only: differences within that mean little."
                    .formatted(Numbers.count(images, "image"), Numbers.percentRange(low, high));
        }
    }
}
