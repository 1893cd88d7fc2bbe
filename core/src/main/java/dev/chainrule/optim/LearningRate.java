package dev.chainrule.optim;

import dev.chainrule.settings.OrAll;
import dev.chainrule.settings.Require;
import java.util.List;

/// The learning rate as a function of the progress. A schedule of your own is an [Own]:
///
/// ```java
/// LearningRate.Own halved = progress -> progress.epochs() < 5 ? 0.1 : 0.05;
/// ```
public sealed interface LearningRate {

    /// The rate of the step that comes next.
    double at(Progress progress);

    /// The rate that the schedule is built around: its first one, or its highest.
    double rate();

    /// Whether the rate of a step hangs on how many steps the run has in all, or may do so.
    default boolean endsWithItsLength() {
        return switch (this) {
            case Own _, Cosine _, OneCycle _, Polynomial _, Linear _ -> true;
            case Sequence sequence -> sequence.parts.stream().anyMatch(part -> part.schedule.endsWithItsLength());
            case Constant _, EpochDecay _, Step _, Exponential _, InverseTime _, Cyclic _ -> false;
            case ReduceOnPlateau _, MultiStep _, CosineRestarts _ -> false;
        };
    }

    /// A schedule of somebody else's.
    @FunctionalInterface
    non-sealed interface Own extends LearningRate {
        @Override
        default double rate() {
            return at(new Progress(0, 1, 1));
        }
    }

    /// Always the same.
    ///
    /// @param rate of every step
    record Constant(double rate) implements LearningRate {
        /// Checks the setting.
        public Constant {
            Require.positive("LearningRate.Constant", "rate", rate);
        }

        @Override
        public double at(Progress progress) {
            return rate;
        }
    }

    /// `rate · factorᵉ` after e whole epochs: the course Solver's `lr_decay`.
    ///
    /// @param rate of the first epoch
    /// @param factor from one epoch to the next
    record EpochDecay(double rate, double factor) implements LearningRate {
        /// Checks the settings.
        public EpochDecay {
            Require.positive("LearningRate.EpochDecay", "rate", rate);
            Require.positive("LearningRate.EpochDecay", "factor", factor);
        }

        /// A factor of 0.95.
        public static EpochDecay of(double rate) {
            return new EpochDecay(rate, 0.95);
        }

        @Override
        public double at(Progress progress) {
            return rate * StrictMath.pow(factor, (double) progress.epoch());
        }
    }

    /// `rate`, multiplied by `factor` after every `epochs` epochs.
    ///
    /// @param rate of the first epochs
    /// @param factor from one level to the next
    /// @param epochs that each level lasts
    record Step(double rate, double factor, int epochs) implements LearningRate {
        /// Checks the settings.
        public Step {
            Require.positive("LearningRate.Step", "rate", rate);
            Require.positive("LearningRate.Step", "factor", factor);
            Require.atLeast(1, "LearningRate.Step", "epochs", epochs);
        }

        /// Halved after every 5 epochs.
        public static Step of(double rate) {
            return new Step(rate, 0.5, 5);
        }

        /// The same with another factor.
        public Step withFactor(double other) {
            return new Step(rate, other, epochs);
        }

        /// The same with another number of epochs between falls.
        public Step withEpochs(int other) {
            return new Step(rate, factor, other);
        }

        @Override
        public double at(Progress progress) {
            long times = progress.epoch() / epochs;
            return rate * StrictMath.pow(factor, (double) times);
        }
    }

    /// `rate · exp(−decay · e)` after e epochs, fractions included.
    ///
    /// @param rate at the start
    /// @param decay how fast it falls, a whole epoch by exp(−decay)
    record Exponential(double rate, double decay) implements LearningRate {
        /// Checks the settings.
        public Exponential {
            Require.positive("LearningRate.Exponential", "rate", rate);
            Require.nonNegative("LearningRate.Exponential", "decay", decay);
        }

        /// A decay of 0.05.
        public static Exponential of(double rate) {
            return new Exponential(rate, 0.05);
        }

        @Override
        public double at(Progress progress) {
            return rate * StrictMath.exp(-decay * progress.epochs());
        }
    }

    /// `rate / (1 + decay · e)` after e epochs, fractions included.
    ///
    /// @param rate at the start
    /// @param decay how fast it falls: after 1 / decay epochs by half
    record InverseTime(double rate, double decay) implements LearningRate {
        /// Checks the settings.
        public InverseTime {
            Require.positive("LearningRate.InverseTime", "rate", rate);
            Require.nonNegative("LearningRate.InverseTime", "decay", decay);
        }

        /// A decay of 0.05.
        public static InverseTime of(double rate) {
            return new InverseTime(rate, 0.05);
        }

        @Override
        public double at(Progress progress) {
            return rate / (1 + decay * progress.epochs());
        }
    }

    /// Half a cosine wave from `rate` at the start down to `minimum` at the end of the run.
    ///
    /// @param rate at the start
    /// @param minimum at the end
    record Cosine(double rate, double minimum) implements LearningRate {
        /// Checks the settings.
        public Cosine {
            Require.positive("LearningRate.Cosine", "rate", rate);
            Require.nonNegative("LearningRate.Cosine", "minimum", minimum);
        }

        /// Down to 0.
        public static Cosine of(double rate) {
            return new Cosine(rate, 0);
        }

        @Override
        public double at(Progress progress) {
            double share = progress.share();
            return minimum + (rate - minimum) * 0.5 * (1 + StrictMath.cos(Math.PI * share));
        }
    }

    /// The triangular cycle of KTH DD2424: linearly from `minimum` up to `rate` in `halfCycle` steps and down again
    /// in as many.
    ///
    /// @param rate the highest
    /// @param halfCycle n_s, the steps of one way
    /// @param minimum the lowest
    /// @param doubling whether each cycle is twice as long as the one before
    record Cyclic(double rate, long halfCycle, double minimum, boolean doubling) implements LearningRate {
        /// Checks the settings.
        public Cyclic {
            Require.positive("LearningRate.Cyclic", "rate", rate);
            Require.atLeast(1, "LearningRate.Cyclic", "halfCycle", halfCycle);
            Require.that(
                    halfCycle <= Long.MAX_VALUE / 4,
                    "LearningRate.Cyclic",
                    "halfCycle",
                    halfCycle,
                    "at most " + Long.MAX_VALUE / 4);
            Require.nonNegative("LearningRate.Cyclic", "minimum", minimum);
        }

        /// From a ten-thousandth of the rate, all cycles alike.
        public static Cyclic of(double rate, long halfCycle) {
            return new Cyclic(rate, halfCycle, rate / 10_000, false);
        }

        /// The same with another lowest rate.
        public Cyclic withMinimum(double other) {
            return new Cyclic(rate, halfCycle, other, doubling);
        }

        /// The same, each cycle twice as long as the one before or not.
        public Cyclic withDoubling(boolean other) {
            return new Cyclic(rate, halfCycle, minimum, other);
        }

        @Override
        public double at(Progress progress) {
            long half = halfCycle;
            long t = progress.step();
            while (doubling && t / 2 >= half) {
                t -= 2 * half;
                half *= 2;
            }
            t = doubling ? t : t % (2 * half);
            return t <= half
                    ? minimum + (double) t / half * (rate - minimum)
                    : rate - (double) (t - half) / half * (rate - minimum);
        }
    }

    /// One cycle over the whole run: up from `rate / 25` to `rate` in the share `rise` of the steps, then down to
    /// `rate / 10,000`, both along half a cosine wave.
    ///
    /// @param rate the highest
    /// @param rise the share of the steps on the way up
    record OneCycle(double rate, double rise) implements LearningRate {
        /// Checks the settings.
        public OneCycle {
            Require.positive("LearningRate.OneCycle", "rate", rate);
            Require.share("LearningRate.OneCycle", "rise", rise);
        }

        /// Up in 0.3 of the steps.
        public static OneCycle of(double rate) {
            return new OneCycle(rate, 0.3);
        }

        @Override
        public double at(Progress progress) {
            double share = progress.share();
            return share < rise
                    ? wave(rate / 25, rate, share / rise)
                    : wave(rate, rate / 10_000, (share - rise) / (1 - rise));
        }

        private static double wave(double from, double to, double share) {
            return to + (from - to) * 0.5 * (1 + StrictMath.cos(Math.PI * share));
        }
    }

    /// `rate`, multiplied by `factor` whenever the validation accuracy has not been better than the best one before
    /// for `patience` measurements, and again after as many more. Source: A. Krizhevsky et al., *ImageNet
    /// classification with deep convolutional neural networks*, 2012, by hand.
    ///
    /// @param rate of the first level
    /// @param factor from one level to the next
    /// @param patience measurements without a better one, after which the rate falls
    /// @param minimum below which it does not fall
    record ReduceOnPlateau(double rate, double factor, int patience, double minimum) implements LearningRate {
        /// Checks the settings.
        public ReduceOnPlateau {
            Require.positive("LearningRate.ReduceOnPlateau", "rate", rate);
            Require.positive("LearningRate.ReduceOnPlateau", "factor", factor);
            Require.atLeast(1, "LearningRate.ReduceOnPlateau", "patience", patience);
            Require.nonNegative("LearningRate.ReduceOnPlateau", "minimum", minimum);
        }

        /// Divided by 10 after 3 measurements.
        public static ReduceOnPlateau of(double rate) {
            return new ReduceOnPlateau(rate, 0.1, 3, 0);
        }

        /// The same with another factor.
        public ReduceOnPlateau withFactor(double other) {
            return new ReduceOnPlateau(rate, other, patience, minimum);
        }

        /// The same with another number of measurements.
        public ReduceOnPlateau withPatience(int measurements) {
            return new ReduceOnPlateau(rate, factor, measurements, minimum);
        }

        /// The same with another lowest rate.
        public ReduceOnPlateau withMinimum(double other) {
            return new ReduceOnPlateau(rate, factor, patience, other);
        }

        @Override
        public double at(Progress progress) {
            double best = Double.NEGATIVE_INFINITY;
            int since = 0;
            double level = rate;
            for (double accuracy : progress.accuracies()) {
                since = accuracy > best ? 0 : since + 1;
                best = Math.max(best, accuracy);
                if (since == patience) {
                    level *= factor;
                    since = 0;
                }
            }
            return Math.max(minimum, level);
        }
    }

    /// `rate`, multiplied by `factor` after each of some epochs.
    ///
    /// @param rate of the first level
    /// @param milestones whole epochs after which the rate falls, each more than the one before
    /// @param factor from one level to the next
    record MultiStep(double rate, List<Integer> milestones, double factor) implements LearningRate {
        /// Checks the settings.
        public MultiStep {
            Require.positive("LearningRate.MultiStep", "rate", rate);
            Require.positive("LearningRate.MultiStep", "factor", factor);
            int before = 0;
            for (int milestone : milestones) {
                Require.that(
                        milestone > before,
                        "LearningRate.MultiStep",
                        "milestones",
                        milestones,
                        "epochs of 1 or more, each later than the one before");
                before = milestone;
            }
            milestones = List.copyOf(milestones);
        }

        /// Divided by 10 at each milestone.
        public static MultiStep of(double rate, List<Integer> milestones) {
            return new MultiStep(rate, milestones, 0.1);
        }

        @Override
        public double at(Progress progress) {
            long passed = milestones.stream()
                    .filter(milestone -> progress.epoch() >= milestone)
                    .count();
            return rate * StrictMath.pow(factor, (double) passed);
        }
    }

    /// `minimum + (rate − minimum) · (1 − s)^power` after the share s of the run.
    ///
    /// @param rate at the start
    /// @param power 1 for a straight line
    /// @param minimum at the end
    record Polynomial(double rate, double power, double minimum) implements LearningRate {
        /// Checks the settings.
        public Polynomial {
            Require.positive("LearningRate.Polynomial", "rate", rate);
            Require.positive("LearningRate.Polynomial", "power", power);
            Require.nonNegative("LearningRate.Polynomial", "minimum", minimum);
        }

        /// A straight line down to 0.
        public static Polynomial of(double rate) {
            return new Polynomial(rate, 1, 0);
        }

        @Override
        public double at(Progress progress) {
            return minimum + (rate - minimum) * StrictMath.pow(1 - progress.share(), power);
        }
    }

    /// A straight line over the run from `rate · from` to `rate · to`.
    ///
    /// @param rate what the factors are of
    /// @param from the first factor
    /// @param to the last factor
    record Linear(double rate, double from, double to) implements LearningRate {
        /// Checks the settings.
        public Linear {
            Require.positive("LearningRate.Linear", "rate", rate);
            Require.nonNegative("LearningRate.Linear", "from", from);
            Require.nonNegative("LearningRate.Linear", "to", to);
        }

        /// From the rate down to 0.
        public static Linear of(double rate) {
            return new Linear(rate, 1, 0);
        }

        @Override
        public double at(Progress progress) {
            return rate * (from + (to - from) * progress.share());
        }
    }

    /// Half a cosine wave from `rate` down to `minimum`, again and again. Source: I. Loshchilov and F.
    /// Hutter, *SGDR*, 2017.
    ///
    /// @param rate at each start
    /// @param epochs T_0, of the first wave
    /// @param growth T_mult, how many times as long each wave is as the one before
    /// @param minimum at the end of each wave
    record CosineRestarts(double rate, int epochs, int growth, double minimum) implements LearningRate {
        /// Checks the settings.
        public CosineRestarts {
            Require.positive("LearningRate.CosineRestarts", "rate", rate);
            Require.atLeast(1, "LearningRate.CosineRestarts", "epochs", epochs);
            Require.atLeast(1, "LearningRate.CosineRestarts", "growth", growth);
            Require.nonNegative("LearningRate.CosineRestarts", "minimum", minimum);
        }

        /// Waves of one length, down to 0.
        public static CosineRestarts of(double rate, int epochs) {
            return new CosineRestarts(rate, epochs, 1, 0);
        }

        @Override
        public double at(Progress progress) {
            double length = epochs;
            double since = progress.epochs();
            while (growth > 1 && since >= length) {
                since -= length;
                length *= growth;
            }
            double share = since % length / length;
            return minimum + (rate - minimum) * 0.5 * (1 + StrictMath.cos(Math.PI * share));
        }
    }

    /// Schedules one after the other, each as if its epochs were a run. After the last one the rate stays as that
    /// one has it at its end.
    ///
    /// @param rate what the rates of all parts are multiplied with
    /// @param parts in order, 1 or more: each a `schedule`, whose rate is a factor, for so many `epochs`, or for
    /// all that are left
    record Sequence(double rate, List<Part> parts) implements LearningRate {
        /// Checks the settings.
        public Sequence {
            Require.positive("LearningRate.Sequence", "rate", rate);
            Require.that(!parts.isEmpty(), "LearningRate.Sequence", "parts", parts, "1 or more parts");
            parts = List.copyOf(parts);
        }

        /// A tenth of the rate to all of it in one epoch, then a cosine down to 0.
        public static Sequence of(double rate) {
            return new Sequence(
                    rate, List.of(new Part(new Linear(1, 0.1, 1), 1), new Part(Cosine.of(1), Integer.MAX_VALUE)));
        }

        /// Schedules whose rates are what they say.
        public static Sequence of(Part... parts) {
            return new Sequence(1, List.of(parts));
        }

        /// A schedule for some epochs.
        ///
        /// @param schedule one of steps and epochs, whose rate is a factor of the whole one
        /// @param epochs that it lasts, or all that are left
        public record Part(LearningRate schedule, @OrAll int epochs) {
            /// Checks the settings.
            public Part {
                Require.present(schedule, "LearningRate.Sequence", "schedule", "the schedule of a part");
                Require.that(
                        !(schedule instanceof ReduceOnPlateau),
                        "LearningRate.Sequence",
                        "schedule",
                        "reduce-on-plateau",
                        "a schedule that goes by steps and epochs alone");
                Require.atLeast(1, "LearningRate.Sequence", "epochs", epochs);
            }
        }

        @Override
        public double at(Progress progress) {
            long begin = 0;
            int at = 0;
            while (at < parts.size() - 1 && progress.step() >= begin + length(at, begin, progress)) {
                begin += length(at, begin, progress);
                at++;
            }
            long length = length(at, begin, progress);
            long step = Math.min(progress.step() - begin, length);
            return rate * parts.get(at).schedule.at(new Progress(step, progress.stepsPerEpoch(), length));
        }

        /// The steps of a part that begins after so many.
        private long length(int part, long begin, Progress progress) {
            long left = Math.max(1, progress.totalSteps() - begin);
            return Math.min(left, parts.get(part).epochs * progress.stepsPerEpoch());
        }
    }
}
