package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.compare.ComparedRun;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.predict.EnsembleFile;
import dev.chainrule.lab.run.AnswersFile;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The folder of an ensemble, which `evaluate` and `predict` use like that of a run: `ensemble.yaml`, the answers of
/// all members together, and below `members` a copy of what matters of each run. It needs the runs no more. As a folder
/// of runs it can be compared, and made an ensemble of again in another way.
public final class EnsembleFolder {
    private EnsembleFolder() {}

    /// Writes a folder.
    ///
    /// @param folder new or empty
    /// @throws SettingsException if it is not, or cannot be written
    /// @throws IOException if something cannot be copied; there is no `ensemble.yaml` then
    public static void write(Path folder, Study study) throws IOException {
        RunFolder.check(folder);
        List<EnsembleFile.Member> members = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (ComparedRun run : study.runs()) {
            String name = free(run.name(), taken);
            RunFolder to = new RunFolder(Files.createDirectories(EnsembleFile.folderOf(folder, name)));
            copy(run.record().folder(), to);
            members.add(new EnsembleFile.Member(name, Checksum.sha256(to.model())));
        }
        new AnswersFile(answers(study, Part.VALIDATION), answers(study, Part.TEST))
                .write(new RunFolder(folder).answers());
        new EnsembleFile(study.combination(), members).write(folder);
    }

    private static Optional<Evaluation> answers(Study study, Part part) {
        return study.parts().contains(part) ? Optional.of(study.together(study.combination(), part)) : Optional.empty();
    }

    private static void copy(RunFolder from, RunFolder to) throws IOException {
        if (!Files.isRegularFile(from.model())) {
            throw new SettingsException("%s: holds no %s; expected a run that ended"
                    .formatted(from.path(), from.model().getFileName()));
        }
        List<Path> own = List.of(
                from.settings(),
                from.about(),
                from.files(),
                from.history(),
                from.answers(),
                from.model(),
                Snapshots.mark(from.path()));
        for (Path file : own) {
            if (Files.isRegularFile(file)) {
                Files.copy(file, to.path().resolve(file.getFileName().toString()));
            }
        }
    }

    /// The name of a run as that of a folder, with a number if another one has it.
    private static String free(String name, Set<String> taken) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[.-]+", "");
        String start = plain.isEmpty() ? "run" : plain;
        String free = start;
        for (int number = 2; !taken.add(free); number++) {
            free = start + "-" + number;
        }
        return free;
    }
}
