package dev.chainrule.lab.search;

import dev.chainrule.lab.trial.Rung;
import java.nio.file.Path;

/// A step of a search that was done.
///
/// @param outcome what the search decides by
/// @param rung how many training steps that were, and what the network was then worth
/// @param folder of the trial
/// @param seconds that the trial was trained in all
public record Measured(Outcome outcome, Rung rung, Path folder, double seconds) {
    /// The number of the trial, from 1 on.
    public int trial() {
        return outcome.step().trial();
    }

    /// What the trial was trained with.
    public Point point() {
        return outcome.step().point();
    }
}
