package dev.chainrule.lab.ensemble;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.format.Json;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.train.Descent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Weights of one run at several of its steps. Where the rate falls again and again they are those at the ends of the
/// cycles, where a network has settled in a minimum of its own. Source: G. Huang et al., *Snapshot ensembles: train 1,
/// get M for free*, 2017.
final class Snapshots {
    private static final String MARK = "snapshot.json";

    private Snapshots() {}

    /// The steps at which snapshots are taken, ascending: the last ends of cycles, if the run has as many, else the
    /// ends of equal parts of it.
    ///
    /// @param count how many, at most one a step
    /// @param stepsPerEpoch steps of one pass over the images
    /// @param total steps of the whole plan
    static List<Long> steps(Descent descent, int count, long stepsPerEpoch, long total) {
        List<Long> ends = cycleEnds(descent, stepsPerEpoch, total);
        return ends.size() >= count
                ? ends.subList(ends.size() - count, ends.size())
                : LongStream.rangeClosed(1, count)
                        .mapToObj(part -> total * part / count)
                        .toList();
    }

    private static List<Long> cycleEnds(Descent descent, long stepsPerEpoch, long total) {
        List<Long> ends = new ArrayList<>();
        LearningRate schedule = descent.learningRate();
        long length = switch (schedule) {
            case LearningRate.Cyclic cyclic -> 2 * cyclic.halfCycle();
            case LearningRate.CosineRestarts waves -> waves.epochs() * stepsPerEpoch;
            default -> total + 1;
        };
        long growth = switch (schedule) {
            case LearningRate.Cyclic cyclic -> cyclic.doubling() ? 2 : 1;
            case LearningRate.CosineRestarts waves -> waves.growth();
            default -> 1;
        };
        for (long end = descent.warmUpSteps() + length; end <= total; end += length) {
            ends.add(end);
            length *= growth;
        }
        return ends;
    }

    /// The file that says that a folder is a snapshot.
    static Path mark(Path folder) {
        return folder.resolve(MARK);
    }

    /// Whether a folder is a snapshot, which is meant to be of a run that goes on.
    static boolean isOne(Path folder) {
        return Files.isRegularFile(mark(folder));
    }

    /// Says that a folder is a snapshot.
    static void mark(Path folder, long step) throws IOException {
        AtomicFile.write(mark(folder), Json.write(Map.of("step", step)) + "\n");
    }
}
