package dev.chainrule.lab.run;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.settings.CheckpointPlan;
import dev.chainrule.layer.Affine;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Progress;
import dev.chainrule.schedules.Target;
import dev.chainrule.schedules.Threads;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.Trainer;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.train.TrainingResult;
import dev.chainrule.train.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A training that keeps its state after each step while the next batch is made, and is stopped by another thread.
public final class TrainingSchedules {
    private static final ModelSpec SPEC =
            new ModelSpec("tiny", Shape.of(2), Precision.FLOAT64, List.of(Affine.Settings.of(2)));
    private static final ArrayDataset DATA =
            new ArrayDataset(new double[][] {{1, 2}, {3, -1}, {-2, 0}, {0, 5}}, new int[] {0, 1, 0, 1}, Shape.of(2), 2);
    private static final TrainingPlan PLAN = TrainingPlan.of(2, 2, Adam.of(), new LearningRate.Constant(1e-2));

    /// After each step, of a training that nobody disturbs.
    private static final List<TrainingState> EXPECTED = undisturbed();

    private TrainingSchedules() {}

    /// Targets by name.
    public static Map<String, Target> all() {
        return Map.of("training-states", Target.computing(TrainingSchedules::states));
    }

    private static Trainer trainer() {
        return Training.of(SPEC, DATA).plan(PLAN).seed(1).trainer();
    }

    private static List<TrainingState> undisturbed() {
        List<TrainingState> states = new ArrayList<>();
        Trainer trainer = trainer();
        try (Parallel all = Parallel.ofThreads(Runtime.getRuntime().availableProcessors())) {
            Parallel.with(
                    all,
                    () -> trainer.fit(new TrainingListener() {
                        @Override
                        public void stepped(Progress progress, double loss, double rate) {
                            states.add(trainer.state());
                        }
                    }));
        }
        return states;
    }

    /// Each state that is kept is that after the steps done, to the bit, and so is the one where it stopped.
    private static void states() throws InterruptedException {
        Keeper keeper = new Keeper(trainer());
        try (Parallel alone = Parallel.ofThreads(1)) {
            Threads.together(
                    () -> {
                        TrainingResult result = Parallel.with(alone, () -> keeper.trainer.fit(keeper));
                        Threads.require(keeper.kept >= result.history().steps(), "a state is missing");
                        if (result.end() == TrainingResult.End.STOPPED) {
                            requireExpected(keeper.trainer.state());
                        }
                    },
                    () -> keeper.stopped = true);
        }
    }

    private static void requireExpected(TrainingState state) {
        Map<String, double[]> found = numbers(state);
        numbers(EXPECTED.get((int) state.step() - 1))
                .forEach((name, numbers) ->
                        Threads.require(Arrays.equals(numbers, found.get(name)), name + " after step " + state.step()));
    }

    private static Map<String, double[]> numbers(TrainingState state) {
        Map<String, double[]> numbers = new HashMap<>();
        state.tensors().forEach((name, tensor) -> numbers.put(name, tensor.toArray()));
        return numbers;
    }

    /// Keeps the state after each step and where the run ends.
    private static final class Keeper implements TrainingListener {
        private final Trainer trainer;
        private final StateKeeping keeping;
        private volatile boolean stopped;
        private long kept;

        Keeper(Trainer trainer) {
            this.trainer = trainer;
            this.keeping = new StateKeeping(
                    new CheckpointPlan("1 step", 1, List.of()), 2, this::write, this::fail, System::nanoTime);
        }

        private void write() {
            requireExpected(trainer.present());
            kept++;
        }

        private void fail(IOException reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void stepped(Progress progress, double loss, double rate) {
            keeping.stepped(progress.step());
        }

        @Override
        public boolean stopRequested() {
            return stopped;
        }

        @Override
        public void ending() {
            keeping.ending();
        }
    }
}
