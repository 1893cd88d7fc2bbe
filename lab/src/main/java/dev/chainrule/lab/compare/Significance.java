package dev.chainrule.lab.compare;

import dev.chainrule.lab.compare.Comparison.Finding;
import dev.chainrule.lab.text.Sentences;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether the settings of a comparison differ by more than chance, in plain sentences.
///
/// @param comparison the runs
public record Significance(Comparison comparison) {
    private static final String LEAD = "Differences:";

    /// At least one sentence. Each significant difference has its own; what may be chance is counted, where there
    /// is more than one.
    public List<Statement> statements() {
        List<Finding> findings = comparison.findings();
        if (comparison.groups().size() == 1) {
            return List.of(new Statement(LEAD, "none to be tested, since all runs have the same settings and images."));
        }
        if (findings.isEmpty()) {
            return List.of(new Statement(
                    LEAD,
                    "none can be tested: no two settings have a number that was measured on the same images by runs"
                            + " that did all they were meant to do."));
        }
        if (findings.stream().allMatch(finding -> finding.difference().p().isEmpty())) {
            return List.of(new Statement(
                    LEAD,
                    "whether any is more than chance is not known, because no two settings were run with two seeds"
                            + " each. Repeat the runs with other seeds, for example --seed 2, to know."));
        }
        Map<List<String>, List<Finding>> tests = findings.stream()
                .collect(Collectors.groupingBy(
                        finding -> List.of(
                                finding.measure().key(),
                                finding.higher()
                                        .runs()
                                        .getFirst()
                                        .record()
                                        .beginning()
                                        .dataSha256()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return tests.values().stream().flatMap(Significance::together).toList();
    }

    /// What is to be said of tests that were made together.
    private static Stream<Statement> together(List<Finding> tests) {
        if (tests.size() == 1) {
            return tests.stream().map(Finding::statement);
        }
        List<Statement> statements = new ArrayList<>();
        tests.stream()
                .filter(finding -> finding.difference().significant())
                .map(Finding::statement)
                .forEach(statements::add);
        List<Finding> chance = tests.stream()
                .filter(finding -> finding.difference().p().isPresent()
                        && !finding.difference().significant())
                .toList();
        String lead = Sentences.capital(tests.getFirst().measure().title()) + ":";
        if (!chance.isEmpty()) {
            statements.add(new Statement(lead, mayBeChance(tests, chance, statements.isEmpty())));
        }
        List<Finding> untested = tests.stream()
                .filter(finding -> finding.difference().p().isEmpty())
                .toList();
        if (!untested.isEmpty()) {
            statements.add(new Statement(
                    lead, "not tested, because one of the two has a single seed: %s.".formatted(pairs(untested))));
        }
        return statements.stream();
    }

    private static String mayBeChance(List<Finding> tests, List<Finding> chance, boolean none) {
        long settings = tests.stream()
                .flatMap(finding ->
                        Stream.of(finding.higher().name(), finding.lower().name()))
                .distinct()
                .count();
        boolean againstBest = tests.size() < settings * (settings - 1) / 2;
        String which = againstBest
                ? "of the differences between the highest mean, %s, and the other %s settings"
                        .formatted(tests.getFirst().higher().name(), settings - 1)
                : "of the %s differences between %s settings".formatted(tests.size(), settings);
        double smallest = chance.stream()
                .mapToDouble(finding -> finding.difference().p().getAsDouble())
                .min()
                .orElseThrow();
        String test = "Welch's test, the smallest p %s after Holm's correction for %s comparisons"
                .formatted(
                        Difference.written(smallest),
                        chance.getFirst().difference().among());
        return none
                ? "none %s is more than chance (%s).".formatted(which, test)
                : "%s %s may be chance (%s): %s.".formatted(chance.size(), which, test, pairs(chance));
    }

    private static String pairs(List<Finding> findings) {
        return Comparison.listed(findings.stream()
                .map(finding ->
                        finding.higher().name() + " and " + finding.lower().name())
                .toList());
    }
}
