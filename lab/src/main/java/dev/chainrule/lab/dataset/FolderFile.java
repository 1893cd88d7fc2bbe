package dev.chainrule.lab.dataset;

import java.nio.file.Path;
import java.util.Optional;

/// An image file of a folder.
///
/// @param within the folder of a part that it lies in, if the folder has such
/// @param className the name of its class, in NFC
/// @param name its path below the folder of all, with slashes, in NFC: `cats/a.png` or `train/cats/a.png`
/// @param path where it is
public record FolderFile(Optional<Part> within, String className, String name, Path path) {
    /// Its path below the folder of its class: what tells it from others of its class.
    String nameInClass() {
        int start = within.isPresent() ? name.indexOf('/') + 1 : 0;
        return name.substring(name.indexOf('/', start) + 1);
    }
}
