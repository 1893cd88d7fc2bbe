package dev.chainrule.lab.doctor;

import dev.chainrule.lab.doctor.Answers.Mistake;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.History;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What the figures of a run say in plain words, by simple rules. Each rule keeps quiet where it has nothing to go by.
public final class ReadingHints {
    /// Below it, the gap between training and validation accuracy is small.
    private static final double SMALL_GAP = 0.03;

    /// Above it, the gap is wide.
    private static final double WIDE_GAP = 0.10;

    /// So much of a run without a better validation accuracy is a plateau.
    private static final double PLATEAU = 0.3;

    private final RunRecord run;
    private final double[] losses;
    private final Answers answers;
    private final List<Note> notes = new ArrayList<>();

    private ReadingHints(RunRecord run, Answers answers) {
        this.run = run;
        this.losses = run.history().losses();
        this.answers = answers;
    }

    /// The hints that the record of a run gives.
    public static List<Note> of(RunRecord run, Answers validation) {
        ReadingHints hints = new ReadingHints(run, validation);
        hints.start();
        hints.fall();
        hints.gap();
        hints.plateau();
        hints.unanswered();
        hints.oneSided();
        hints.confused();
        hints.fewExamples();
        return hints.notes;
    }

    private void fine(String lead, String text) {
        notes.add(new Note(Tone.FINE, lead, text));
    }

    private void attention(String lead, String text) {
        notes.add(new Note(Tone.ATTENTION, lead, text));
    }

    private void start() {
        if (losses.length == 0 || run.lossOfGuessing().isEmpty() || !Double.isFinite(losses[0])) {
            return;
        }
        double guessing = run.lossOfGuessing().getAsDouble();
        double penalty = run.beginning().firstPenalty();
        double first = losses[0];
        String numbers = "The first loss, %s, is".formatted(Numbers.significant(first));
        String expected = penalty > 0
                ? "what guessing and the weight penalty cost (%s + %s)"
                        .formatted(Numbers.significant(guessing), Numbers.significant(penalty))
                : "what guessing costs (%s)".formatted(Numbers.significant(guessing));
        if (first > penalty + 1.5 * guessing) {
            attention(
                    "High start.",
                    "%s far above %s: the first weights are large. Steps are lost on undoing that."
                            .formatted(numbers, expected));
        } else if (first < penalty + 0.8 * guessing) {
            attention("Low start.", "%s below %s: these weights had learned before.".formatted(numbers, expected));
        } else {
            fine(
                    "Sound start.",
                    "%s near %s, as it should be before anything is learned.".formatted(numbers, expected));
        }
    }

    private void fall() {
        if (losses.length < 10) {
            return;
        }
        int tenth = Math.max(1, losses.length / 10);
        double before = Math.max(losses[0], mean(losses, 0, tenth));
        double after = mean(losses, losses.length - tenth, losses.length);
        if (!Double.isFinite(after) || !Double.isFinite(before)) {
            attention(
                    "The loss became infinite or not a number.",
                    "Try a tenth of the learning rate, smaller first weights, or gradient clipping.");
        } else if (after > 0.98 * before) {
            attention(
                    "The loss did not fall:",
                    "%s at first, %s in the end. A learning rate ten times smaller or larger may help."
                            .formatted(Numbers.significant(before), Numbers.significant(after)));
        }
    }

    private static double mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, to).average().orElse(Double.NaN);
    }

    private void gap() {
        History.Measurement best = run.history().best().orElse(null);
        if (best == null || !Double.isFinite(best.trainingAccuracy())) {
            return;
        }
        double gap = best.trainingAccuracy() - best.validationAccuracy();
        String numbers = "At the best epoch the network is right on %s of the training and %s of the validation images"
                .formatted(Numbers.percent(best.trainingAccuracy()), Numbers.percent(best.validationAccuracy()));
        if (gap > WIDE_GAP) {
            attention(
                    "Wide gap: %s.".formatted(Numbers.points(gap)),
                    numbers
                            + ". It learns the training images rather than what they share: more weight decay, dropout"
                            + " or more data would help, a larger network would not.");
        } else if (gap < SMALL_GAP) {
            fine(
                    "Small gap: %s.".formatted(Numbers.points(gap)),
                    numbers + ". It does not overfit; a larger network or a longer run may gain.");
        } else {
            fine("Moderate gap: %s.".formatted(Numbers.points(gap)), numbers + ".");
        }
    }

    private void plateau() {
        List<History.Measurement> all = run.history().measurements();
        History.Measurement best = run.history().best().orElse(null);
        if (all.size() < 4 || best == null) {
            return;
        }
        long last = all.getLast().step();
        String when = run.unitOfTime() + " " + position(best.step());
        if (best.step() == last) {
            fine("Still rising.", "The last measurement is the best one: more epochs may gain more.");
        } else if (last - best.step() > PLATEAU * last) {
            attention(
                    "Plateau.",
                    "Validation accuracy was highest at %s of %s. Training on did not help; a falling learning rate might."
                            .formatted(when, position(last)));
        }
    }

    private String position(long step) {
        return Numbers.count(Math.round(run.position(step)));
    }

    private void unanswered() {
        if (answers.unanswered() > 0) {
            attention(
                    "Scores that are no numbers.",
                    "%s got none that can be compared; they count as wrong."
                            .formatted(Numbers.count(answers.unanswered(), "image")));
        }
    }

    private void oneSided() {
        if (answers.classes() < 2 || answers.size() == 0) {
            return;
        }
        int favourite =
                IntStream.range(0, answers.classes()).reduce(0, (a, b) -> answers.named(b) > answers.named(a) ? b : a);
        double share = (double) answers.named(favourite) / answers.size();
        double largest = IntStream.range(0, answers.classes())
                        .mapToLong(answers::ofClass)
                        .max()
                        .orElse(0)
                / (double) answers.size();
        if (share > Math.max(0.5, 2 * largest) || (share == 1 && largest < 1)) {
            attention(
                    "One answer for most.",
                    "%s of all images are named %s."
                            .formatted(Numbers.percent(share), answers.names().get(favourite)));
        }
        if (answers.right() <= largest * answers.size() && largest < 1) {
            attention(
                    "No better than one word.",
                    "Naming the most frequent class every time would be right on %s."
                            .formatted(Numbers.percent(largest)));
        }
        List<String> never = IntStream.range(0, answers.classes())
                .filter(label -> answers.ofClass(label) > 0 && answers.named(label) == 0)
                .mapToObj(answers.names()::get)
                .toList();
        if (!never.isEmpty() && never.size() <= 5) {
            attention("Never named:", String.join(", ", never) + ".");
        } else if (!never.isEmpty()) {
            attention("Never named:", "%s of %s classes.".formatted(never.size(), answers.classes()));
        }
    }

    private void confused() {
        List<Integer> order = answers.byShare();
        List<Mistake> mistakes = answers.mistakes(1);
        if (order.size() < 3 || mistakes.isEmpty()) {
            return;
        }
        int hardest = order.getLast();
        Mistake most = mistakes.getFirst();
        fine(
                "Hardest class: %s.".formatted(answers.names().get(hardest)),
                "%s of its images are recognised, against %s of %s. The most frequent mistake: %s named %s, %s of %s."
                        .formatted(
                                Numbers.wholePercent(answers.share(hardest)),
                                Numbers.wholePercent(answers.share(order.getFirst())),
                                answers.names().get(order.getFirst()),
                                answers.names().get(most.label()),
                                answers.names().get(most.named()),
                                most.count(),
                                answers.ofClass(most.label())));
    }

    private void fewExamples() {
        int size = answers.size();
        if (size > 0 && size < 200) {
            attention(
                    "Few validation images.",
                    "With %s the accuracy is known to %s only: differences within that mean little."
                            .formatted(
                                    Numbers.count(size, "image"),
                                    Numbers.percentRange(Answers.interval(answers.right(), size))));
        }
    }
}
