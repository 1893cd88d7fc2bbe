package dev.chainrule.lab.search;

import dev.chainrule.lab.page.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// How far the winner is ahead of those behind it.
///
/// @param ranked those trained as far as the winner, the best first, without diverged ones
/// @param score how scores are written
/// @param images how many validation images the accuracies are of, if that is known
record Lead(List<Outcome> ranked, ScoreText score, OptionalInt images) {
    /// So many are set beside each other.
    static final int FIRST = 5;

    /// The setting in which repetitions differ.
    private static final String SEED = "seed";

    private static final int FEWEST_REPETITIONS = 3;

    /// Those that are set beside each other.
    List<Outcome> first() {
        return ranked.subList(0, Math.min(FIRST, ranked.size()));
    }

    /// What is to be said: how near they are to each other, and only where equal settings were trained several
    /// times, whether the lead is more than their differences.
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (ranked.size() < 2) {
            return sentences;
        }
        double lead = ranked.get(0).score() - ranked.get(1).score();
        String ahead = lead == 0
                ? "as good as trial %s".formatted(ranked.get(1).step().trial())
                : "ahead of trial %s by %s%s"
                        .formatted(ranked.get(1).step().trial(), score.difference(lead), inImages(lead));
        String others = first().size() < 3
                ? ""
                : "; the best %s lie within %s"
                        .formatted(
                                first().size(),
                                score.difference(ranked.get(0).score()
                                        - first().getLast().score()));
        sentences.add("Trial %s is %s%s.".formatted(ranked.get(0).step().trial(), ahead, others));
        OptionalDouble noise = noise();
        if (noise.isPresent()) {
            double typical = Math.sqrt(2) * noise.getAsDouble();
            sentences.add("Trials that differ in their seed alone differ by %s typically; the lead is %s."
                    .formatted(
                            score.difference(typical),
                            lead > 2 * typical ? "more than twice that" : "no more than twice that and may be chance"));
        }
        return sentences;
    }

    private String inImages(double lead) {
        if (score.score() != Search.Score.VALIDATION_ACCURACY || images.isEmpty()) {
            return "";
        }
        long difference = Math.round(lead * images.getAsInt());
        return ", %s of %s".formatted(Numbers.count(difference), Numbers.count(images.getAsInt(), "validation image"));
    }

    /// The standard deviation of the scores of equal settings, pooled over those that were trained with several
    /// seeds; none if there are too few.
    private OptionalDouble noise() {
        Map<Point, List<Double>> equal = new LinkedHashMap<>();
        for (Outcome outcome : ranked) {
            SequencedMap<String, String> values =
                    new LinkedHashMap<>(outcome.step().point().values());
            values.remove(SEED);
            equal.computeIfAbsent(new Point(values), _ -> new ArrayList<>()).add(outcome.score());
        }
        double squares = 0;
        int freedom = 0;
        for (List<Double> scores : equal.values()) {
            double mean =
                    scores.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            squares += scores.stream()
                    .mapToDouble(each -> (each - mean) * (each - mean))
                    .sum();
            freedom += scores.size() - 1;
        }
        return freedom < FEWEST_REPETITIONS ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(squares / freedom));
    }
}
