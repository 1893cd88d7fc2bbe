package dev.chainrule.lab.compare;

import dev.chainrule.lab.text.FileNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Runs of the same version, with the same settings on the same images, that differ in their seed alone; perhaps only
/// one.
///
/// @param name of all of them
/// @param runs at least one
public record Group(String name, List<ComparedRun> runs) {
    /// Copies the list.
    public Group {
        runs = List.copyOf(runs);
    }

    /// One run for each seed: of several with the same one, the first that did all that it was meant to do.
    public List<ComparedRun> seeds() {
        Map<Long, ComparedRun> bySeed = new LinkedHashMap<>();
        for (ComparedRun run : runs) {
            bySeed.merge(
                    run.record().settings().seed(),
                    run,
                    (kept, other) -> kept.carriedThrough() || !other.carriedThrough() ? kept : other);
        }
        return List.copyOf(bySeed.values());
    }

    /// A number over the seeds; runs that did not do all that they were meant to do have none.
    public Sample sample(Measure measure) {
        return Sample.of(seeds().stream()
                .mapToDouble(run -> run.carriedThrough() ? measure.measured(run.record()) : Double.NaN)
                .toArray());
    }

    /// What the names of several runs begin with in common, word by word and without the word seed; empty if they
    /// begin unlike each other.
    static String commonName(List<String> names) {
        List<String> common = new ArrayList<>(words(names.getFirst()));
        for (String name : names) {
            List<String> words = words(name);
            int same = 0;
            while (same < Math.min(words.size(), common.size())
                    && words.get(same).equals(common.get(same))) {
                same++;
            }
            common = new ArrayList<>(common.subList(0, same));
        }
        while (!common.isEmpty() && common.getLast().toLowerCase(Locale.ROOT).matches("seed|[-_ /]")) {
            common.removeLast();
        }
        return FileNames.composed(String.join("", common));
    }

    /// The names without the words that all of them begin and end with, which a chart has no room for; as they are
    /// if one of them would be empty.
    static List<String> brief(List<String> names) {
        List<List<String>> words = names.stream().map(Group::words).toList();
        int shortest = words.stream().mapToInt(List::size).min().orElse(0);
        int from = 0;
        while (from < shortest && same(words, from, false)) {
            from++;
        }
        int to = 0;
        while (to < shortest - from && same(words, to, true)) {
            to++;
        }
        List<String> brief = new ArrayList<>();
        for (List<String> each : words) {
            brief.add(String.join("", each.subList(from, each.size() - to)).replaceAll("^[-_ /]+|[-_ /]+$", ""));
        }
        return names.size() < 2 || brief.contains("") ? names : brief;
    }

    private static boolean same(List<List<String>> words, int place, boolean fromTheEnd) {
        return words.stream()
                        .map(each -> each.get(fromTheEnd ? each.size() - 1 - place : place))
                        .distinct()
                        .count()
                == 1;
    }

    /// Words and what stands between them.
    private static List<String> words(String name) {
        return Arrays.asList(name.split("(?<=[-_ /])|(?=[-_ /])", -1));
    }
}
