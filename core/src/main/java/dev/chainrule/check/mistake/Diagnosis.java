package dev.chainrule.check.mistake;

import java.util.List;

/// A known mistake that gives the same wrong numbers as the code under test.
///
/// @param mistake which one
/// @param explains the wrong results that it reproduces, for example `output` and `dx`
/// @param complete whether it reproduces all results, wrong and right; else there is another mistake as well
public record Diagnosis(Mistake mistake, List<String> explains, boolean complete) {
    /// Copies the list.
    public Diagnosis {
        explains = List.copyOf(explains);
    }

    @Override
    public String toString() {
        return "%s: %s. It reproduces your %s%s. %s."
                .formatted(
                        mistake.id(),
                        mistake.explanation(),
                        String.join(", ", explains),
                        complete ? "" : ", but not all that is wrong",
                        mistake.advice());
    }
}
