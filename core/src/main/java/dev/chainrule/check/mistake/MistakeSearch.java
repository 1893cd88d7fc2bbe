package dev.chainrule.check.mistake;

import dev.chainrule.check.mistake.Formulas.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks for the mistake that explains what was observed: computes every observation with each mistake of the
/// catalogue, and if none explains all, with each pair.
final class MistakeSearch {
    /// Agreement of two computations of the same formula, by the largest number.
    private static final double AGREEMENT = 1e-8;
    /// Rounding of terms that cancel, by their size.
    private static final double CANCELLATION = 1e-12;

    private final Formulas formulas;
    private final List<Observation> observations;
    private final Set<String> wrong = new LinkedHashSet<>();
    private final Set<String> right = new LinkedHashSet<>();
    private final List<Discrepancy> discrepancies = new ArrayList<>();

    MistakeSearch(Formulas formulas, List<Observation> observations) {
        this.formulas = formulas;
        this.observations = observations;
        for (Observation observation : observations) {
            Computation expected = formulas.right(observation);
            for (String name : observation.outputs().keySet()) {
                Discrepancy discrepancy = compare(observation, name, expected);
                if (discrepancy != null) {
                    wrong.add(name);
                    discrepancies.add(discrepancy);
                } else {
                    right.add(name);
                }
            }
        }
        right.removeAll(wrong);
    }

    /// What differs from the specification.
    List<Discrepancy> discrepancies() {
        return discrepancies;
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

    private @Nullable Fit pair() {
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
                if ((open || right.contains(name)) && compare(observation, name, computed) != null) {
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

    /// The worst element of what was observed, or null if all agree. What the formulas do not say is not compared.
    private @Nullable Discrepancy compare(Observation observation, String name, Computation computed) {
        Numbers numbers = formulas.result(computed, name);
        double[] actual = observation.outputs().get(name);
        if (numbers == null || actual == null) {
            return null;
        }
        double[] expected = numbers.values();
        if (expected.length != actual.length) {
            return new Discrepancy(observation.title(), name, -1, actual.length, expected.length);
        }
        Numbers size = computed.find(Formulas.SIZE_OF + name);
        double largest = 0;
        for (double value : expected) {
            largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
        }
        double allowed = AGREEMENT * largest + CANCELLATION * (size == null ? 0 : size.at(0));
        int worst = -1;
        double distance = allowed;
        for (int i = 0; i < actual.length; i++) {
            double here = Double.compare(actual[i], expected[i]) == 0 ? 0 : Math.abs(actual[i] - expected[i]);
            if (Double.isNaN(here) || here > distance) {
                worst = i;
                distance = Double.isNaN(here) ? Double.POSITIVE_INFINITY : here;
            }
        }
        return worst < 0 ? null : new Discrepancy(observation.title(), name, worst, actual[worst], expected[worst]);
    }
}
