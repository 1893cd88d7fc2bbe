package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.Reasons;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.lab.text.TypedPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The folder that holds whole data sets, one sub-folder each, as canonical files.
///
/// The folder is the value of the variable `CHAINRULE_DATA`; without it, `chainrule` in `XDG_CACHE_HOME`; without that,
/// the usual place for caches: `~/.cache/chainrule`, on macOS `~/Library/Caches/chainrule`, on Windows
/// `%LOCALAPPDATA%\chainrule`. Home is what the variable `HOME` says, else what the system says; who has neither gets
/// `.cache/chainrule` in the folder for temporary files.
///
/// @param folder the cache folder; it need not exist
public record DatasetCache(Path folder) {
    /// The variable that names the cache folder.
    public static final String VARIABLE = "CHAINRULE_DATA";

    /// What is known about a data set on this machine.
    public enum State {
        /// It comes with the program.
        BUNDLED,
        /// All canonical files are in the cache and their SHA-256 are right.
        VERIFIED,
        /// The folder is there, but a file is missing, has another length or another SHA-256.
        DAMAGED,
        /// It is not in the cache.
        ABSENT
    }

    /// One line of the list of data sets.
    ///
    /// @param id the data set's name, for example `cifar10`
    /// @param state what is known about it
    /// @param folder where it is, or would be; empty for what is bundled
    /// @param bytes the length of its files; 0 when absent or damaged
    /// @param note what it holds, or what is wrong with it and what to do
    public record Entry(String id, State state, Optional<Path> folder, long bytes, String note) {}

    /// The cache of this user and machine.
    public static DatasetCache standard() {
        Map<String, String> environment = System.getenv();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Optional<Path> home = TypedPath.home(environment, System.getProperty("user.home", ""));
        return new DatasetCache(home.map(folder -> locate(environment, System.getProperty("os.name", ""), folder))
                .orElseGet(() -> locate(environment, "", temporary)));
    }

    /// The rule that names the cache folder, as a function of what it depends on.
    static Path locate(Map<String, String> environment, String operatingSystem, Path home) {
        String own = environment.getOrDefault(VARIABLE, "");
        if (!own.isBlank()) {
            return TypedPath.of(own).toAbsolutePath().normalize();
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!xdg.isBlank() && Path.of(xdg).isAbsolute()) {
            return Path.of(xdg, "chainrule").normalize();
        }
        String system = operatingSystem.toLowerCase(Locale.ROOT);
        String local = environment.getOrDefault("LOCALAPPDATA", "");
        if (system.startsWith("windows") && !local.isBlank()) {
            return Path.of(local, "chainrule");
        }
        return system.startsWith("mac")
                ? home.resolve("Library").resolve("Caches").resolve("chainrule")
                : home.resolve(".cache").resolve("chainrule");
    }

    /// The folder of one data set; it need not exist.
    public Path folder(StandardDataset dataset) {
        return folder.resolve(dataset.id());
    }

    /// Whether the folder of a data set is there; it appears only whole and verified.
    public boolean has(StandardDataset dataset) {
        return Files.isDirectory(folder(dataset));
    }

    /// Reads CIFAR-10 from the cache.
    ///
    /// @throws DatasetException when it is not there, saying how to get it, or is damaged
    public Cifar10 cifar10() throws DatasetException {
        require(StandardDataset.CIFAR10);
        return Cifar10.read(folder(StandardDataset.CIFAR10));
    }

    /// Reads MNIST from the cache.
    ///
    /// @throws DatasetException when it is not there, saying how to get it, or is damaged
    public Mnist mnist() throws DatasetException {
        require(StandardDataset.MNIST);
        return Mnist.read(folder(StandardDataset.MNIST));
    }

    private void require(StandardDataset dataset) throws DatasetException {
        if (!has(dataset)) {
            throw new DatasetException(
                    "%s is not in %s; get it with: %s".formatted(dataset.id(), folder, get(dataset)));
        }
    }

    private static String get(StandardDataset dataset) {
        return ShellCommand.of("data", "get", dataset.id());
    }

    /// Says what is on this machine: the bundled part first, then every data set that can be fetched.
    ///
    /// Every byte is read and its SHA-256 checked, about a fifth of a second for CIFAR-10.
    public List<Entry> list() {
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(
                "cifar10 (bundled)",
                State.BUNDLED,
                Optional.empty(),
                BundledCifar10.FILE_BYTES,
                "training images 0–3999 and 49000–49999, test images 0–999, mean image"));
        for (StandardDataset dataset : StandardDataset.values()) {
            entries.add(entry(dataset));
        }
        return entries;
    }

    private Entry entry(StandardDataset dataset) {
        Optional<Path> place = Optional.of(folder(dataset));
        if (!has(dataset)) {
            return new Entry(dataset.id(), State.ABSENT, place, 0, "get it with: " + get(dataset));
        }
        return dataset.files().stream()
                .flatMap(file -> fault(folder(dataset).resolve(file.name()), file).stream())
                .findFirst()
                .map(fault ->
                        new Entry(dataset.id(), State.DAMAGED, place, 0, fault + "; repair it with: " + get(dataset)))
                .orElseGet(() -> new Entry(
                        dataset.id(),
                        State.VERIFIED,
                        place,
                        dataset.bytes(),
                        dataset.files().size() + " files"));
    }

    /// Says what is wrong with a canonical file, if anything is.
    public static Optional<String> fault(Path path, CanonicalFile expected) {
        try {
            if (!Files.isRegularFile(path)) {
                return Optional.of(expected.name() + " is missing");
            }
            if (Files.size(path) != expected.bytes()) {
                return Optional.of("length %s of %s does not fit %s bytes"
                        .formatted(Files.size(path), expected.name(), expected.bytes()));
            }
            String actual = Checksum.sha256(path);
            return actual.equals(expected.sha256())
                    ? Optional.empty()
                    : Optional.of(
                            "SHA-256 %s of %s does not fit %s".formatted(actual, expected.name(), expected.sha256()));
        } catch (IOException e) {
            return Optional.of(expected.name() + " cannot be read (" + Reasons.of(e) + ")");
        }
    }
}
