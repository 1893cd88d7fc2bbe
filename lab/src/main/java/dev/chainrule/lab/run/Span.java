package dev.chainrule.lab.run;

import dev.chainrule.settings.Require;
import java.util.Optional;

/// Which of a run's steps are done at once. A run that is done in several spans has the same bits as one that never
/// stopped: all that further steps depend on is in [RunFolder#state].
///
/// @param from where it goes on; none: at its start
/// @param until the step after which it pauses, if its plan has more
/// @param tested whether its test images are looked at when it ends
/// @param isPart whether it may be one of several: its state is then kept in one file, [RunFolder#state], instead of
/// checkpoints
public record Span(Optional<StateFile> from, long until, boolean tested, boolean isPart) {
    /// Checks the step.
    public Span {
        Require.that(until >= 1, "Span", "until", until, "a step of the run, counted from 1");
    }

    /// The whole run at once.
    public static Span whole() {
        return new Span(Optional.empty(), Long.MAX_VALUE, true, false);
    }

    /// The same without a look at test images.
    Span untested() {
        return new Span(from, until, false, isPart);
    }

    /// The same from a state on.
    Span from(Optional<StateFile> saved) {
        return new Span(saved, until, tested, isPart);
    }

    /// The seconds spent training before.
    double secondsBefore() {
        return from.map(StateFile::seconds).orElse(0.0);
    }
}
