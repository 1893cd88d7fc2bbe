package dev.chainrule.lab.machine;

import dev.chainrule.lab.experiment.Costs;
import dev.chainrule.lab.settings.ModelSettings;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.lab.settings.RunSettings;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// How long an epoch of each preset should take: the multiply-adds of an epoch, at the speed of steps that were timed
/// on a network of the same family.
final class Epochs {
    /// Multiply-adds of a step with an image from which a network with convolutions is large.
    private static final double LARGE = 6e7;

    /// Networks that reach about the same speed.
    enum Family {
        /// No convolution.
        FULLY_CONNECTED("kth-3-layer-bn", 100),
        /// Convolutions with few channels or small images.
        CONVOLUTIONAL("quick", 50),
        /// Convolutions with many channels.
        LARGE_CONVOLUTIONAL("cifar10-94", 32);

        /// Which is timed for the others.
        final String preset;

        final int batchSize;

        Family(String preset, int batchSize) {
            this.preset = preset;
            this.batchSize = batchSize;
        }

        RunSettings settings() {
            return Preset.named(preset, "machine").settings();
        }
    }

    private static final int PASSES = 2;

    private final Costs costs = new Costs();
    private final Map<Family, Double> speeds = new EnumMap<>(Family.class);

    /// Times steps of each family, twice: the first time much of the code is not yet compiled.
    ///
    /// @param threads that compute
    /// @param nanos how long steps of each family must not become faster
    Epochs(int threads, long nanos) {
        for (int pass = 0; pass < PASSES; pass++) {
            for (Family family : Family.values()) {
                speeds.merge(family, speed(family, threads, nanos), Math::max);
            }
        }
    }

    /// Seconds of an epoch of each preset, its measurements included.
    SequencedMap<String, Double> seconds() {
        SequencedMap<String, Double> seconds = new LinkedHashMap<>();
        for (String name : Preset.names()) {
            RunSettings settings = Preset.named(name, "machine").settings();
            seconds.put(name, costs.ofEpoch(settings) / speeds.getOrDefault(family(settings), Double.NaN));
        }
        return seconds;
    }

    /// Multiply-adds a second of a family's steps.
    private double speed(Family family, int threads, long nanos) {
        RunSettings settings = family.settings();
        return costs.ofStep(settings, family.batchSize)
                / TrainingStep.seconds(settings, family.batchSize, threads, nanos);
    }

    private Family family(RunSettings settings) {
        if (settings.model() instanceof ModelSettings.Course) {
            return Family.FULLY_CONNECTED;
        }
        return costs.ofStep(settings, 1) < LARGE ? Family.CONVOLUTIONAL : Family.LARGE_CONVOLUTIONAL;
    }
}
