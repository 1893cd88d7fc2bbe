package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One image on which members disagree and all of them together are right, step by step.
///
/// @param study the members
/// @param image its number among those of the main part
record WorkedExample(Study study, int image) {
    private static final int CLASSES = 3;
    private static final int MOST_MEMBERS = 7;

    /// The first image that the fewest members, but one at least, have right, and all of them together have; none
    /// if there is no such image.
    static Optional<WorkedExample> of(Study study) {
        Evaluation together = study.together(study.combination(), study.main());
        return IntStream.range(0, together.labels().length)
                .filter(i -> together.labels()[i] >= 0 && together.labels()[i] == together.predictions()[i])
                .filter(i ->
                        right(study, i) > 0 && right(study, i) < study.runs().size())
                .boxed()
                .min(Comparator.comparingLong((Integer i) -> right(study, i)).thenComparingInt(i -> i))
                .map(i -> new WorkedExample(study, i));
    }

    private static long right(Study study, int image) {
        return study.answers().stream()
                .filter(member -> member.predictions()[image] == member.labels()[image])
                .count();
    }

    private List<String> names() {
        return study.runs().getFirst().record().beginning().classNames();
    }

    private int truth() {
        return study.answers().getFirst().labels()[image];
    }

    /// What is shown, in a sentence.
    String sentence() {
        return "%s image %s is of class %s. %s of %s members say so, and all of them together do:"
                .formatted(
                        study.main().id(),
                        Numbers.count(image + 1L),
                        names().get(truth()),
                        right(study, image),
                        study.runs().size());
    }

    /// A row a member: the probabilities of the likeliest classes and what it says; then the mean.
    Table table() {
        double[] mean = new double[study.answers().getFirst().scores()[image].length];
        List<double[]> each = study.answers().stream()
                .map(member -> softmax(member.scores()[image]))
                .toList();
        each.forEach(p -> IntStream.range(0, mean.length).forEach(k -> mean[k] += p[k] / each.size()));
        List<Integer> classes = IntStream.range(0, mean.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -mean[k]))
                .limit(CLASSES)
                .toList();
        List<Column> columns = new ArrayList<>(List.of(new Column("member", false)));
        classes.forEach(k -> columns.add(new Column("p(" + name(k) + ")", true)));
        columns.add(new Column("so it says", false));
        List<List<String>> rows = new ArrayList<>();
        for (int m = 0; m < Math.min(each.size(), MOST_MEMBERS); m++) {
            rows.add(row(
                    study.runs().get(m).name(),
                    each.get(m),
                    classes,
                    study.answers().get(m).predictions()[image]));
        }
        if (each.size() > MOST_MEMBERS) {
            rows.add(new ArrayList<>(List.of("… %s more".formatted(each.size() - MOST_MEMBERS))));
            while (rows.getLast().size() < columns.size()) {
                rows.getLast().add("");
            }
        }
        rows.add(row(
                "mean of all",
                mean,
                classes,
                IntStream.range(0, mean.length)
                        .reduce((a, b) -> mean[b] > mean[a] ? b : a)
                        .orElseThrow()));
        return new Table("One image", columns, rows);
    }

    private List<String> row(String member, double[] p, List<Integer> classes, int says) {
        List<String> row = new ArrayList<>(List.of(member));
        classes.forEach(k -> row.add(Numbers.percent(p[k])));
        row.add(says < 0 ? "nothing" : name(says));
        return row;
    }

    private String name(int k) {
        return k < names().size() ? names().get(k) : "class " + k;
    }

    private static double[] softmax(float[] scores) {
        double highest = IntStream.range(0, scores.length)
                .mapToDouble(k -> scores[k])
                .max()
                .orElseThrow();
        double[] p = IntStream.range(0, scores.length)
                .mapToDouble(k -> StrictMath.exp(scores[k] - highest))
                .toArray();
        double sum = IntStream.range(0, p.length).mapToDouble(k -> p[k]).sum();
        return IntStream.range(0, p.length).mapToDouble(k -> p[k] / sum).toArray();
    }
}
