package dev.chainrule.train;

/// How a run ended.
///
/// @param history what was measured
/// @param end why it ended
public record TrainingResult(History history, End end) {

    /// Why a run ended.
    public enum End {
        /// All epochs are done.
        COMPLETE,
        /// Validation accuracy did not improve any more.
        EARLY_STOP,
        /// A listener asked for it.
        STOPPED
    }
}
