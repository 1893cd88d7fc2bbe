package dev.chainrule.layer;

import dev.chainrule.settings.Require;

/// Where batch normalisation takes mean and variance from when it evaluates.
public sealed interface EvaluationStatistics {

    /// An exponential average over the training batches: `running = keep · running + (1 − keep) · batch`.
    ///
    /// @param keep the share of the old value that is kept, 0.9 in both courses; PyTorch's momentum is 1 − keep
    /// @param start what the average starts from
    record RunningAverage(double keep, Start start) implements EvaluationStatistics {
        /// Checks the settings.
        public RunningAverage {
            Require.share("RunningAverage", "keep", keep);
        }

        /// CS231n's: keeps 0.9, from zeros.
        public static RunningAverage of() {
            return new RunningAverage(0.9, Start.ZEROS);
        }

        /// The average that PyTorch's `momentum` means, which is the weight of the *new* value; it starts from
        /// mean 0 and variance 1. PyTorch's running variance is [VarianceEstimate#UNBIASED].
        public static RunningAverage ofPyTorch(double momentum) {
            return new RunningAverage(1 - momentum, Start.STANDARD);
        }
    }

    /// What a running average starts from.
    enum Start {
        /// Zeros, as CS231n: after t batches only the share `1 − keepᵗ` of the truth is reached.
        ZEROS,
        /// Zeros, with the average divided by `1 − keepᵗ`, so that it is right from the first batch on.
        ZEROS_CORRECTED,
        /// The statistics of the first batch, as KTH DD2424.
        FIRST_BATCH,
        /// Mean 0 and variance 1, as PyTorch.
        STANDARD
    }

    /// The mean of the statistics of the last training batches, as the batch normalisation paper's expectation over
    /// mini-batches.
    ///
    /// @param batches how many are remembered
    record LastBatches(int batches) implements EvaluationStatistics {
        /// Checks the settings.
        public LastBatches {
            Require.atLeast(1, "LastBatches", "batches", batches);
        }

        /// The last 100.
        public static LastBatches of() {
            return new LastBatches(100);
        }
    }

    /// Mean and total variance of a pass over training data with fixed weights, made before each evaluation; see
    /// [Mode.Calibrate].
    ///
    /// @param batches how many batches the pass has
    record Precise(int batches) implements EvaluationStatistics {
        /// Checks the settings.
        public Precise {
            Require.atLeast(1, "Precise", "batches", batches);
        }

        /// A pass of 100.
        public static Precise of() {
            return new Precise(100);
        }
    }

    /// The statistics of the batch that is evaluated: the scores of an example then depend on its neighbours.
    record CurrentBatch() implements EvaluationStatistics {}
}
