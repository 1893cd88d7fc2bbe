package dev.chainrule.lab.compare;

import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.text.Sentences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What a reader must know before the numbers of runs are held against each other.
///
/// @param comparison the runs
public record Caveats(Comparison comparison) {
    private static final String DISAGREE = " Yet their losses differ, which the same version does not do by itself:"
            + " something of them was changed.";

    /// One sentence or two each; none if all is as it should be.
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        comparison.notes().forEach(note -> sentences.add(Sentences.capital(note) + "."));
        images(sentences);
        versions(sentences);
        ends(sentences);
        unmeasured(sentences);
        repeated(sentences);
        return sentences;
    }

    private Map<String, List<ComparedRun>> by(Function<RunRecord, String> property) {
        return comparison.runs().stream()
                .collect(Collectors.groupingBy(
                        run -> property.apply(run.record()), LinkedHashMap::new, Collectors.toList()));
    }

    private static String names(List<ComparedRun> runs) {
        return Comparison.listed(runs.stream().map(ComparedRun::name).toList());
    }

    private void images(List<String> sentences) {
        var byImages = by(run -> run.beginning().dataSha256());
        if (byImages.size() == 1) {
            return;
        }
        boolean sameName = by(run -> run.settings().data().set() + " divided as "
                                + run.settings().data().split())
                        .size()
                == 1;
        String sets = byImages.values().stream()
                .map(runs -> "%s, split %s (%s)"
                        .formatted(
                                runs.getFirst().record().settings().data().set(),
                                runs.getFirst().record().settings().data().split(),
                                names(runs)))
                .collect(Collectors.joining("; "));
        sentences.add(
                ("The runs do not have the same images: %s.%s Accuracies and losses on other images cannot be held"
                                + " against each other, so no difference between them is tested.")
                        .formatted(
                                sets,
                                sameName
                                        ? " Their settings name the same set and split, so the images themselves have"
                                                + " changed, or how they are prepared."
                                        : ""));
    }

    private void versions(List<String> sentences) {
        var byVersion = by(run -> run.beginning().version());
        if (byVersion.size() > 1) {
            String versions = byVersion.entrySet().stream()
                    .map(entry -> "%s (%s)".formatted(entry.getKey(), names(entry.getValue())))
                    .collect(Collectors.joining("; "));
            sentences.add(("The runs are of different versions of Chainrule: %s. The same settings may give other"
                            + " numbers in another version, so runs of two versions are never taken together.")
                    .formatted(versions));
        }
    }

    private void ends(List<String> sentences) {
        for (ComparedRun run : comparison.runs()) {
            long steps = run.record().history().steps();
            String at = "step %s of %s"
                    .formatted(Numbers.count(steps), Numbers.count(run.record().plannedSteps()));
            switch (run.endWord()) {
                case "unfinished" ->
                    sentences.add(
                            "%s was cut off, or is still going on, at %s: its last numbers are those of that step,"
                                            .formatted(run.name(), at)
                                    + " and no mean has them.");
                case "stopped" ->
                    sentences.add("%s was stopped at %s: its last numbers are those of that step, and no mean has them."
                            .formatted(run.name(), at));
                case "diverged" ->
                    sentences.add("%s diverged at %s, and no mean has it: %s"
                            .formatted(
                                    run.name(),
                                    at,
                                    sentence(run.record().conclusion().orElseThrow())));
                default -> {
                    // All was done.
                }
            }
        }
    }

    private static String sentence(Conclusion conclusion) {
        String reason = conclusion.divergence().orElse("the loss was not finite");
        return reason.endsWith(".") ? reason : reason + ".";
    }

    private void unmeasured(List<String> sentences) {
        unmeasured(
                sentences,
                "validation accuracy, because there were no validation images",
                run -> run.carriedThrough() && run.record().history().best().isEmpty());
        unmeasured(
                sentences,
                "test accuracy, because there were no test images",
                run -> run.carriedThrough() && Double.isNaN(run.number(Measure.TEST)));
    }

    private void unmeasured(List<String> sentences, String what, Predicate<ComparedRun> lacks) {
        List<ComparedRun> runs = comparison.runs().stream().filter(lacks).toList();
        if (!runs.isEmpty()) {
            sentences.add(
                    runs.size() == comparison.runs().size()
                            ? "No run has a %s.".formatted(what)
                            : runs.size() == 1
                                    ? "%s has no %s.".formatted(runs.getFirst().name(), what)
                                    : "%s have no %s.".formatted(names(runs), what));
        }
    }

    private void repeated(List<String> sentences) {
        for (Group group : comparison.groups()) {
            Map<Long, List<ComparedRun>> bySeed = group.runs().stream()
                    .collect(Collectors.groupingBy(
                            run -> run.record().settings().seed(), LinkedHashMap::new, Collectors.toList()));
            bySeed.forEach((seed, runs) -> {
                if (runs.size() > 1) {
                    sentences.add(
                            "%s are the same run: the same settings, images and seed %s. Means have one of them.%s"
                                    .formatted(names(runs), seed, agree(runs) ? "" : DISAGREE));
                }
            });
        }
    }

    /// Whether runs that should be the same are the same, as far as all of them have come.
    private static boolean agree(List<ComparedRun> runs) {
        double[] first = runs.getFirst().record().history().losses();
        return runs.stream().map(run -> run.record().history().losses()).allMatch(losses -> {
            int both = Math.min(losses.length, first.length);
            return Arrays.equals(losses, 0, both, first, 0, both);
        });
    }
}
