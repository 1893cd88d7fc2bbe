package dev.chainrule.optim;

import dev.chainrule.settings.Require;
import java.util.List;
import java.util.OptionalDouble;

/// The momentum of a [MomentumRule] as a function of the progress.
public sealed interface MomentumSchedule {

    /// The momentum of the step that comes next; empty where it is the rule's own.
    OptionalDouble at(Progress progress);

    /// Whether the momentum of a step hangs on how many steps the run has in all.
    default boolean endsWithItsLength() {
        return switch (this) {
            case None _, Stages _ -> false;
            case OneCycle _ -> true;
        };
    }

    /// As the rule says, throughout.
    record None() implements MomentumSchedule {
        @Override
        public OptionalDouble at(Progress progress) {
            return OptionalDouble.empty();
        }
    }

    /// One momentum after the other, for so many epochs each; the last one stays. Source: CS231n notes, neural
    /// networks 3, where it rises from 0.5 to 0.99 in stages.
    ///
    /// @param momenta of the stages, 1 or more
    /// @param epochs that each stage lasts
    record Stages(List<Double> momenta, int epochs) implements MomentumSchedule {
        /// Checks the settings.
        public Stages {
            Require.that(!momenta.isEmpty(), "MomentumSchedule.Stages", "momenta", momenta, "1 or more numbers");
            momenta.forEach(momentum -> Require.share("MomentumSchedule.Stages", "momenta", momentum));
            Require.atLeast(1, "MomentumSchedule.Stages", "epochs", epochs);
            momenta = List.copyOf(momenta);
        }

        /// The notes': 0.5, 0.9, 0.95 and 0.99, an epoch each.
        public static Stages of() {
            return new Stages(List.of(0.5, 0.9, 0.95, 0.99), 1);
        }

        @Override
        public OptionalDouble at(Progress progress) {
            long stage = Math.min(momenta.size() - 1, progress.epoch() / epochs);
            return OptionalDouble.of(momenta.get((int) stage));
        }
    }

    /// Beside a one-cycle learning rate: down from `highest` to `lowest` while the rate rises, and up again while
    /// it falls, both along half a cosine wave. Source: L. Smith, *A disciplined approach to neural network
    /// hyper-parameters*, 2018.
    ///
    /// @param highest at the start and at the end; 0.95 is usual
    /// @param lowest where the rate is highest; 0.85 is usual
    /// @param rise the share of the steps on the way down, that of [LearningRate.OneCycle]
    record OneCycle(double highest, double lowest, double rise) implements MomentumSchedule {
        /// Checks the settings.
        public OneCycle {
            Require.share("MomentumSchedule.OneCycle", "highest", highest);
            Require.share("MomentumSchedule.OneCycle", "lowest", lowest);
            Require.share("MomentumSchedule.OneCycle", "rise", rise);
        }

        /// From 0.95 to 0.85 in 0.3 of the steps.
        public static OneCycle of() {
            return new OneCycle(0.95, 0.85, 0.3);
        }

        @Override
        public OptionalDouble at(Progress progress) {
            double share = progress.share();
            return OptionalDouble.of(
                    share < rise
                            ? wave(highest, lowest, share / rise)
                            : wave(lowest, highest, (share - rise) / (1 - rise)));
        }

        private static double wave(double from, double to, double share) {
            return to + (from - to) * 0.5 * (1 + StrictMath.cos(Math.PI * share));
        }
    }
}
