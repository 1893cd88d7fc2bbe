package dev.chainrule.lab.experiment;

/// One thing that was looked at before training.
///
/// @param subject what
/// @param passed whether it is as it should be
/// @param sentence what was measured, and what should be
public record SanityFinding(String subject, boolean passed, String sentence) {}
