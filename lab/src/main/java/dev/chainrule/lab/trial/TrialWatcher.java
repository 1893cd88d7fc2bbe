package dev.chainrule.lab.trial;

/// Is told what happens to trials, on the threads that work at them.
public interface TrialWatcher {
    /// A trial begins or goes on.
    ///
    /// @param steps of its whole plan
    void started(Trial trial, long steps);

    /// So many steps of a trial are done.
    void stepped(Trial trial, long step);

    /// A trial is complete.
    ///
    /// @param again whether something of it was done now; all of it was done earlier otherwise
    void finished(TrialResult result, boolean again);

    /// A watcher that hears nothing.
    static TrialWatcher none() {
        return new TrialWatcher() {
            @Override
            public void started(Trial trial, long steps) {
                // Nobody listens.
            }

            @Override
            public void stepped(Trial trial, long step) {
                // Nobody listens.
            }

            @Override
            public void finished(TrialResult result, boolean again) {
                // Nobody listens.
            }
        };
    }
}
