package dev.chainrule.lab.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// Whether the means of two samples differ by more than chance, by Welch's test at the level of 5 %.
///
/// @param a a number over seeds
/// @param b the same of other runs
/// @param p the probability of such a difference, or a larger one, if there is none; none where a sample has fewer than
///     two values
/// @param among how many tests were made together, for which p is corrected by Holm's method
public record Difference(Sample a, Sample b, OptionalDouble p, int among) {
    private static final double LEVEL = 0.05;

    /// The one question that is asked.
    public static Difference of(Sample a, Sample b) {
        return new Difference(a, b, Sample.welch(a, b), 1);
    }

    /// Several questions asked together. Of m tests of samples that do not differ, one of 20 would come out
    /// significant; Holm's method multiplies the smallest p by m, the next one by m − 1 and so on, so that it is
    /// one of 20 for all of them together.
    public static List<Difference> together(List<Difference> single) {
        List<Integer> tested = IntStream.range(0, single.size())
                .filter(i -> single.get(i).p.isPresent())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> single.get(i).p.getAsDouble()))
                .toList();
        List<Difference> corrected = new ArrayList<>(single);
        double largest = 0;
        for (int rank = 0; rank < tested.size(); rank++) {
            Difference each = single.get(tested.get(rank));
            largest = Math.max(largest, Math.min(1, (tested.size() - rank) * each.p.getAsDouble()));
            corrected.set(tested.get(rank), new Difference(each.a, each.b, OptionalDouble.of(largest), tested.size()));
        }
        return corrected;
    }

    /// Whether the difference is more than chance.
    public boolean significant() {
        return p.isPresent() && p.getAsDouble() < LEVEL;
    }

    /// Which mean is higher, whether that may be chance, and by which test, for example
    /// `higher, significantly (Welch's test over 3 and 3 seeds, p = 0.021)`.
    public String words() {
        if (a.values().isEmpty() || b.values().isEmpty()) {
            return "not to be compared, since one was not measured";
        }
        if (a.mean() == b.mean()) {
            return "equal";
        }
        String relation = a.mean() > b.mean() ? "higher" : "lower";
        if (p.isEmpty()) {
            return relation + ", but one seed does not tell whether by chance";
        }
        String corrected = among == 1 ? "" : " after Holm's correction for %s comparisons".formatted(among);
        String test = "Welch's test over %s and %s seeds, p %s%s"
                .formatted(a.values().size(), b.values().size(), written(p.getAsDouble()), corrected);
        return significant()
                ? relation + ", significantly (" + test + ")"
                : relation + ", which may be chance (" + test + ")";
    }

    /// A p-value in words, for example `= 0.021` or `< 0.001`.
    static String written(double p) {
        return p < 0.001 ? "< 0.001" : "= " + String.format(Locale.ROOT, "%.3f", p);
    }
}
