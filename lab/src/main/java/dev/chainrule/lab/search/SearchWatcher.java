package dev.chainrule.lab.search;

import java.util.Optional;

/// Is told what happens in a search, on the threads that work at its trials.
public interface SearchWatcher {
    /// A trial begins or goes on.
    ///
    /// @param steps of its whole plan
    void started(Step step, long steps);

    /// So many steps of a trial are done.
    void stepped(Step step, long steps);

    /// A step of the search is done.
    ///
    /// @param again whether something of it was done now; all of it was done earlier otherwise
    /// @param best the best of all that are done, this one included; none if all diverged
    void finished(Measured measured, boolean again, Optional<Measured> best);

    /// The winner is trained anew, so many steps of how many.
    void retrained(long step, long steps);
}
