package dev.chainrule.lab.settings;

import dev.chainrule.settings.Require;

/// At which steps of a run it is recorded what its layers do: their outputs, the gradients with respect to their
/// weights and the updates of these. It changes no bit of the run.
public sealed interface SignalPlan {
    /// Beside a mean and a deviation a histogram of more tells no more.
    int MOST_BINS = 1000;

    /// Nothing is recorded.
    record Never() implements SignalPlan {}

    /// The first step and others at equal distances, the last one among them.
    ///
    /// @param times how many steps, or all of a shorter run
    /// @param bins of each histogram
    record Spread(int times, int bins) implements SignalPlan {
        /// Checks the settings.
        public Spread {
            Require.atLeast(1, "Spread", "times", times);
            checkBins("Spread", bins);
        }

        /// 20 steps, 40 bins.
        public static Spread of() {
            return new Spread(20, 40);
        }
    }

    /// The first step, and each that is a multiple of a number.
    ///
    /// @param everySteps that number
    /// @param bins of each histogram
    record Regularly(int everySteps, int bins) implements SignalPlan {
        /// Checks the settings.
        public Regularly {
            Require.atLeast(1, "Regularly", "everySteps", everySteps);
            checkBins("Regularly", bins);
        }

        /// 40 bins.
        public static Regularly of(int everySteps) {
            return new Regularly(everySteps, 40);
        }
    }

    private static void checkBins(String owner, int bins) {
        Require.that(bins >= 1 && bins <= MOST_BINS, owner, "bins", bins, "a whole number from 1 to " + MOST_BINS);
    }

    /// Whether a step is recorded.
    ///
    /// @param step from 1 on
    /// @param totalSteps of the whole plan
    default boolean isDue(long step, long totalSteps) {
        return switch (this) {
            case Never _ -> false;
            case Spread spread ->
                spread.times >= totalSteps || place(step, spread, totalSteps) > place(step - 1, spread, totalSteps);
            case Regularly regularly -> step == 1 || step % regularly.everySteps == 0;
        };
    }

    /// How many of the steps to record there are up to one of them: the first counts from its start on, the last
    /// from the end.
    private static long place(long step, Spread spread, long totalSteps) {
        if (step < 1) {
            return 0;
        }
        return 1 + (step - 1) * (spread.times - 1) / (totalSteps - 1);
    }
}
