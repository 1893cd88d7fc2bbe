package dev.chainrule.lab.trial;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.DataSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Images that many runs share: read once, and let go when the last run that needs them is done.
final class RunImages {
    private final Map<DataSettings, Integer> expected = new HashMap<>();
    private final Map<DataSettings, Images> read = new HashMap<>();

    /// Images and their digest.
    record Images(RunData data, String sha256) {}

    /// Says what each run will need, and finds at once whether a data set is missing.
    ///
    /// @throws DatasetException if images are missing or damaged
    synchronized void expect(List<DataSettings> needs) throws DatasetException {
        needs.forEach(each -> expected.merge(each, 1, Integer::sum));
        Set<String> sets = new HashSet<>();
        for (DataSettings each : needs) {
            if (sets.add(each.set())) {
                of(each);
            }
        }
    }

    /// The images of a run.
    ///
    /// @throws DatasetException if they are missing or damaged
    synchronized Images of(DataSettings settings) throws DatasetException {
        Images known = read.get(settings);
        if (known == null) {
            RunData data = RunData.load(settings);
            known = new Images(data, data.sha256());
            read.put(settings, known);
        }
        return known;
    }

    /// One run that needs them is done.
    synchronized void release(DataSettings settings) {
        if (expected.merge(settings, -1, Integer::sum) <= 0) {
            read.remove(settings);
        }
    }
}
