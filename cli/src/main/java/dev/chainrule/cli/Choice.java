package dev.chainrule.cli;

import dev.chainrule.lab.text.Nearest;
import dev.chainrule.settings.Kebab;
import java.util.List;

/// A word of those that a flag takes.
final class Choice {
    private Choice() {}

    /// The constant of that name, for example `flip-and-shift`.
    ///
    /// @throws IllegalArgumentException if it is none of them, naming the nearest
    static <E extends Enum<E>> E of(String flag, String word, List<E> constants) {
        List<String> words = constants.stream().map(Kebab::of).toList();
        return constants.get(words.indexOf(known(flag, word, words)));
    }

    /// The word, if it is one of them.
    ///
    /// @throws IllegalArgumentException if not, naming the nearest
    static String known(String flag, String word, List<String> words) {
        if (!words.contains(word)) {
            String expected = words.size() == 2 ? String.join(" or ", words) : "one of " + String.join(", ", words);
            throw new IllegalArgumentException(
                    "%s: '%s' is unknown; expected %s%s".formatted(flag, word, expected, Nearest.hint(word, words)));
        }
        return word;
    }
}
