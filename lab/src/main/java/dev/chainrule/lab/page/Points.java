package dev.chainrule.lab.page;

import java.util.List;
import java.util.OptionalInt;

/// Points with a score each, such as the trials of a search.
///
/// @param names what each is called
/// @param score where more is better; a point without one is marked as such
/// @param best the index of the one that is marked
public record Points(List<String> names, Quantity score, OptionalInt best) {
    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if there are not as many scores as names, or no such best one
    public Points {
        names = List.copyOf(names);
        int count = names.size();
        if (score.values().length != count || best.stream().anyMatch(index -> index < 0 || index >= count)) {
            throw new IllegalArgumentException(
                    "Points: %s scores and best %s do not fit %s names; expected a score each, and an index below"
                            .formatted(score.values().length, best, count));
        }
    }

    /// @throws IllegalArgumentException if a quantity has not as many values as there are points
    void checkFits(Quantity other) {
        if (other.values().length != names.size()) {
            throw new IllegalArgumentException("Points: %s values of %s do not fit %s points; expected one each"
                    .formatted(other.values().length, other.label(), names.size()));
        }
    }
}
