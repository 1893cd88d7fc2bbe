package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Evaluation;
import java.util.Arrays;
import java.util.List;

/// By how much an ensemble is more accurate than its members are in the mean.
///
/// @param value the difference of accuracies, for example 0.02
/// @param interval half of its 95 % interval over the images: 1.96 standard errors of the mean of what changes for each
/// image. It says what other test images might show, not what other seeds might
public record Gain(double value, double interval) {
    private static final double WITHIN_95_PERCENT = 1.96;

    /// The gain of an ensemble over its members, on images whose class is known.
    static Gain of(Evaluation together, List<Evaluation> members) {
        double[] changes = new double[together.labels().length];
        int known = 0;
        for (int i = 0; i < changes.length; i++) {
            int label = together.labels()[i];
            if (label >= 0) {
                int example = i;
                long right = members.stream()
                        .filter(member -> member.predictions()[example] == label)
                        .count();
                changes[known++] = (together.predictions()[i] == label ? 1 : 0) - (double) right / members.size();
            }
        }
        double mean = Arrays.stream(changes, 0, known).average().orElse(Double.NaN);
        double squares = Arrays.stream(changes, 0, known)
                .map(change -> (change - mean) * (change - mean))
                .sum();
        return new Gain(mean, WITHIN_95_PERCENT * Math.sqrt(squares / (known - 1.0) / known));
    }
}
