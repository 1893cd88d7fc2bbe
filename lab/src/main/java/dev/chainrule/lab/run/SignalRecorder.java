package dev.chainrule.lab.run;

import dev.chainrule.data.Batch;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Pointwise;
import dev.chainrule.lab.settings.SignalPlan;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.optim.Progress;
import dev.chainrule.tensor.Snapshot;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.GradientSource;
import dev.chainrule.train.LocalGradientSource;
import dev.chainrule.train.Objective;
import dev.chainrule.train.StepResult;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Records what the layers do at the steps of a plan: as the source of gradients it sees outputs and gradients, as a
/// listener the weights after the step. At all other steps it computes nothing more than is needed.
final class SignalRecorder implements GradientSource, TrainingListener, AutoCloseable {
    private final TrainingPlan training;
    private final SignalPlan plan;
    private final int bins;
    private final long totalSteps;
    private final LocalGradientSource plain;
    private final SignalProbe probe;
    private final List<Parameter> weights;
    private final Snapshot before;
    private @Nullable JsonLines lines;
    private long stepsDone;
    private List<LayerSignal> pending = List.of();

    /// @param training the plan of the run
    /// @param totalSteps of the whole plan
    SignalRecorder(Model model, TrainingPlan training, SignalPlan plan, long totalSteps) {
        this.training = training;
        this.plan = plan;
        this.totalSteps = totalSteps;
        this.plain = LocalGradientSource.of(training);
        this.bins = bins(plan);
        this.probe = new SignalProbe(model, bins);
        this.weights = model.parameters().stream()
                .filter(parameter -> parameter.kind() == Parameter.Kind.WEIGHT && parameter.isTrained())
                .toList();
        this.before = new Snapshot(weights.stream().map(Parameter::value).toList());
    }

    /// Starts the file, if anything is to be recorded, or goes on with it.
    ///
    /// @param steps that were done before; what the file says of later ones is done again
    /// @return this
    SignalRecorder into(Path file, long steps) throws IOException {
        stepsDone = steps;
        if (!(plan instanceof SignalPlan.Never)) {
            lines = JsonLines.goOn(file, steps);
        }
        return this;
    }

    private static int bins(SignalPlan plan) {
        return switch (plan) {
            case SignalPlan.Never _ -> 1;
            case SignalPlan.Spread spread -> spread.bins();
            case SignalPlan.Regularly regularly -> regularly.bins();
        };
    }

    @Override
    public StepResult of(Model model, Batch batch, Mode mode) {
        if (!plan.isDue(stepsDone + 1, totalSteps)) {
            return plain.of(model, batch, mode);
        }
        Objective objective = training.objective();
        SignalProbe.Reading reading = probe.read(batch, objective.loss(), mode);
        pending = reading.layers();
        before.take();
        Gradients gradients = reading.gradients();
        if (training.penaltiesInGradients()) {
            WeightPenalty.addGradients(objective.penalties(), model.parameters(), gradients);
        }
        double penalty = WeightPenalty.total(objective.penalties(), model.parameters());
        return new StepResult(reading.loss(), penalty, gradients);
    }

    @Override
    public void stepped(Progress progress, double loss, double rate) {
        stepsDone = progress.step();
        if (!pending.isEmpty()) {
            write(new Signals(stepsDone, withUpdates()));
        }
    }

    private void write(Signals signals) {
        pending = List.of();
        if (lines != null) {
            lines.write(signals.json(), true, "the signals end before step " + signals.step());
        }
    }

    /// Writes what is known of a last step that was not made because its loss was not finite.
    void ended() {
        if (!pending.isEmpty()) {
            write(new Signals(stepsDone + 1, pending));
        }
    }

    @Override
    public void close() {
        if (lines != null) {
            lines.close();
        }
    }

    /// Why the file is not complete, if it is not.
    Optional<String> trouble() {
        return lines == null ? Optional.empty() : lines.trouble();
    }

    private List<LayerSignal> withUpdates() {
        Map<String, WeightSignal> updates = new HashMap<>();
        for (LayerSignal layer : pending) {
            layer.weights().forEach(weight -> updates.put(weight.name(), weight));
        }
        for (int i = 0; i < weights.size(); i++) {
            int place = i;
            updates.computeIfPresent(weights.get(i).name(), (_, signal) -> updated(signal, place));
        }
        List<LayerSignal> layers = new ArrayList<>();
        for (LayerSignal layer : pending) {
            layers.add(new LayerSignal(
                    layer.place(),
                    layer.layer(),
                    layer.outputs(),
                    layer.silent(),
                    layer.weights().stream()
                            .map(weight -> updates.getOrDefault(weight.name(), weight))
                            .toList()));
        }
        return layers;
    }

    /// The copy of the weights becomes their difference: the next step to record copies them anew.
    private WeightSignal updated(WeightSignal signal, int place) {
        Tensor now = weights.get(place).value();
        Tensor difference = before.copies().get(place);
        Pointwise pointwise = Kernels.of(now).pointwise();
        double size = pointwise.sumOfSquares(difference);
        pointwise.scale(difference, -1);
        pointwise.addScaled(now, 1, difference);
        double ratio = Math.sqrt(pointwise.sumOfSquares(difference) / size);
        return new WeightSignal(
                signal.name(),
                signal.gradient(),
                Optional.of(Distribution.of(difference, bins)),
                Double.isFinite(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty());
    }
}
