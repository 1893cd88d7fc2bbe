package dev.chainrule.lab.run;

import java.util.List;

/// Where the images of a run came from.
///
/// @param set as the settings say it: a known set, or a path that may be relative
/// @param folder the absolute path of the folder; empty for a known set
/// @param notes what a person should know about the images, one line each
public record DataOrigin(String set, String folder, List<String> notes) {
    /// Copies the list.
    public DataOrigin {
        notes = List.copyOf(notes);
    }
}
