package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.Reasons;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Counts the files of a folder that are not read, by kind.
final class PassedOver {
    private static final int NAMED = 3;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> names = new ArrayList<>();

    /// Counts one.
    ///
    /// @param kind an ending such as `.txt`, or a word
    /// @param name where it lies, below the folder
    void add(String kind, String name) {
        counts.merge(Reasons.oneLine(kind), 1, Integer::sum);
        if (names.size() < NAMED) {
            names.add(Reasons.oneLine(name));
        }
    }

    int count() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// The kinds, the most frequent first, for example `.webp 6, .bmp 2`.
    String kinds() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    /// One line about all, or nothing if there is none.
    Optional<String> note() {
        int count = count();
        if (count == 0) {
            return Optional.empty();
        }
        String more = count > names.size() ? ", …" : "";
        return Optional.of("%s %s passed over (%s): %s%s"
                .formatted(count, count == 1 ? "file" : "files", kinds(), String.join(", ", names), more));
    }
}
