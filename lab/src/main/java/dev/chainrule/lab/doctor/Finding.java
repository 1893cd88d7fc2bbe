package dev.chainrule.lab.doctor;

import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Tone;

/// Something that the figures of a run say, in words. A finding is a record whose components are its evidence: figures
/// of that very run. It names no remedy that these do not support, and says of a number that was not tried that it was
/// not.
public sealed interface Finding permits StartFinding, TrainingFinding, GapFinding, AnswerFinding {

    /// How sure it is.
    enum Level {
        /// It repeats what was measured; no run with these figures is otherwise.
        CERTAIN,
        /// It is the usual explanation of what was measured.
        LIKELY
    }

    /// How sure it is.
    Level level();

    /// Whether something should be done about it.
    Tone tone();

    /// What it is about, in a few words that end with a full stop or a colon.
    String lead();

    /// The finding itself, in whole sentences with its figures.
    String text();

    /// Whether it is beyond doubt, so that it may be said where there is room for little, such as a terminal.
    default boolean certain() {
        return level() == Level.CERTAIN;
    }

    /// The finding as a remark on a page.
    default Note note() {
        return new Note(tone(), lead(), text());
    }
}
