package dev.chainrule.lab.doctor;

import dev.chainrule.evaluate.Evaluation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What a network answered, counted.
///
/// @param evaluation the answers
/// @param names a name for each class that data or network know
/// @param confusion how often class k (row) was named class j (column)
@SuppressWarnings("ArrayRecordComponent") // inside one report only
public record Answers(Evaluation evaluation, List<String> names, int[][] confusion) {

    /// The answers, with a name made up for each score beyond the names.
    public static Answers of(Evaluation evaluation, List<String> names) {
        int classes = Arrays.stream(evaluation.scores())
                .mapToInt(row -> row.length)
                .max()
                .orElse(0);
        List<String> all = new ArrayList<>(names);
        for (int k = all.size(); k < classes; k++) {
            all.add("class " + k);
        }
        return new Answers(evaluation, List.copyOf(all), evaluation.confusion(all.size()));
    }

    /// The number of classes.
    public int classes() {
        return names.size();
    }

    /// The number of images.
    public int size() {
        return evaluation.labels().length;
    }

    /// How many were answered right.
    public long right() {
        return IntStream.range(0, size())
                .filter(i -> evaluation.labels()[i] == evaluation.predictions()[i])
                .count();
    }

    /// How many answers were not a number.
    long unanswered() {
        return Arrays.stream(evaluation.predictions())
                .filter(answer -> answer < 0)
                .count();
    }

    /// How many examples of a class there are.
    public long ofClass(int label) {
        return Arrays.stream(evaluation.labels())
                .filter(other -> other == label)
                .count();
    }

    /// The largest share of the examples that a class has: what naming it every time would give. Not a number if
    /// there are no examples.
    public double largestShare() {
        return (double) IntStream.range(0, classes())
                        .mapToLong(this::ofClass)
                        .max()
                        .orElse(0)
                / size();
    }

    /// How often a class was named.
    long named(int label) {
        return Arrays.stream(evaluation.predictions())
                .filter(other -> other == label)
                .count();
    }

    /// The share of the examples of a class that were named rightly; not a number if there are none.
    public double share(int label) {
        return (double) confusion[label][label] / ofClass(label);
    }

    /// The classes that have examples, by their share, the highest first.
    public List<Integer> byShare() {
        return IntStream.range(0, classes())
                .filter(label -> ofClass(label) > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer label) -> -share(label)))
                .toList();
    }

    /// One class taken for another.
    public record Mistake(int label, int named, int count) {}

    /// The most frequent mistakes, at most so many.
    public List<Mistake> mistakes(int most) {
        List<Mistake> mistakes = new ArrayList<>();
        for (int label = 0; label < classes(); label++) {
            for (int named = 0; named < classes(); named++) {
                if (named != label && confusion[label][named] > 0) {
                    mistakes.add(new Mistake(label, named, confusion[label][named]));
                }
            }
        }
        mistakes.sort(Comparator.comparingInt((Mistake mistake) -> -mistake.count()));
        return mistakes.subList(0, Math.min(most, mistakes.size()));
    }

    /// The wrongly named examples of the highest confidence, at most so many.
    public List<Integer> confidentlyWrong(int most) {
        return IntStream.range(0, size())
                .filter(i -> evaluation.predictions()[i] >= 0
                        && evaluation.predictions()[i] != evaluation.labels()[i])
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -evaluation.confidence(i)))
                .limit(most)
                .toList();
    }

    /// The ends of the 95 % interval of a share (Wilson 1927).
    ///
    /// @param right how many were right
    /// @param count of so many, at least 1
    public static double[] interval(long right, long count) {
        double z = 1.959964;
        double share = (double) right / count;
        double center = share + z * z / (2 * count);
        double half = z * StrictMath.sqrt(share * (1 - share) / count + z * z / (4.0 * count * count));
        double scale = 1 + z * z / count;
        return new double[] {Math.max(0, (center - half) / scale), Math.min(1, (center + half) / scale)};
    }
}
