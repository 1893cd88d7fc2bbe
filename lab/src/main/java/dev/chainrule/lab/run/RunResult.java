package dev.chainrule.lab.run;

import java.util.List;

/// What became of a run.
///
/// @param record what its folder says
/// @param warnings files that could not be written
public record RunResult(RunRecord record, List<String> warnings) {
    /// Copies the list.
    public RunResult {
        warnings = List.copyOf(warnings);
    }
}
