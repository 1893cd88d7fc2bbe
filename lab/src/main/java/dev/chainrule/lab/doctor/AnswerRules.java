package dev.chainrule.lab.doctor;

import dev.chainrule.lab.doctor.Answers.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Judges the answers on the validation images.
final class AnswerRules {
    /// An accuracy on fewer images means little.
    private static final int FEW_IMAGES = 200;

    private final Answers answers;
    private final List<Finding> found = new ArrayList<>();

    private AnswerRules(Answers answers) {
        this.answers = answers;
    }

    static List<Finding> of(Answers answers) {
        AnswerRules rules = new AnswerRules(answers);
        if (answers.size() > 0) {
            rules.noNumbers();
            if (answers.largestShare() < 1) {
                rules.oneSided();
            }
            if (rules.found.isEmpty()) {
                rules.hardest();
            }
            rules.fewImages();
        }
        return rules.found;
    }

    private void noNumbers() {
        if (answers.unanswered() > 0) {
            found.add(new AnswerFinding.NoNumbers(answers.unanswered()));
        }
    }

    private void oneSided() {
        int favourite =
                IntStream.range(0, answers.classes()).reduce(0, (a, b) -> answers.named(b) > answers.named(a) ? b : a);
        double share = (double) answers.named(favourite) / answers.size();
        double largest = answers.largestShare();
        if (share == 1 || share > Math.max(0.5, 2 * largest)) {
            found.add(new AnswerFinding.OneAnswer(answers.names().get(favourite), share, largest));
        }
        if (answers.right() <= largest * answers.size()) {
            found.add(new AnswerFinding.NoBetterThanOneWord((double) answers.right() / answers.size(), largest));
        }
        if (!found.isEmpty()) {
            return; // what is said of single classes would be the same once more
        }
        List<String> never = IntStream.range(0, answers.classes())
                .filter(label -> answers.ofClass(label) > 0 && answers.named(label) == 0)
                .mapToObj(answers.names()::get)
                .toList();
        if (!never.isEmpty()) {
            found.add(new AnswerFinding.NeverNamed(never, answers.classes()));
        }
    }

    /// The hardest class, if it is clearly harder than the easiest.
    private void hardest() {
        List<Integer> order = answers.byShare();
        List<Mistake> mistakes = answers.mistakes(1);
        if (order.size() < 3 || mistakes.isEmpty()) {
            return;
        }
        int hardest = order.getLast();
        int best = order.getFirst();
        if (interval(hardest)[1] < interval(best)[0]) {
            Mistake most = mistakes.getFirst();
            found.add(new AnswerFinding.Hardest(
                    answers.names().get(hardest),
                    answers.share(hardest),
                    answers.names().get(best),
                    answers.share(best),
                    "%s named %s, %s of %s"
                            .formatted(
                                    answers.names().get(most.label()),
                                    answers.names().get(most.named()),
                                    most.count(),
                                    answers.ofClass(most.label()))));
        }
    }

    private double[] interval(int label) {
        return Answers.interval(answers.confusion()[label][label], answers.ofClass(label));
    }

    private void fewImages() {
        if (answers.size() < FEW_IMAGES) {
            double[] interval = Answers.interval(answers.right(), answers.size());
            found.add(new AnswerFinding.FewImages(answers.size(), interval[0], interval[1]));
        }
    }
}
