package dev.chainrule.layer;

import dev.chainrule.random.RandomKey;

/// Why a forward pass runs. Only training has randomness, so an evaluation cannot draw any.
public sealed interface Mode {

    /// The mode for the part of a network with the given position, so that every part has randomness of its own.
    Mode child(int position);

    /// Forward for a training step.
    ///
    /// @param random the randomness of this step and this part of the network; equal keys give equal masks
    record Train(RandomKey random) implements Mode {
        @Override
        public Mode child(int position) {
            return new Train(random.child(position));
        }
    }

    /// Forward for scores that are looked at: deterministic, and nothing in the network changes.
    record Evaluate() implements Mode {
        @Override
        public Mode child(int position) {
            return this;
        }
    }

    /// Forward with fixed weights over training data, so that layers which remember statistics for evaluation can
    /// gather them anew: statistics are those of the batch, nothing else is as in training.
    ///
    /// @param batch the number of the batch in the pass, from 0; 0 begins it anew
    /// @param running whether statistics that training gathers on its way, such as running averages, are replaced
    /// as well: those of weights that were never trained, such as a mean of several networks, are of no use
    record Calibrate(int batch, boolean running) implements Mode {
        /// The pass of layers that want one before each evaluation; what training gathers on its way stays.
        public Calibrate(int batch) {
            this(batch, false);
        }

        @Override
        public Mode child(int position) {
            return this;
        }
    }
}
