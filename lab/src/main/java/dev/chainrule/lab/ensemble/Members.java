package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.compare.ComparedRun;
import dev.chainrule.lab.compare.RunSearch;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.run.Beginning;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.settings.Kebab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The runs of an ensemble: on the same images, carried through, each once.
///
/// @param runs in the order in which they were named
/// @param notes on what was found and is not among them
public record Members(List<ComparedRun> runs, List<String> notes) {
    private static final int SHORT_DIGEST = 12;

    /// Checks that the runs can stand together.
    ///
    /// @throws SettingsException naming the first run that cannot, and why
    public Members {
        runs = List.copyOf(runs);
        notes = List.copyOf(notes);
        if (runs.isEmpty()) {
            throw new SettingsException("ensemble: no run is given; expected one or more, for example runs/quick-1");
        }
        for (int m = 1; m < runs.size(); m++) {
            for (int before = 0; before < m; before++) {
                checkTogether(runs.get(m), runs.get(before));
            }
        }
    }

    /// Finds runs.
    ///
    /// @param folders each a run, or a folder of runs
    /// @throws SettingsException if one of them holds no run, or a run cannot stand beside the others
    /// @throws IOException if a run cannot be read
    public static Members find(List<Path> folders) throws IOException {
        Set<Path> known = new HashSet<>();
        for (Path folder : folders) {
            if (folder.toFile().isDirectory() && !known.add(folder.toRealPath())) {
                throw new SettingsException(folder + ": is named twice; expected each run once");
            }
        }
        RunSearch.Found found = RunSearch.find(folders);
        found.runs().forEach(Members::checkAlone);
        return new Members(found.runs(), found.notes());
    }

    /// Finds runs, such as the trials of a search, and takes the best of those that were carried through, by their
    /// accuracy on the validation images. A run that is the same network as a better one is passed over.
    ///
    /// @param folders each a run, or a folder of runs
    /// @param most how many are taken
    /// @throws SettingsException if there are fewer, or two of them do not fit each other
    /// @throws IOException if a run cannot be read
    public static Members best(List<Path> folders, int most) throws IOException {
        List<ComparedRun> whole = RunSearch.find(folders).runs().stream()
                .filter(ComparedRun::carriedThrough)
                .filter(run -> run.record().validation().isPresent())
                .sorted(Comparator.comparingDouble(Members::onValidation).reversed())
                .toList();
        List<ComparedRun> best = new ArrayList<>();
        for (ComparedRun run : whole) {
            if (best.size() < most && best.stream().noneMatch(better -> same(better.record(), run.record()))) {
                best.add(run);
            }
        }
        if (best.size() < most) {
            throw new SettingsException(
                    "--best: %s does not fit %s different runs that were carried through and have validation images; expected at most as many"
                            .formatted(most, best.size()));
        }
        return new Members(
                best,
                List.of(
                        "these are the best %s of %s runs by the validation images, so on those they look a little better than they are"
                                .formatted(most, whole.size())));
    }

    private static double onValidation(ComparedRun run) {
        return run.record().validation().orElseThrow().accuracy();
    }

    private static void checkAlone(ComparedRun run) {
        Path folder = folder(run);
        if (run.end().isEmpty()) {
            throw new SettingsException(
                    folder + ": the run was cut off or goes on; expected runs that ended. Name the others");
        }
        if (!run.carriedThrough() && !Snapshots.isOne(folder)) {
            throw new SettingsException(
                    "%s: the run %s; expected runs that did all they were meant to do. Name the others, or choose with --best 5"
                            .formatted(folder, run.endWord().equals("diverged") ? "diverged" : "was stopped"));
        }
        if (answers(run.record(), Part.VALIDATION).isEmpty()
                && answers(run.record(), Part.TEST).isEmpty()) {
            throw new SettingsException(
                    folder + ": kept no answers on validation or test images; expected them in answers.safetensors,"
                            + " as every run writes that has such images");
        }
    }

    private static void checkTogether(ComparedRun run, ComparedRun first) {
        Map<String, Function<RunRecord, Object>> shared = new LinkedHashMap<>();
        shared.put("classes", record -> record.beginning().classNames());
        shared.put("image shape", record -> record.beginning().image());
        shared.put("images", record -> "of sha256 " + digest(record.beginning()));
        shared.put("precision", record -> Kebab.of(record.settings().model().precision()));
        shared.forEach((what, value) -> {
            Object own = value.apply(run.record());
            Object other = value.apply(first.record());
            if (!own.equals(other)) {
                throw new SettingsException("%s: %s %s %s not fit %s %s of %s; expected the same %s"
                        .formatted(
                                folder(run),
                                what,
                                own,
                                what.endsWith("s") ? "do" : "does",
                                what,
                                other,
                                folder(first),
                                what));
            }
        });
        if (same(run.record(), first.record())) {
            throw new SettingsException("%s: is the same network as %s, to the bit; expected each once"
                    .formatted(folder(run), folder(first)));
        }
    }

    /// Whether two runs have the same answers on all images on which both kept some.
    private static boolean same(RunRecord a, RunRecord b) {
        List<Part> both = Arrays.stream(Part.values())
                .filter(part -> answers(a, part).isPresent() && answers(b, part).isPresent())
                .toList();
        return !both.isEmpty()
                && both.stream()
                        .allMatch(part -> Arrays.deepEquals(
                                answers(a, part).orElseThrow().scores(),
                                answers(b, part).orElseThrow().scores()));
    }

    private static String digest(Beginning beginning) {
        String digest = beginning.dataSha256();
        return digest.substring(0, Math.min(SHORT_DIGEST, digest.length()));
    }

    /// The folder of a run.
    static Path folder(ComparedRun run) {
        return run.record().folder().path();
    }

    /// The answers that a run kept on images of a part.
    static Optional<Evaluation> answers(RunRecord record, Part part) {
        return switch (part) {
            case TRAIN -> Optional.empty();
            case VALIDATION -> record.validation();
            case TEST -> record.test();
        };
    }

    /// The parts on which every run kept answers, the test images last.
    List<Part> parts() {
        return Arrays.stream(Part.values())
                .filter(part -> runs.stream()
                        .allMatch(run -> answers(run.record(), part).isPresent()))
                .toList();
    }

    /// The answers of all runs on images of a part that every run kept answers on.
    List<Evaluation> answers(Part part) {
        return runs.stream()
                .map(run -> answers(run.record(), part).orElseThrow())
                .toList();
    }
}
