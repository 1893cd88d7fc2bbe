package dev.chainrule.check.mistake;

import dev.chainrule.check.mistake.Formulas.Variant;
import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Looks for the mistake that explains what was observed: computes every observation with each mistake of the
/// catalogue, and if none explains all, with each pair.
final class MistakeSearch {
    /// Up to how much work for one computation pairs of mistakes are tried, and those that the numbers hide.
    private static final long MOST_WORK = 2_000_000;

    private final Formulas formulas;
    private final List<Observation> observations;
    private final Agreement agreement;
    private final Set<String> wrong = new LinkedHashSet<>();
    private final Set<String> right = new LinkedHashSet<>();
    private final List<Comparison> comparisons = new ArrayList<>();

    MistakeSearch(Formulas formulas, List<Observation> observations, Agreement agreement) {
        this.formulas = formulas;
        this.observations = observations;
        this.agreement = agreement;
        for (Observation observation : observations) {
            Computation expected = formulas.right(observation);
            for (String name : observation.outputs().keySet()) {
                Comparison comparison = compare(observation, name, expected, agreement);
                if (comparison != null) {
                    comparisons.add(comparison);
                }
                (comparison == null || comparison.agrees() ? right : wrong).add(name);
            }
        }
        right.removeAll(wrong);
    }

    /// All results beside the specification.
    List<Comparison> comparisons() {
        return comparisons;
    }

    /// What a variant reproduces of the wrong results.
    private record Fit(List<Variant> mistakes, List<String> explains, boolean complete) {}

    /// The mistakes that explain the wrong results, the best first; empty if none does.
    List<Diagnosis> diagnoses() {
        if (wrong.isEmpty()) {
            return List.of();
        }
        List<Fit> fits = new ArrayList<>();
        for (Variant variant : formulas.variants()) {
            Fit fit = fit(List.of(variant));
            if (fit != null) {
                fits.add(fit);
            }
        }
        List<Fit> complete = fits.stream().filter(Fit::complete).toList();
        if (!complete.isEmpty()) {
            return distinct(complete);
        }
        Fit pair = pair();
        if (pair != null) {
            List<Diagnosis> both = new ArrayList<>();
            for (Variant variant : pair.mistakes) {
                Fit alone = fit(List.of(variant));
                both.add(new Diagnosis(variant.mistake(), alone == null ? pair.explains : alone.explains, false));
            }
            both.sort(Comparator.comparingInt(diagnosis -> -diagnosis.explains().size()));
            return both;
        }
        return distinct(fits.stream()
                .sorted(Comparator.comparingInt(fit -> -fit.explains.size()))
                .toList());
    }

    private List<Diagnosis> distinct(List<Fit> fits) {
        List<Diagnosis> diagnoses = new ArrayList<>();
        Set<Mistake> seen = new LinkedHashSet<>();
        for (Fit fit : fits) {
            Mistake mistake = fit.mistakes.getFirst().mistake();
            if (seen.add(mistake)) {
                diagnoses.add(new Diagnosis(mistake, fit.explains, fit.complete));
            }
        }
        return diagnoses;
    }

    private long work() {
        return observations.stream().mapToLong(formulas::work).sum();
    }

    private @Nullable Fit pair() {
        if (work() > MOST_WORK) {
            return null;
        }
        List<Variant> variants = formulas.variants();
        for (int i = 0; i < variants.size(); i++) {
            for (int j = i + 1; j < variants.size(); j++) {
                if (variants.get(i).mistake() != variants.get(j).mistake()) {
                    Fit fit = fit(List.of(variants.get(i), variants.get(j)));
                    if (fit != null && fit.complete) {
                        return fit;
                    }
                }
            }
        }
        return null;
    }

    /// How well some mistakes fit, or null if they explain nothing or spoil what is right.
    private @Nullable Fit fit(List<Variant> mistakes) {
        Set<String> explained = new LinkedHashSet<>(wrong);
        for (Observation observation : observations) {
            Computation computed = formulas.wrong(observation, mistakes);
            for (String name : observation.outputs().keySet()) {
                boolean open = explained.contains(name);
                if ((open || right.contains(name)) && differs(observation, name, computed)) {
                    if (!open) {
                        return null;
                    }
                    explained.remove(name);
                    if (explained.isEmpty()) {
                        return null;
                    }
                }
            }
        }
        return new Fit(mistakes, List.copyOf(explained), explained.size() == wrong.size());
    }

    /// Mistakes that give the right numbers here, so that nothing is known about them.
    ///
    /// @param coarse those that float64 would show; else those that other numbers would
    List<Mistake> hidden(boolean coarse) {
        if (!wrong.isEmpty() || work() > MOST_WORK) {
            return List.of();
        }
        List<Observation> others =
                observations.stream().map(MistakeSearch::usual).toList();
        Set<Mistake> seen = new LinkedHashSet<>();
        List<Mistake> hidden = new ArrayList<>();
        for (Variant variant : formulas.variants()) {
            List<Variant> one = List.of(variant);
            if (seen.add(variant.mistake()) && fit(one) != null) {
                boolean shown = differ(observations, one, List.of());
                if (coarse ? shown : !shown && differ(others, one, List.of())) {
                    hidden.add(variant.mistake());
                }
            }
        }
        return hidden;
    }

    /// The same with Gaussian numbers throughout, of which most mistakes make something else.
    private static Observation usual(Observation given) {
        RandomGenerator random = RandomKey.of(15).generator();
        Map<String, double[]> inputs = new LinkedHashMap<>();
        given.inputs().forEach((name, numbers) -> {
            double[] others = numbers.clone();
            boolean kept = name.equals(DropoutFormulas.MASK);
            Arrays.setAll(others, i -> kept ? i % 2 : random.nextGaussian());
            boolean positive = name.contains("variance") || name.contains(StepFormulas.SQUARES);
            inputs.put(name, positive ? Arrays.stream(others).map(Math::abs).toArray() : others);
        });
        return new Observation(given.title(), given.shape(), inputs, given.labels(), given.training(), given.outputs());
    }

    /// Whether some of the mistakes that were found could be told apart by float64.
    boolean blurred(List<Diagnosis> diagnoses) {
        if (agreement == Agreement.FLOAT64 || diagnoses.size() < 2) {
            return false;
        }
        Set<Mistake> named = new LinkedHashSet<>();
        diagnoses.forEach(diagnosis -> named.add(diagnosis.mistake()));
        List<Variant> fitting = formulas.variants().stream()
                .filter(variant -> named.contains(variant.mistake()) && fit(List.of(variant)) != null)
                .toList();
        return fitting.stream()
                .skip(1)
                .anyMatch(variant -> differ(observations, List.of(fitting.getFirst()), List.of(variant)));
    }

    /// Whether float64 would tell two sets of mistakes apart.
    private boolean differ(List<Observation> where, List<Variant> some, List<Variant> others) {
        for (Observation observation : where) {
            Computation one = formulas.wrong(observation, some);
            Computation other = formulas.wrong(observation, others);
            for (String name : observation.outputs().keySet()) {
                Numbers numbers = formulas.result(one, name);
                if (numbers != null) {
                    Comparison comparison =
                            compare(observation.title(), name, numbers.values(), other, Agreement.FLOAT64);
                    if (comparison != null && !comparison.agrees()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private boolean differs(Observation observation, String name, Computation computed) {
        Comparison comparison = compare(observation, name, computed, agreement);
        return comparison != null && !comparison.agrees();
    }

    private @Nullable Comparison compare(Observation observation, String name, Computation computed, Agreement how) {
        double[] actual = observation.outputs().get(name);
        return actual == null ? null : compare(observation.title(), name, actual, computed, how);
    }

    /// The worst element of some numbers beside a computation; null where the formulas say nothing.
    private @Nullable Comparison compare(
            String when, String name, double[] actual, Computation computed, Agreement how) {
        Numbers numbers = formulas.result(computed, name);
        if (numbers == null) {
            return null;
        }
        double[] expected = numbers.values();
        double largest = 0;
        for (double value : expected) {
            largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
        }
        if (expected.length != actual.length) {
            return new Comparison(
                    when, name, -1, actual.length, expected.length, Double.POSITIVE_INFINITY, how.ofLargest);
        }
        Numbers size = computed.find(Formulas.SIZE_OF + name);
        double terms = size == null || Double.isInfinite(size.at(0)) ? 0 : size.at(0);
        double scale = largest + terms * how.ofTerms / how.ofLargest;
        int worst = 0;
        double distance = -1;
        for (int i = 0; i < actual.length; i++) {
            double here = Double.compare(actual[i], expected[i]) == 0 ? 0 : Math.abs(actual[i] - expected[i]);
            if (Double.isNaN(here) || here > distance) {
                worst = i;
                distance = Double.isNaN(here) ? Double.POSITIVE_INFINITY : here;
            }
        }
        return actual.length == 0
                ? null
                : new Comparison(
                        when,
                        name,
                        worst,
                        actual[worst],
                        expected[worst],
                        distance / (scale > 0 ? scale : 1),
                        how.ofLargest);
    }
}
