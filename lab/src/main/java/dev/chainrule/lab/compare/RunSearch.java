package dev.chainrule.lab.compare;

import dev.chainrule.format.FormatException;
import dev.chainrule.lab.predict.EnsembleFile;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.FileNames;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Finds runs in the folders that somebody names: each of them a run itself, or a folder of runs.
public final class RunSearch {
    /// So deep below a named folder a run is found: `experiments/NAME/DATA/RUN` has three.
    private static final int DEPTH = 4;

    /// What was found.
    ///
    /// @param runs in the order in which they were named
    /// @param notes on what was named and is not among them
    public record Found(List<ComparedRun> runs, List<String> notes) {
        /// Copies the lists.
        public Found {
            runs = List.copyOf(runs);
            notes = List.copyOf(notes);
        }
    }

    private record Place(Path folder, Path real) {}

    private final List<Place> places = new ArrayList<>();
    private final List<RunRecord> records = new ArrayList<>();
    private final Set<Path> known = new HashSet<>();
    private final List<String> notes = new ArrayList<>();

    private RunSearch() {}

    /// The runs in the order in which they were named, those of a folder in the order of their names, numbers by
    /// their value. Runs of a folder that cannot be read are left out, and that is said.
    ///
    /// @param folders each a run, or a folder of runs
    /// @throws SettingsException if one of them holds no run, or if there are fewer than two runs
    /// @throws IOException if a run that was named itself cannot be read
    public static Comparison compare(List<Path> folders) throws IOException {
        Found found = find(folders);
        if (found.runs().size() < 2) {
            String again = found.notes().isEmpty() ? "" : " (" + String.join("; ", found.notes()) + ")";
            throw new SettingsException(("%s: 1 run does not fit a comparison%s; expected two or more, for example"
                            + " runs/quick-1 runs/quick-2, or a folder of them")
                    .formatted(folders.getFirst(), again));
        }
        return new Comparison(found.runs(), found.notes());
    }

    /// Finds runs, one or more, as [#compare] does.
    ///
    /// @param folders each a run, or a folder of runs
    /// @throws SettingsException if one of them holds no run
    /// @throws IOException if a run that was named itself cannot be read
    public static Found find(List<Path> folders) throws IOException {
        RunSearch search = new RunSearch();
        for (Path folder : folders) {
            search.add(folder);
        }
        List<String> names = names(search.places.stream().map(Place::folder).toList());
        List<ComparedRun> runs = IntStream.range(0, names.size())
                .mapToObj(i -> ComparedRun.of(names.get(i), search.records.get(i)))
                .toList();
        return new Found(runs, search.notes);
    }

    private void add(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            String what = Files.exists(folder) ? "is a file" : "no such folder";
            throw new SettingsException(
                    "%s: %s; expected the folder of a run, for example runs/quick-1, or a folder of runs"
                            .formatted(folder, what));
        }
        if (isRun(folder)) {
            if (!isNew(folder)) {
                notes.add(folder + " was named twice and is shown once");
                return;
            }
            add(folder, RunRecord.read(folder));
            return;
        }
        int before = records.size() + notes.size();
        below(folder, DEPTH);
        if (records.size() + notes.size() == before) {
            throw new SettingsException(
                    "%s: holds no run; expected the folder of a run, for example runs/quick-1, or a folder of runs"
                            .formatted(folder));
        }
    }

    private void add(Path folder, RunRecord record) throws IOException {
        places.add(new Place(folder, folder.toRealPath()));
        records.add(record);
    }

    /// A folder with settings is meant to be a run, whatever else it lacks.
    private static boolean isRun(Path folder) {
        RunFolder run = new RunFolder(folder);
        return Files.isRegularFile(run.settings())
                || Files.isRegularFile(run.history())
                || Files.isRegularFile(run.about());
    }

    private boolean isNew(Path folder) throws IOException {
        return known.add(folder.toRealPath());
    }

    private void below(Path folder, int depth) throws IOException {
        for (Path child : children(folder)) {
            if (isRun(child)) {
                found(child);
            } else if (depth > 1 && !EnsembleFile.isIn(child)) { // those are copies
                below(child, depth - 1);
            }
        }
    }

    private void found(Path folder) throws IOException {
        if (!isNew(folder)) {
            notes.add(folder + " was named twice and is shown once");
            return;
        }
        try {
            add(folder, RunRecord.read(folder));
        } catch (SettingsException | FormatException e) {
            notes.add("left out: " + Reasons.oneLine(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            notes.add("left out: %s cannot be read (%s)".formatted(folder, Reasons.withoutFile(e)));
        }
    }

    private List<Path> children(Path folder) {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, Files::isDirectory)) {
            stream.forEach(folders::add);
        } catch (IOException e) {
            notes.add("left out: %s cannot be read (%s)".formatted(folder, Reasons.withoutFile(e)));
        }
        folders.sort(Comparator.comparing(RunSearch::sortable));
        return folders;
    }

    /// Digits are padded, so that 5 stands before 10; what follows a point is no whole number.
    private static String sortable(Path folder) {
        return java.util.regex.Pattern.compile("(?<![0-9.])[0-9]+")
                .matcher(FileNames.of(folder))
                .replaceAll(number -> "0".repeat(Math.max(0, 12 - number.group().length())) + number.group());
    }

    /// The name of each folder, with as many of the folders above it as tell it from the others.
    static List<String> names(List<Path> folders) {
        List<Path> whole = folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .toList();
        List<Integer> parts = new ArrayList<>(whole.stream().map(_ -> 1).toList());
        boolean more = true;
        while (more) {
            more = false;
            var users = IntStream.range(0, whole.size())
                    .boxed()
                    .collect(Collectors.groupingBy(i -> name(whole.get(i), parts.get(i))));
            for (List<Integer> same : users.values()) {
                for (int i : same) {
                    if (same.size() > 1 && parts.get(i) < whole.get(i).getNameCount()) {
                        parts.set(i, parts.get(i) + 1);
                        more = true;
                    }
                }
            }
        }
        return IntStream.range(0, whole.size())
                .mapToObj(i -> name(whole.get(i), parts.get(i)))
                .toList();
    }

    private static String name(Path folder, int parts) {
        int count = folder.getNameCount();
        return IntStream.range(Math.max(0, count - parts), count)
                .mapToObj(i -> FileNames.of(folder.subpath(0, i + 1)))
                .collect(Collectors.joining("/"));
    }
}
