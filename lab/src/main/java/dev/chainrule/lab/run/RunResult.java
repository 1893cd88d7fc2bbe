package dev.chainrule.lab.run;

import java.util.List;

/// What became of a run.
///
/// @param record what its folder says
/// @param warnings what was not recorded on the way
/// @param unwritten which files of the results could not be written, and why, a line each
public record RunResult(RunRecord record, List<String> warnings, List<String> unwritten) {
    /// Copies the lists.
    public RunResult {
        warnings = List.copyOf(warnings);
        unwritten = List.copyOf(unwritten);
    }
}
