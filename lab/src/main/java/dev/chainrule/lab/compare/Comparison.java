package dev.chainrule.lab.compare;

import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.text.Sentences;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/// Several runs beside each other: which settings differ, what came out, and whether a difference is more than chance.
///
/// ```java
/// Comparison both = RunSearch.compare(List.of(Path.of("runs/a"), Path.of("runs/b")));
/// both.differing().forEach((key, values) -> System.out.println(key + " " + values));
/// ```
///
/// @param runs at least two
/// @param notes on what was named and is not among them
public record Comparison(List<ComparedRun> runs, List<String> notes) {
    private static final int ALL_PAIRS = 4;

    /// What stands for a setting that a run does not have.
    public static final String NONE = "–";

    /// Copies the lists.
    ///
    /// @throws IllegalArgumentException if there are fewer than two runs
    public Comparison {
        runs = List.copyOf(runs);
        notes = List.copyOf(notes);
        if (runs.size() < 2) {
            throw new IllegalArgumentException(
                    "Comparison: %s runs are too few; expected two or more".formatted(runs.size()));
        }
    }

    /// What was found about two groups of seeds.
    ///
    /// @param measure what is compared
    /// @param higher the group of the higher mean
    /// @param lower the other one
    /// @param difference of the two
    public record Finding(Measure measure, Group higher, Group lower, Difference difference) {
        /// The same in a sentence.
        public Statement statement() {
            return new Statement(
                    Sentences.capital(measure.title()) + ":",
                    "%s %s, against %s of %s: %s."
                            .formatted(
                                    higher.name(),
                                    measure.written(difference.a()),
                                    measure.written(difference.b()),
                                    lower.name(),
                                    difference.words()));
        }
    }

    /// The settings in which the runs differ, with the value of each run, [#NONE] for one that does not have it;
    /// then images and versions, where they differ.
    public SequencedMap<String, List<String>> differing() {
        return facts(true);
    }

    /// The same with a column for each of [#groups]: the values of its runs, each once.
    public SequencedMap<String, List<String>> differingByGroup() {
        List<Group> groups = groups();
        SequencedMap<String, List<String>> byGroup = new LinkedHashMap<>();
        differing()
                .forEach((key, values) -> byGroup.put(
                        key,
                        groups.stream()
                                .map(group -> group.runs().stream()
                                        .map(run -> values.get(runs.indexOf(run)))
                                        .distinct()
                                        .collect(Collectors.joining(", ")))
                                .toList()));
        return byGroup;
    }

    /// The settings that all runs share, with their value.
    public SequencedMap<String, String> shared() {
        SequencedMap<String, String> shared = new LinkedHashMap<>();
        facts(false).forEach((key, values) -> shared.put(key, values.getFirst()));
        return shared;
    }

    private SequencedMap<String, List<String>> facts(boolean different) {
        List<SequencedMap<String, String>> all =
                runs.stream().map(ComparedRun::facts).toList();
        Set<String> keys = new LinkedHashSet<>();
        all.forEach(facts -> keys.addAll(facts.keySet()));
        SequencedMap<String, List<String>> chosen = new LinkedHashMap<>();
        for (String key : keys) {
            List<String> values =
                    all.stream().map(facts -> facts.getOrDefault(key, NONE)).toList();
            if (values.stream().distinct().count() > 1 == different) {
                chosen.put(key, values);
            }
        }
        return chosen;
    }

    /// The runs as groups that differ in more than the seed, in the order of the first run of each.
    public List<Group> groups() {
        Map<Map<String, String>, List<ComparedRun>> byEssence = new LinkedHashMap<>();
        for (ComparedRun run : runs) {
            byEssence.computeIfAbsent(run.essence(), _ -> new ArrayList<>()).add(run);
        }
        List<List<ComparedRun>> members = List.copyOf(byEssence.values());
        List<String> commons = members.stream().map(Comparison::common).toList();
        Set<String> telling = telling(List.copyOf(byEssence.keySet()));
        Set<String> taken = new HashSet<>();
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            String common = commons.get(i);
            boolean enough = !common.isEmpty() && Collections.frequency(commons, common) == 1;
            String name = enough
                    ? common
                    : withSettings(common, members.get(i).getFirst().essence(), telling);
            String free = name;
            for (int number = 2; !taken.add(free); number++) {
                free = name + " " + number;
            }
            groups.add(new Group(free, members.get(i)));
        }
        return groups;
    }

    /// The keys whose values are not the same everywhere.
    private static Set<String> telling(List<Map<String, String>> essences) {
        Set<String> keys = new LinkedHashSet<>();
        for (Map<String, String> essence : essences) {
            for (Map<String, String> other : List.of(essence, essences.getFirst())) {
                other.keySet().stream()
                        .filter(key -> !Objects.equals(
                                essence.get(key), essences.getFirst().get(key)))
                        .forEach(keys::add);
            }
        }
        return keys;
    }

    /// What names have in common, with the settings that tell them from others.
    private static String withSettings(String common, Map<String, String> essence, Set<String> telling) {
        String settings = essence.entrySet().stream()
                .filter(entry -> telling.contains(entry.getKey()))
                .limit(3)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        String name = settings.isEmpty() ? common : common.isEmpty() ? settings : common + " (" + settings + ")";
        return name.isEmpty() ? "all" : name;
    }

    private static String common(List<ComparedRun> group) {
        return Group.commonName(group.stream().map(ComparedRun::name).toList());
    }

    /// Whether some runs differ in their seed alone.
    public boolean hasSeeds() {
        return groups().stream().anyMatch(group -> group.seeds().size() > 1);
    }

    /// What the differences between groups are, tested together where they are of the same measure: each pair of up
    /// to four groups, of more the group of the highest mean and each other. Groups on other images are not
    /// compared, and of measures the best validation accuracy and the test accuracy, or what there is of the
    /// training.
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Map<String, List<Group>> byImages = groups().stream()
                .collect(Collectors.groupingBy(
                        group -> group.runs().getFirst().record().beginning().dataSha256(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        for (List<Group> same : byImages.values()) {
            measures(same).forEach(measure -> findings.addAll(findings(same, measure)));
        }
        return findings;
    }

    private static List<Measure> measures(List<Group> groups) {
        List<Measure> outcome = new ArrayList<>(List.of(Measure.BEST_VALIDATION, Measure.TEST));
        outcome.removeIf(measure -> measured(groups, measure).size() < 2);
        for (Measure measure : List.of(Measure.TRAINING, Measure.LOSS)) {
            if (outcome.isEmpty() && measured(groups, measure).size() > 1) {
                outcome.add(measure);
            }
        }
        return outcome;
    }

    private static List<Group> measured(List<Group> groups, Measure measure) {
        return groups.stream()
                .filter(group -> !group.sample(measure).values().isEmpty())
                .sorted((one, other) -> Double.compare(
                        other.sample(measure).mean(), one.sample(measure).mean()))
                .toList();
    }

    private static List<Finding> findings(List<Group> groups, Measure measure) {
        List<Group> sorted = measured(groups, measure);
        List<Finding> single = new ArrayList<>();
        for (int higher = 0; higher < (sorted.size() <= ALL_PAIRS ? sorted.size() : 1); higher++) {
            for (int lower = higher + 1; lower < sorted.size(); lower++) {
                Difference difference = Difference.of(
                        sorted.get(higher).sample(measure), sorted.get(lower).sample(measure));
                single.add(new Finding(measure, sorted.get(higher), sorted.get(lower), difference));
            }
        }
        List<Difference> together =
                Difference.together(single.stream().map(Finding::difference).toList());
        List<Finding> corrected = new ArrayList<>();
        for (int i = 0; i < single.size(); i++) {
            Finding each = single.get(i);
            corrected.add(new Finding(measure, each.higher, each.lower, together.get(i)));
        }
        return corrected;
    }

    /// What the runs are and in what they differ, in a sentence or two.
    public String summary() {
        List<String> keys = telling();
        boolean seed = differing().containsKey("seed");
        String what = keys.isEmpty()
                ? seed ? "differ in their seed alone" : "have the same settings, images and version"
                : "differ in " + listed(keys) + (seed ? ", and in their seed" : "");
        List<Group> groups = groups();
        String together = !hasSeeds()
                ? ""
                : groups.size() == 1
                        ? " They are %s of one setting."
                                .formatted(
                                        Numbers.count(groups.getFirst().seeds().size(), "seed"))
                        : " Runs that differ in their seed alone are taken together: %s groups."
                                .formatted(groups.size());
        return "%s that %s.%s".formatted(Numbers.count(runs.size(), "run"), what, together);
    }

    /// The settings that differ, without the seed, the preset's name and keys that only come with another one's
    /// value: the share that dropout keeps where others have none.
    private List<String> telling() {
        SequencedMap<String, List<String>> differing = differing();
        List<String> keys = differing.keySet().stream()
                .filter(key -> !key.equals("seed") && !key.equals("preset"))
                .filter(key -> differing.keySet().stream().noneMatch(other -> key.startsWith(other + ".")))
                .sorted(Comparator.comparing(key -> key.contains(".")
                        && differing.getOrDefault(key, List.of()).contains(NONE)))
                .toList();
        return keys.isEmpty() && differing.containsKey("preset") ? List.of("preset") : keys;
    }

    static String listed(List<String> words) {
        int shown = words.size() > 6 ? 5 : words.size();
        String first = String.join(", ", words.subList(0, shown));
        return shown == words.size() ? first : "%s and %s more".formatted(first, words.size() - shown);
    }
}
