package dev.chainrule.lab.predict;

import dev.chainrule.format.Json;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What a network says about one picture: every class with its probability, the highest first.
///
/// @param classes one for each score of the network; equals keep the order of the network's classes
public record Prediction(List<Choice> classes) {
    /// Copies the list.
    public Prediction {
        classes = List.copyOf(classes);
    }

    /// One class.
    ///
    /// @param name of the class
    /// @param probability the softmax of the scores, 0 to 1. It means a probability where the network was trained
    /// with the cross-entropy; after another loss, such as the hinge, it only ranks
    /// @param score what the network computed
    public record Choice(String name, double probability, float score) {}

    /// Sorts scores: `probability = exp(score − highest) / Σ exp(score − highest)`, in double.
    ///
    /// @param names one for each score
    /// @throws ArithmeticException if a score is not finite, as after a training that diverged
    public static Prediction of(List<String> names, float[] scores) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            if (!Float.isFinite(score)) {
                throw new ArithmeticException("Prediction: score " + score
                        + " is not finite; expected numbers. Did the training diverge? Train again with a lower rate");
            }
            highest = Math.max(highest, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += StrictMath.exp(score - highest);
        }
        double top = highest;
        double all = sum;
        return new Prediction(IntStream.range(0, scores.length)
                .mapToObj(k -> new Choice(names.get(k), StrictMath.exp(scores[k] - top) / all, scores[k]))
                .sorted(Comparator.comparingDouble((Choice choice) -> -choice.score()))
                .toList());
    }

    /// The class of the highest score.
    public Choice best() {
        return classes.getFirst();
    }

    /// The classes of the highest scores, at most so many.
    public List<Choice> top(int most) {
        return classes.subList(0, Math.min(most, classes.size()));
    }

    /// The classes of the highest scores, at most so many, as JSON: `[{"name":"cat","probability":0.93},…]`.
    public String toJson(int most) {
        return Json.write(top(most).stream().map(Prediction::pairs).toList());
    }

    private static Map<String, Object> pairs(Choice choice) {
        Map<String, Object> pairs = new LinkedHashMap<>();
        pairs.put("name", choice.name());
        pairs.put("probability", choice.probability());
        return pairs;
    }
}
