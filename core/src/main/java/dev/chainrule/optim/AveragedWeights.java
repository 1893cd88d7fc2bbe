package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Snapshot;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The mean of a network's weights that a [WeightAverage] speaks of, and the way to look at the network through it.
public final class AveragedWeights {
    private final WeightAverage settings;
    private final List<Slot> slots = new ArrayList<>();
    /// What training goes on with while the means are in the network.
    private final Snapshot trained;

    /// A tensor of the network and its mean.
    private record Slot(String name, Tensor live, Tensor mean, boolean latest) {
        static Slot of(String name, Tensor live, boolean latest) {
            return new Slot(name, live, live.copy(), latest);
        }

        /// The two shares of a mean in float have to add up to exactly 1: otherwise the mean would shrink or
        /// grow.
        void blend(double keep) {
            if (latest) {
                mean.copyFrom(live);
                return;
            }
            double kept = live.precision() == Precision.FLOAT32 ? (float) keep : keep;
            var kernel = Kernels.of(live).pointwise();
            kernel.scale(mean, kept);
            kernel.addScaled(live, 1 - kept, mean);
        }
    }

    /// Creates a mean that begins with the current values.
    public AveragedWeights(WeightAverage settings, List<Parameter> parameters, List<Buffer> buffers) {
        this.settings = settings;
        if (!(settings instanceof WeightAverage.None)) {
            parameters.stream()
                    .filter(Parameter::isTrained)
                    .forEach(parameter -> slots.add(Slot.of(parameter.name(), parameter.value(), false)));
            buffers.forEach(buffer -> slots.add(Slot.of(buffer.name(), buffer.value(), buffer.latest())));
        }
        trained = new Snapshot(slots.stream().map(Slot::live).toList());
    }

    /// To be called after each step in turn.
    ///
    /// @param progress with that step counted as done
    public void stepped(Progress progress) {
        switch (settings) {
            case WeightAverage.None none -> {}
            case WeightAverage.Ema ema -> {
                if (progress.step() % ema.every() == 0) {
                    long updates = progress.step() / ema.every();
                    double limit = ema.warmUp() ? (1.0 + updates) / (10.0 + updates) : 1;
                    slots.forEach(slot -> slot.blend(Math.min(ema.decay(), limit)));
                }
            }
            case WeightAverage.Lookahead lookahead -> {
                if (progress.step() % lookahead.every() == 0) {
                    double done = (double) progress.step() / progress.totalSteps();
                    double keep = (1 - lookahead.share()) * StrictMath.pow(done, lookahead.growth());
                    slots.forEach(slot -> {
                        slot.blend(keep);
                        slot.live.copyFrom(slot.mean);
                    });
                }
            }
        }
    }

    /// Puts the mean into the network.
    public void show() {
        trained.take();
        slots.forEach(slot -> slot.live.copyFrom(slot.mean));
    }

    /// Puts the values that were there before [#show] back, to train on.
    public void hide() {
        trained.restore();
    }

    /// The means by the names of what they are means of; the tensors themselves.
    public SequencedMap<String, Tensor> means() {
        SequencedMap<String, Tensor> means = new LinkedHashMap<>();
        slots.forEach(slot -> means.put(slot.name, slot.mean));
        return means;
    }
}
