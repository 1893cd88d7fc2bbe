package dev.chainrule.lab.derive;

import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Central differences of `Σ dy·y` beside the gradients of a tape.
final class Slopes {
    private static final double STEP = 1e-4;

    /// So many numbers of an input are moved, at most.
    private static final int MOST = 256;

    /// A function that bends by more than this share of the largest slope has a kink within the steps.
    private static final double KINK = 1e-6;

    /// What differences may differ by, mostly by rounding divided by the step.
    private static final double ALLOWED = 1e-8;

    /// The rounding of one operation.
    private static final double ROUNDING = 0x1p-53;

    private final Replay replay;
    private final Tensor start;
    private final Tensor dy;
    private double largest;
    private double difference;
    private int compared;
    private int kinks;
    private int left;

    private Slopes(Replay replay, Tensor start, Tensor dy) {
        this.replay = replay;
        this.start = start;
        this.dy = dy;
    }

    /// Compares all gradients.
    ///
    /// @param inputs with their gradients
    static Agreement compare(Variable output, Tensor dy, List<Node> inputs, List<Variable> needed) {
        Slopes slopes = new Slopes(new Replay(output, needed), output.value(), dy);
        inputs.forEach(slopes::measureLargest);
        inputs.forEach(slopes::compare);
        String what = "central differences of the forward";
        if (slopes.kinks > 0 || slopes.left > 0) {
            int all = slopes.compared + slopes.kinks + slopes.left;
            what += slopes.left > 0 ? ", %s of %s numbers".formatted(slopes.compared, all) : "";
            what += slopes.kinks > 0 ? ", %s at a kink left out".formatted(slopes.kinks) : "";
        }
        double largest = Math.max(slopes.largest, Double.MIN_NORMAL);
        double rounding = ROUNDING * magnitude(needed) / STEP / largest;
        return new Agreement(what, slopes.difference / largest, Math.max(ALLOWED, rounding));
    }

    /// The largest sum of magnitudes of any value on the way, which rounding grows with.
    private static double magnitude(List<Variable> needed) {
        double largest = 0;
        for (Variable variable : needed) {
            double sum = 0;
            for (double value : variable.value().toArray()) {
                sum += Math.abs(value);
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    private void measureLargest(Node input) {
        for (double slope : input.gradient().toArray()) {
            largest = Math.max(largest, Math.abs(slope));
        }
    }

    private void compare(Node input) {
        double[] gradient = input.gradient().toArray();
        int every = Math.ceilDiv(gradient.length, MOST);
        for (int at = 0; at < gradient.length; at++) {
            if (at % every == 0) {
                compare(input.variable(), at, gradient[at]);
            } else {
                left++;
            }
        }
    }

    /// `(8 (f(+h) − f(−h)) − (f(+2h) − f(−2h))) / 12h` of `f = Σ dy·(y − y₀)`.
    private void compare(Variable input, int at, double gradient) {
        double up = moved(input, at, STEP);
        double down = moved(input, at, -STEP);
        double farUp = moved(input, at, 2 * STEP);
        double farDown = moved(input, at, -2 * STEP);
        double bend = Math.abs((farUp + farDown) - 4 * (up + down)) / (4 * STEP);
        if (bend > KINK * largest) {
            kinks++;
            return;
        }
        double slope = (8 * (up - down) - (farUp - farDown)) / (12 * STEP);
        difference = Math.max(difference, Math.abs(slope - gradient));
        compared++;
    }

    private double moved(Variable input, int at, double step) {
        double[] numbers = input.value().toArray();
        numbers[at] += step;
        double[] y = replay.with(input, Tensor.of(Precision.FLOAT64, input.shape(), numbers))
                .minus(start)
                .times(dy)
                .toArray();
        double sum = 0;
        for (double term : y) {
            sum += term;
        }
        return sum;
    }
}
