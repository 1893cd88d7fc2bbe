package dev.chainrule.lab.compare;

import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.run.Beginning;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.LayerSignal;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.Signals;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.train.History.Measurement;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A number that sums up a run.
public enum Measure {
    /// The accuracy on training images measured last.
    TRAINING("training accuracy", true) {
        @Override
        double of(RunRecord run) {
            var measured = run.history().measurements();
            return measured.isEmpty() ? Double.NaN : measured.getLast().trainingAccuracy();
        }
    },
    /// The highest accuracy on training images.
    BEST_TRAINING("best training accuracy", true) {
        @Override
        double of(RunRecord run) {
            return run.history().measurements().stream()
                    .mapToDouble(Measurement::trainingAccuracy)
                    .filter(Double::isFinite)
                    .max()
                    .orElse(Double.NaN);
        }
    },
    /// The accuracy on validation images measured last.
    VALIDATION("validation accuracy", true) {
        @Override
        double of(RunRecord run) {
            var measured = run.history().measurements();
            return measured.isEmpty() ? Double.NaN : measured.getLast().validationAccuracy();
        }
    },
    /// The highest accuracy on validation images.
    BEST_VALIDATION("best validation accuracy", true) {
        @Override
        double of(RunRecord run) {
            return run.history().best().map(Measurement::validationAccuracy).orElse(Double.NaN);
        }
    },
    /// The accuracy of the kept weights on the test images.
    TEST("test accuracy", true) {
        @Override
        double of(RunRecord run) {
            return run.conclusion().map(Conclusion::testAccuracy).stream()
                    .mapToDouble(accuracy -> accuracy.orElse(Double.NaN))
                    .findFirst()
                    .orElse(Double.NaN);
        }
    },
    /// Training less validation accuracy, both measured last.
    GAP("gap between training and validation accuracy", true) {
        @Override
        double of(RunRecord run) {
            return TRAINING.of(run) - VALIDATION.of(run);
        }
    },
    /// The mean loss of the last 100 steps, penalties included.
    LOSS("mean loss of the last 100 steps", false) {
        @Override
        double of(RunRecord run) {
            double[] losses = run.history().losses();
            int last = Math.toIntExact(Math.max(1, LAST_STEPS / run.history().stride()));
            int from = Math.max(0, losses.length - last);
            return Arrays.stream(losses, from, losses.length).average().orElse(Double.NaN);
        }

        @Override
        public boolean isBetterLow() {
            return true;
        }
    },
    /// How many numbers the network learns.
    PARAMETERS("number of parameters", false) {
        @Override
        double of(RunRecord run) {
            Beginning beginning = run.beginning();
            return ModelBuilder.build(
                            run.settings()
                                    .spec(
                                            beginning.image(),
                                            beginning.classNames().size()),
                            new NumpyRandom(0))
                    .parameterCount();
        }

        @Override
        public boolean isBetterLow() {
            return true;
        }

        @Override
        public String written(double value) {
            return Double.isFinite(value) ? Numbers.count(Math.round(value)) : super.written(value);
        }
    },
    /// The largest relative error of the gradients of the network as it starts, beside differences in float64.
    GRADIENT_ERROR("largest relative error of the gradients", false) {
        @Override
        double of(RunRecord run) {
            return GradientsAtStart.error(run);
        }

        @Override
        public boolean isBetterLow() {
            return true;
        }

        @Override
        public boolean isLogarithmic() {
            return true;
        }
    },
    /// At the first step, the deviation of the gradient with respect to the first weights : that to the last ones.
    GRADIENT_RATIO("gradient at the first layer : at the last, at the start", false) {
        @Override
        double of(RunRecord run) {
            List<LayerSignal> layers = atStart(run);
            return layers.isEmpty() ? Double.NaN : gradient(layers.getFirst()) / gradient(layers.getLast());
        }

        @Override
        public boolean isLogarithmic() {
            return true;
        }
    },
    /// At the first step, the deviation of the last scores : that of the first layer's outputs.
    SIGNAL_RATIO("signal after the last layer : after the first, at the start", false) {
        @Override
        double of(RunRecord run) {
            List<LayerSignal> layers = atStart(run);
            return layers.isEmpty()
                    ? Double.NaN
                    : layers.getLast().outputs().deviation()
                            / layers.getFirst().outputs().deviation();
        }

        @Override
        public boolean isLogarithmic() {
            return true;
        }
    };

    private static final int LAST_STEPS = 100;

    private final String title;
    private final boolean share;

    Measure(String title, boolean share) {
        this.title = title;
        this.share = share;
    }

    /// The layers with weights at the first step, if it was recorded.
    private static List<LayerSignal> atStart(RunRecord run) {
        try {
            return run.signals().stream().findFirst().map(Signals::weighted).orElse(List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double gradient(LayerSignal layer) {
        return layer.weights().getFirst().gradient().deviation();
    }

    abstract double of(RunRecord run);

    /// The number; not a number if it was not measured, or if the run diverged and the best of it is not asked for.
    public double measured(RunRecord run) {
        boolean diverged = run.conclusion().stream().anyMatch(it -> it.end() == TrainingResult.End.DIVERGED);
        return diverged && this != BEST_TRAINING && this != BEST_VALIDATION ? Double.NaN : of(run);
    }

    /// A value of it, as it is written, for example `48.2 %`.
    public String written(double value) {
        return share ? Numbers.percent(value) : Numbers.significant(value);
    }

    /// A mean with its 95 % interval and what is missing, for example `48.2 % ± 1.1`.
    public String written(Sample sample) {
        String missing = sample.missing() == 0
                ? ""
                : " (no value from %s of %s: diverged, cut off or not measured)"
                        .formatted(
                                sample.missing(),
                                sample.missing() + sample.values().size());
        if (sample.values().isEmpty()) {
            return "none" + missing;
        }
        String half = sample.interval().isEmpty()
                ? ""
                : " ± " + half(sample.interval().getAsDouble());
        return written(sample.mean()) + half + missing;
    }

    private String half(double interval) {
        return share ? String.format(Locale.ROOT, "%.1f", 100 * interval) : Numbers.significant(interval);
    }

    /// What it is, in words.
    public String title() {
        return title;
    }

    /// Whether less is better.
    public boolean isBetterLow() {
        return this == GAP;
    }

    /// Whether it is shown on a logarithmic axis.
    public boolean isLogarithmic() {
        return false;
    }

    /// What it is, as other programs call it: its title in snake_case.
    public String key() {
        return title.replaceAll("[^a-z0-9]+", "_");
    }

    /// Whether it is a share, written as per cent.
    public boolean isShare() {
        return share;
    }
}
