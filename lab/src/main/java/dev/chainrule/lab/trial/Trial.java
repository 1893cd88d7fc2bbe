package dev.chainrule.lab.trial;

import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.settings.Require;
import java.nio.file.Path;

/// One training, or the first steps of one, into a folder of its own.
///
/// @param name for people
/// @param settings what is trained
/// @param folder for the results; when it is there, all of them are
/// @param until the step after which it pauses: a later trial of the same folder and settings goes on from there to the
/// same bits. [Long#MAX_VALUE]: to the end of its plan
/// @param tested whether the test images are looked at when it ends
public record Trial(String name, RunSettings settings, Path folder, long until, boolean tested) {
    /// Checks the step.
    public Trial {
        Require.that(until >= 1, "Trial", "until", until, "a step of the run, counted from 1");
    }

    /// A training to the end of its plan, with a look at the test images.
    public static Trial whole(String name, RunSettings settings, Path folder) {
        return new Trial(name, settings, folder, Long.MAX_VALUE, true);
    }
}
