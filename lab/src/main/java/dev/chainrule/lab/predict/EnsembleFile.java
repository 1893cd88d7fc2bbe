package dev.chainrule.lab.predict;

import dev.chainrule.evaluate.Combination;
import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.FormatException;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.settings.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What the folder of an ensemble says of it: `ensemble.yaml`. The networks stand below it, each in a folder
/// `members/NAME` of its own, so the folder can be copied anywhere.
///
/// ```yaml
/// combine: probabilities
/// members:
///   - {name: seed-1, sha256: 5a1c…}
///   - {name: seed-2, sha256: 0be7…}
/// ```
///
/// @param combine how the scores become one
/// @param members in order
public record EnsembleFile(Combination combine, List<Member> members) {
    /// The name of the file.
    public static final String NAME = "ensemble.yaml";

    private static final String FOLDER = "members";
    private static final String SAFE_NAME = "[A-Za-z0-9_][A-Za-z0-9._-]*";

    /// A network of it.
    ///
    /// @param name of its folder: letters, digits, `_`, `-` and `.`, which is not the first
    /// @param sha256 of its `model.safetensors`, in hexadecimal digits
    public record Member(String name, String sha256) {
        /// Checks the name, which must not lead out of the folder.
        ///
        /// @throws IllegalArgumentException if it is another name
        public Member {
            if (!name.matches(SAFE_NAME)) {
                throw new IllegalArgumentException(
                        "Member: name '%s' does not fit; expected letters, digits, _, - and ., which is not the first"
                                .formatted(PlainText.name(name)));
            }
        }
    }

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if it is empty
    public EnsembleFile {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("members [] are no ensemble; expected one or more");
        }
    }

    /// Whether a folder is that of an ensemble.
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(NAME));
    }

    /// Where a member of that name has its folder.
    public static Path folderOf(Path ensemble, String name) {
        return ensemble.resolve(FOLDER).resolve(name);
    }

    /// The folders of its members, in order.
    ///
    /// @param ensemble the folder of the ensemble
    public List<Path> folders(Path ensemble) {
        return members.stream().map(member -> folderOf(ensemble, member.name())).toList();
    }

    /// Reads what a folder says.
    ///
    /// @throws SettingsException if the file says something else than an ensemble
    /// @throws IOException if it cannot be read
    public static EnsembleFile read(Path ensemble) throws IOException {
        Path file = ensemble.resolve(NAME);
        return RecordCodec.STANDARD.fromYaml(EnsembleFile.class, SettingsBuilder.contents(file), file.toString());
    }

    /// Reads the networks of a folder as well.
    ///
    /// @throws SettingsException if a member is missing
    /// @throws FormatException if a member is damaged, or another one than was meant
    /// @throws IOException if a file cannot be read
    public static TrainedEnsemble load(Path ensemble) throws IOException {
        EnsembleFile read = read(ensemble);
        List<TrainedModel> models = new ArrayList<>();
        for (Member member : read.members()) {
            Path folder = folderOf(ensemble, member.name());
            models.add(ModelFile.read(folder));
            Path file = folder.resolve(ModelFile.NAME);
            if (!Checksum.sha256(file).equals(member.sha256())) {
                throw new FormatException(
                        file.toString(),
                        -1,
                        "the file does not fit its checksum in %s, so it is another network; expected the one that was put there. Make the ensemble again"
                                .formatted(NAME));
            }
        }
        try {
            return new TrainedEnsemble(models, read.combine());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(ensemble.resolve(NAME) + ": " + e.getMessage());
        }
    }

    /// Writes the file into a folder, wholly or not at all.
    ///
    /// @throws IOException if it cannot be written
    public void write(Path ensemble) throws IOException {
        AtomicFile.write(ensemble.resolve(NAME), """
            # Use it like a run: chainrule predict FOLDER IMAGE, chainrule evaluate FOLDER
            """ + RecordCodec.STANDARD.toYaml(this));
    }
}
