package dev.chainrule.spark;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.run.DataOrigin;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.DataSettings;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;

/// The images that segments of this process train on: read when one asks for them, and kept for the next one while
/// there is heap.
final class ExecutorImages {
    private static final Map<Key, SoftReference<RunData>> KEPT = new HashMap<>();

    private ExecutorImages() {}

    private record Key(DataSettings settings, String folder, String sha256) {}

    /// The images of a trial.
    ///
    /// @param folder where they are, absolute; empty for a known set
    /// @param sha256 of those that the trial is about
    /// @throws DatasetException if they are not there, are damaged, or are others
    static RunData of(DataSettings settings, String folder, String sha256) throws DatasetException {
        synchronized (KEPT) {
            Key key = new Key(settings, folder, sha256);
            SoftReference<RunData> kept = KEPT.get(key);
            RunData known = kept == null ? null : kept.get();
            if (known == null) {
                known = read(settings, folder);
                String found = known.sha256();
                if (!found.equals(sha256)) {
                    throw new DatasetException(
                            "the images of %s with SHA-256 %s… do not fit %s…; expected the same images as where the command runs. Put them there"
                                    .formatted(
                                            folder.isEmpty() ? settings.set() : folder,
                                            found.substring(0, 12),
                                            sha256.substring(0, 12)));
                }
                KEPT.put(key, new SoftReference<>(known));
            }
            return known;
        }
    }

    private static RunData read(DataSettings settings, String folder) throws DatasetException {
        if (folder.isEmpty()) {
            return RunData.load(settings);
        }
        RunData there = RunData.load(settings.withSet(folder));
        return new RunData(
                there.partition(),
                there.scaling(),
                there.limit(),
                there.files(),
                new DataOrigin(settings.set(), folder, there.notes()));
    }
}
