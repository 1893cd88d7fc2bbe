package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.lab.dataset.CanonicalFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What fetching a data set did.
///
/// @param id the data set's name, for example `cifar10`
/// @param route where the bytes came from, in words; `already there` when nothing was done
/// @param fetchedBytes how many bytes were fetched, or read from a local source
/// @param elapsedSeconds how long it took
/// @param folder where the canonical files are
/// @param verified the files, whose length and SHA-256 were checked
public record DownloadResult(
        String id, String route, long fetchedBytes, double elapsedSeconds, Path folder, List<CanonicalFile> verified) {

    /// The result as one line, for example
    /// `cifar10: 6 files, 184.4 MB, SHA-256 verified, in /home/me/.cache/chainrule/cifar10 (npm package …, 12.3
    /// s)`.
    public String describe() {
        long bytes = verified.stream().mapToLong(CanonicalFile::bytes).sum();
        return String.format(
                Locale.ROOT,
                "%s: %d files, %.1f MB, SHA-256 verified, in %s (%s, %.1f s)",
                id,
                verified.size(),
                bytes / 1e6,
                folder,
                route,
                elapsedSeconds);
    }
}
