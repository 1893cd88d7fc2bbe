package dev.chainrule.data;

import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Which examples the batches of a run are made of.
public interface Sampling {

    /// The indices of the batch of a step.
    ///
    /// @param step counted from 0; steps are asked for in order
    /// @param size the number of examples of the data set
    /// @param batchSize the number of indices wanted, at most `size`
    int[] batch(long step, int size, int batchSize);

    /// Whether the batches depend on the step alone, so that they may be asked for ahead of time. Another thread
    /// may then ask for all of them.
    default boolean isFunctionOfStep() {
        return false;
    }

    /// Whether an epoch shows no example twice, so that those which fill no whole batch at its end wait for
    /// another.
    default boolean isByEpoch() {
        return false;
    }

    /// Where the choice of examples stands, as text from which [#resume] goes on; empty if it is a function of the
    /// step.
    default String position() {
        return "";
    }

    /// Goes on from a position.
    ///
    /// @throws IllegalArgumentException if the text is no position of such a choice
    default void resume(String position) {
        if (!position.isEmpty()) {
            throw new IllegalArgumentException(
                    "Sampling: a position does not fit %s, which is a function of the step; expected none"
                            .formatted(getClass().getSimpleName()));
        }
    }

    /// Indices on which accuracy is measured: all of them if there are at most `count`, else a sample.
    int[] subset(long step, int size, int count);

    /// Each epoch is a new random order of all examples; what is left at its end and fills no batch is left out.
    /// The order is a function of key and epoch.
    final class Shuffled implements Sampling {
        private final RandomKey key;
        private int[] order = {};
        private long orderEpoch = -1;

        /// Creates the order of a run.
        public Shuffled(RandomKey key) {
            this.key = key;
        }

        @Override
        public int[] batch(long step, int size, int batchSize) {
            int perEpoch = size / batchSize;
            long epoch = step / perEpoch;
            if (epoch != orderEpoch || order.length != size) {
                order = permutation(key.child("epoch").child(epoch).generator(), size);
                orderEpoch = epoch;
            }
            int from = (int) (step % perEpoch) * batchSize;
            return Arrays.copyOfRange(order, from, from + batchSize);
        }

        @Override
        public int[] subset(long step, int size, int count) {
            return size <= count
                    ? IntStream.range(0, size).toArray()
                    : Arrays.copyOf(permutation(key.child("subset").child(step).generator(), size), count);
        }

        @Override
        public boolean isFunctionOfStep() {
            return true;
        }

        @Override
        public boolean isByEpoch() {
            return true;
        }

        private static int[] permutation(RandomGenerator random, int size) {
            int[] order = IntStream.range(0, size).toArray();
            for (int i = size - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int kept = order[i];
                order[i] = order[j];
                order[j] = kept;
            }
            return order;
        }
    }

    /// Each batch is drawn with replacement, as a function of key and step.
    record WithReplacement(RandomKey key) implements Sampling {
        @Override
        public boolean isFunctionOfStep() {
            return true;
        }

        @Override
        public int[] batch(long step, int size, int batchSize) {
            return key.child("batch")
                    .child(step)
                    .generator()
                    .ints(batchSize, 0, size)
                    .toArray();
        }

        @Override
        public int[] subset(long step, int size, int count) {
            return new Shuffled(key).subset(step, size, count);
        }
    }

    /// The course Solver's: batches and subsets are drawn with replacement from one running NumPy generator, which
    /// the weights may have been drawn from before.
    record Solver(NumpyRandom random) implements Sampling {
        @Override
        public String position() {
            return random.position();
        }

        @Override
        public void resume(String position) {
            random.resume(position);
        }

        @Override
        public int[] batch(long step, int size, int batchSize) {
            return random.choice(size, batchSize);
        }

        @Override
        public int[] subset(long step, int size, int count) {
            return size <= count ? IntStream.range(0, size).toArray() : random.choice(size, count);
        }
    }

    /// Batch after batch in the order of the data set, and from its start again after its end. Where the batches of
    /// an epoch do not come out even, the next epoch begins with what is left.
    record InOrder() implements Sampling {
        @Override
        public boolean isFunctionOfStep() {
            return true;
        }

        @Override
        public boolean isByEpoch() {
            return true;
        }

        @Override
        public int[] batch(long step, int size, int batchSize) {
            int from = (int) (step % size * batchSize % size);
            return IntStream.range(0, batchSize)
                    .map(i -> (int) (((long) from + i) % size))
                    .toArray();
        }

        /// Evenly spaced, since the data may be ordered by class.
        @Override
        public int[] subset(long step, int size, int count) {
            int some = Math.min(size, count);
            return IntStream.range(0, some)
                    .map(i -> (int) ((long) i * size / some))
                    .toArray();
        }
    }
}
