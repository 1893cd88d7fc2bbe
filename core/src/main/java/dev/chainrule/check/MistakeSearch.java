package dev.chainrule.check;

import dev.chainrule.check.Formulas.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks for the mistake that explains what was observed: computes every situation with each mistake of the
/// catalogue, and if none explains all, with each pair.
///
/// @param <R> the recipe of the formulas
final class MistakeSearch<R> {
    /// Agreement of two computations of the same formula, by the largest number.
    private static final double AGREEMENT = 1e-8;
    /// Rounding of terms that cancel, by their size.
    private static final double CANCELLATION = 1e-12;

    private final Formulas<R> formulas;
    private final List<Situation> situations;
    private final Set<String> wrong = new LinkedHashSet<>();
    private final Set<String> right = new LinkedHashSet<>();
    private final List<Discrepancy> discrepancies = new ArrayList<>();

    MistakeSearch(Formulas<R> formulas, List<Situation> situations) {
        this.formulas = formulas;
        this.situations = situations;
        for (Situation situation : situations) {
            Parts expected = formulas.right(situation);
            for (String name : situation.observed().names()) {
                Discrepancy discrepancy = compare(situation, name, expected);
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
    private record Fit<R>(List<Variant<R>> mistakes, List<String> explains, boolean complete) {}

    /// The mistakes that explain the wrong results, the best first; empty if none does.
    List<Diagnosis> diagnoses() {
        if (wrong.isEmpty()) {
            return List.of();
        }
        List<Fit<R>> fits = new ArrayList<>();
        for (Variant<R> variant : formulas.variants()) {
            Fit<R> fit = fit(List.of(variant));
            if (fit != null) {
                fits.add(fit);
            }
        }
        List<Fit<R>> complete = fits.stream().filter(Fit::complete).toList();
        if (!complete.isEmpty()) {
            return distinct(complete);
        }
        Fit<R> pair = pair();
        if (pair != null) {
            List<Diagnosis> both = new ArrayList<>();
            for (Variant<R> variant : pair.mistakes) {
                Fit<R> alone = fit(List.of(variant));
                both.add(new Diagnosis(variant.mistake(), alone == null ? pair.explains : alone.explains, false));
            }
            both.sort(Comparator.comparingInt(diagnosis -> -diagnosis.explains().size()));
            return both;
        }
        return distinct(fits.stream()
                .sorted(Comparator.comparingInt(fit -> -fit.explains.size()))
                .toList());
    }

    private List<Diagnosis> distinct(List<Fit<R>> fits) {
        List<Diagnosis> diagnoses = new ArrayList<>();
        Set<Mistake> seen = new LinkedHashSet<>();
        for (Fit<R> fit : fits) {
            Mistake mistake = fit.mistakes.getFirst().mistake();
            if (seen.add(mistake)) {
                diagnoses.add(new Diagnosis(mistake, fit.explains, fit.complete));
            }
        }
        return diagnoses;
    }

    private @Nullable Fit<R> pair() {
        List<Variant<R>> variants = formulas.variants();
        for (int i = 0; i < variants.size(); i++) {
            for (int j = i + 1; j < variants.size(); j++) {
                if (variants.get(i).mistake() != variants.get(j).mistake()) {
                    Fit<R> fit = fit(List.of(variants.get(i), variants.get(j)));
                    if (fit != null && fit.complete) {
                        return fit;
                    }
                }
            }
        }
        return null;
    }

    /// How well some mistakes fit, or null if they explain nothing or spoil what is right.
    private @Nullable Fit<R> fit(List<Variant<R>> mistakes) {
        Set<String> explained = new LinkedHashSet<>(wrong);
        for (Situation situation : situations) {
            Parts parts = formulas.wrong(situation, mistakes);
            for (String name : situation.observed().names()) {
                boolean open = explained.contains(name);
                if ((open || right.contains(name)) && compare(situation, name, parts) != null) {
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
        return new Fit<>(mistakes, List.copyOf(explained), explained.size() == wrong.size());
    }

    /// The worst element of what was observed, or null if all agree. What the formulas do not say is not
    /// compared.
    private static @Nullable Discrepancy compare(Situation situation, String name, Parts computed) {
        double[] expected = computed.get(name);
        double[] actual = situation.observed().get(name);
        if (expected == null || actual == null) {
            return null;
        }
        if (expected.length != actual.length) {
            return new Discrepancy(situation.title(), name, -1, actual.length, expected.length);
        }
        double largest = 0;
        for (double value : expected) {
            largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
        }
        double allowed = AGREEMENT * largest + CANCELLATION * computed.magnitude(name);
        int worst = -1;
        double distance = allowed;
        for (int i = 0; i < actual.length; i++) {
            double here = Double.compare(actual[i], expected[i]) == 0 ? 0 : Math.abs(actual[i] - expected[i]);
            if (Double.isNaN(here) || here > distance) {
                worst = i;
                distance = Double.isNaN(here) ? Double.POSITIVE_INFINITY : here;
            }
        }
        return worst < 0 ? null : new Discrepancy(situation.title(), name, worst, actual[worst], expected[worst]);
    }
}
