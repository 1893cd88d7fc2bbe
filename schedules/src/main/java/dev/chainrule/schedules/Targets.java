package dev.chainrule.schedules;

import dev.chainrule.lab.run.CheckpointSchedules;
import dev.chainrule.lab.run.LockSchedules;
import dev.chainrule.lab.run.TrainingSchedules;
import dev.chainrule.train.BatchSchedules;
import java.util.Map;
import java.util.TreeMap;

/// All targets by name.
final class Targets {
    private Targets() {}

    static Map<String, Target> all() {
        Map<String, Target> all = new TreeMap<>();
        all.putAll(ParallelSchedules.all());
        all.putAll(WorkspaceSchedules.all());
        all.putAll(BatchSchedules.all());
        all.putAll(TrainingSchedules.all());
        all.putAll(CheckpointSchedules.all());
        all.putAll(LockSchedules.all());
        return all;
    }
}
