package dev.chainrule.check;

import dev.chainrule.check.mistake.Diagnosis;
import dev.chainrule.check.mistake.Discrepancy;
import dev.chainrule.check.mistake.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a check found, all of it.
///
/// @param subject what was checked
/// @param sections the comparisons with differences, one for each point
/// @param discrepancies results that are not what the declared kind says; empty if none was declared
/// @param findings whatever else one should know
/// @param diagnoses known mistakes that give the same wrong numbers, the most likely first
/// @param declared whether the check was told what the code means to be
public record CheckReport(
        String subject,
        List<Section> sections,
        List<Discrepancy> discrepancies,
        List<Finding> findings,
        List<Diagnosis> diagnoses,
        boolean declared) {
    /// How many discrepancies are printed.
    private static final int SHOWN = 4;

    /// Copies the lists.
    public CheckReport {
        sections = List.copyOf(sections);
        discrepancies = List.copyOf(discrepancies);
        findings = List.copyOf(findings);
        diagnoses = List.copyOf(diagnoses);
    }

    /// The comparisons at one point.
    ///
    /// @param title which point, for example `parameters as given, input × 0.01`
    /// @param tensors one report for the input and one for each parameter
    /// @param beside the same beside a formula on the tape, and the output; empty where there is none
    public record Section(String title, List<GradientReport> tensors, List<GradientReport> beside) {
        /// Copies the lists.
        public Section {
            tensors = List.copyOf(tensors);
            beside = List.copyOf(beside);
        }

        /// Comparisons without a formula on the tape.
        public Section(String title, List<GradientReport> tensors) {
            this(title, tensors, List.of());
        }
    }

    /// Something noteworthy.
    ///
    /// @param fails whether the check fails by it; else it is only good to know
    /// @param text one sentence
    public record Finding(boolean fails, String text) {}

    /// Adds that a wrong gradient has no name, because nobody said what is right.
    static void adviseToDeclare(List<Section> sections, List<Finding> findings, String how) {
        boolean wrong = findings.stream().anyMatch(Finding::fails)
                || sections.stream()
                        .flatMap(section -> section.tensors().stream())
                        .anyMatch(tensor -> tensor.compared() && !tensor.passes());
        if (wrong) {
            findings.add(new Finding(
                    false,
                    "the mistake was not looked for: say what this means to be, ." + how
                            + ", and known ones are named"));
        }
    }

    /// Whether all gradients and all results are right, and the check could have seen it otherwise.
    public boolean passed() {
        return discrepancies.isEmpty()
                && findings.stream().noneMatch(Finding::fails)
                && tensors().stream().allMatch(tensor -> tensor.passes() || !tensor.compared())
                && sections.stream()
                        .flatMap(section -> section.beside().stream())
                        .allMatch(GradientReport::passes)
                && neverCompared().isEmpty();
    }

    /// The tensors that lay on kinks at every point, so that nothing is known about their gradients.
    private List<String> neverCompared() {
        List<String> names = tensors().stream()
                .filter(tensor -> !tensor.compared())
                .map(GradientReport::what)
                .distinct()
                .toList();
        return names.stream()
                .filter(name ->
                        tensors().stream().noneMatch(tensor -> tensor.what().equals(name) && tensor.compared()))
                .toList();
    }

    /// All comparisons with differences.
    public List<GradientReport> tensors() {
        return sections.stream().flatMap(section -> section.tensors().stream()).toList();
    }

    /// The comparison with the largest error.
    public Optional<GradientReport> worst() {
        return tensors().stream().max((a, b) -> Double.compare(a.error(), b.error()));
    }

    /// The mistake that explains the wrong numbers best.
    public Optional<Mistake> mistake() {
        return diagnoses.stream().findFirst().map(Diagnosis::mistake);
    }

    /// The verdict, the mistake or where something is wrong, and whatever else one should know, in a few lines.
    public String summary() {
        List<String> lines = new ArrayList<>();
        lines.add(headline());
        if (passed()) {
            String error = worst().map(worst -> String.format(Locale.ROOT, ", the largest error %.1e", worst.error()))
                    .orElse("");
            lines.add("  %s comparisons%s".formatted(tensors().size(), error));
        } else {
            lines.addAll(explanation());
            where().ifPresent(where -> lines.add("  where: " + where));
        }
        lines.addAll(remarks());
        return String.join("\n", lines);
    }

    /// Whether all is right, of what, and what is wrong if that is known.
    private String headline() {
        String named = diagnoses.stream()
                .map(diagnosis -> diagnosis.mistake().id())
                .distinct()
                .collect(Collectors.joining(diagnoses.stream().allMatch(Diagnosis::complete) ? " or " : " and "));
        return (passed() ? "PASSED  " : "FAILED  ") + subject + (passed() || named.isEmpty() ? "" : ": " + named);
    }

    /// The first of what is wrong.
    private Optional<String> where() {
        return discrepancies.stream()
                .map(Discrepancy::toString)
                .findFirst()
                .or(() -> sections.stream()
                        .flatMap(section -> section.tensors.stream()
                                .filter(tensor -> tensor.compared() && !tensor.passes())
                                .map(tensor -> "%s, %s".formatted(section.title, tensor)))
                        .findFirst())
                .or(() -> sections.stream()
                        .flatMap(section -> section.beside.stream()
                                .filter(tensor -> !tensor.passes())
                                .map(tensor -> "%s, beside the tape, %s".formatted(section.title, tensor)))
                        .findFirst());
    }

    private List<String> remarks() {
        List<String> lines = new ArrayList<>();
        if (!neverCompared().isEmpty()) {
            lines.add("  ! nothing is known about %s: kinks everywhere; check at other numbers"
                    .formatted(String.join(", ", neverCompared())));
        }
        findings.forEach(finding -> lines.add("  " + (finding.fails ? "! " : "note: ") + finding.text));
        return lines;
    }

    /// The whole report as lines of text.
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(headline());
        for (Section section : sections) {
            lines.add("  " + section.title);
            section.tensors.forEach(tensor -> lines.add(verdict(tensor) + tensor));
            section.beside.forEach(tensor -> lines.add(verdict(tensor) + "beside the tape: " + tensor));
        }
        if (!discrepancies.isEmpty()) {
            lines.add("  not as specified");
            discrepancies.stream().limit(SHOWN).forEach(discrepancy -> lines.add("    " + discrepancy));
            if (discrepancies.size() > SHOWN) {
                lines.add("    and %s more".formatted(discrepancies.size() - SHOWN));
            }
        }
        lines.addAll(remarks());
        if (!passed()) {
            lines.addAll(explanation());
        }
        return String.join("\n", lines);
    }

    private static String verdict(GradientReport tensor) {
        if (!tensor.compared()) {
            return "    –      ";
        }
        return tensor.passes() ? "    ok     " : "    WRONG  ";
    }

    private List<String> explanation() {
        if (!diagnoses.isEmpty()) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < diagnoses.size(); i++) {
                lines.add((i == 0 ? "  mistake: " : "       or: ") + diagnoses.get(i));
            }
            return lines;
        }
        return declared && !discrepancies.isEmpty()
                ? List.of("  mistake: none of the known ones gives these numbers")
                : List.of();
    }
}
