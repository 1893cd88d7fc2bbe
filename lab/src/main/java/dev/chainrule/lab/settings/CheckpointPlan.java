package dev.chainrule.lab.settings;

import dev.chainrule.settings.OutOfRangeException;
import dev.chainrule.settings.Require;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When a run keeps its state, from which it can be resumed, and which of these checkpoints stay. One is always kept
/// where the run ends or is stopped. It changes no bit of the run.
///
/// @param every `auto`: about every ten seconds, and never for more than about a hundredth of the time; or a number of
/// steps, minutes or epochs, such as `500 steps`; or `never`, but in the end
/// @param keep how many of the newest stay; the one with the best measurement stays beside them
/// @param steps after which one is kept for good
public record CheckpointPlan(String every, int keep, List<Integer> steps) {
    private static final Pattern COUNTED = Pattern.compile("([0-9]{1,9})[ -]?(steps?|minutes?|epochs?)");
    private static final String EXPECTED =
            "auto, never, or a number of steps, minutes or epochs, such as '500 steps' or '10 minutes'";

    /// How far checkpoints are apart.
    public sealed interface Interval {
        /// As often as costs next to nothing.
        record Auto() implements Interval {}

        /// Only in the end.
        record Never() implements Interval {}

        /// A number of steps.
        record Steps(int count) implements Interval {}

        /// A number of minutes.
        record Minutes(int count) implements Interval {}

        /// A number of epochs.
        record Epochs(int count) implements Interval {}
    }

    /// Checks the settings.
    public CheckpointPlan {
        intervalOf(every);
        Require.atLeast(1, "CheckpointPlan", "keep", keep);
        steps = List.copyOf(steps);
        for (int step : steps) {
            Require.atLeast(1, "CheckpointPlan", "steps", step);
        }
    }

    /// About every ten seconds, the newest three and the best.
    public static CheckpointPlan of() {
        return new CheckpointPlan("auto", 3, List.of());
    }

    /// How far they are apart.
    public Interval interval() {
        return intervalOf(every);
    }

    /// Whether the checkpoint after a step is kept for good.
    public boolean keepsForGood(long step) {
        return steps.stream().anyMatch(each -> each == step);
    }

    private static Interval intervalOf(String every) {
        if (every.equals("auto")) {
            return new Interval.Auto();
        }
        if (every.equals("never")) {
            return new Interval.Never();
        }
        Matcher counted = COUNTED.matcher(every);
        int count = counted.matches() ? Integer.parseInt(counted.group(1)) : 0;
        if (count < 1) {
            throw new OutOfRangeException("CheckpointPlan", "every", every, EXPECTED);
        }
        return switch (counted.group(2).charAt(0)) {
            case 's' -> new Interval.Steps(count);
            case 'm' -> new Interval.Minutes(count);
            default -> new Interval.Epochs(count);
        };
    }
}
