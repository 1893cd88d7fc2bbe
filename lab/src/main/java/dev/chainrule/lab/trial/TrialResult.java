package dev.chainrule.lab.trial;

import dev.chainrule.lab.run.RunRecord;

/// What came of a trial.
///
/// @param trial what was asked for
/// @param rung what it had come to at the step that was asked for, or where it ended before
/// @param record what its folder says; of a later step if it has gone on since
public record TrialResult(Trial trial, Rung rung, RunRecord record) {}
