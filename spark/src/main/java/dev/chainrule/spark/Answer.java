package dev.chainrule.spark;

import java.io.Serial;
import java.io.Serializable;

/// What an executor says about a segment.
///
/// @param kind what came of it
/// @param host where it was computed
/// @param step the number of steps done, from the first one of the trial
/// @param folder the folder of the trial; empty if it was refused
/// @param message why it was refused, in a line; empty otherwise
record Answer(Kind kind, String host, long step, PackedFolder folder, String message) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /// What came of a segment.
    enum Kind {
        /// The trial goes on from the state in the folder.
        STATE,
        /// The trial is at its step, or ended before.
        DONE,
        /// Settings do not fit images or heap.
        SETTINGS,
        /// The images are not there, are damaged, or are others.
        DATA
    }

    static Answer refused(Kind kind, String host, String message) {
        return new Answer(kind, host, 0, PackedFolder.empty(), message);
    }
}
