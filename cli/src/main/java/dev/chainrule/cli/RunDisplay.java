package dev.chainrule.cli;

import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.train.TrainingListener;

/// How a run tells of itself: to a person or to a program.
interface RunDisplay extends TrainingListener, AutoCloseable {
    /// Before the first step: what is trained on what, and what was chosen or noticed when the images were read.
    void begin();

    /// Says that something is not as it should be, though the run goes on.
    void warn(String text);

    /// Says something to the person who stops the run, on a line of its own; any thread may say it.
    void say(String text);

    /// Says how the run ended.
    void end(RunRecord record);

    /// The run ended with a loss that is not finite; the error message that says so comes next.
    void diverged(RunRecord record);

    /// Takes away what is redrawn.
    @Override
    void close();
}
