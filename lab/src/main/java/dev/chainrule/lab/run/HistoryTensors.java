package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.History;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// A [History] as tensors of float64: `history/losses`, `history/rates` and `history/measurements`, a row each: step,
/// epoch, training accuracy, validation accuracy, validation loss. Where it keeps fewer losses than there were steps,
/// `history/steps` says how many those were.
final class HistoryTensors {
    private static final String LOSSES = "history/losses";
    private static final String RATES = "history/rates";
    private static final String STEPS = "history/steps";
    private static final String MEASUREMENTS = "history/measurements";
    private static final int MEASURED = 5;

    private HistoryTensors() {}

    static Map<String, Tensor> of(History history) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        double[] losses = history.losses();
        tensors.put(LOSSES, numbers(losses, losses.length));
        tensors.put(RATES, numbers(history.rates(), losses.length));
        if (history.stride() > 1) {
            tensors.put(STEPS, numbers(new double[] {(double) history.steps()}, 1));
        }
        List<History.Measurement> measurements = history.measurements();
        double[] rows =
                measurements.stream().flatMapToDouble(HistoryTensors::row).toArray();
        tensors.put(MEASUREMENTS, numbers(rows, measurements.size(), MEASURED));
        return tensors;
    }

    private static DoubleStream row(History.Measurement measured) {
        return DoubleStream.of(
                (double) measured.step(),
                (double) measured.epoch(),
                measured.trainingAccuracy(),
                measured.validationAccuracy(),
                measured.validationLoss());
    }

    private static Tensor numbers(double[] values, int... extents) {
        return Tensor.of(Precision.FLOAT64, Shape.of(extents), values);
    }

    /// Takes a history out of tensors by name.
    ///
    /// @param name of the file, for errors
    /// @throws FormatException if it is not there, or not one
    static History takenFrom(Map<String, Tensor> tensors, String name) throws FormatException {
        double[] losses = taken(tensors, LOSSES, name);
        double[] rates = taken(tensors, RATES, name);
        double[] steps = tensors.containsKey(STEPS) ? taken(tensors, STEPS, name) : new double[] {losses.length};
        double[] rows = taken(tensors, MEASUREMENTS, name);
        if (losses.length != rates.length || rows.length % MEASURED != 0) {
            throw new FormatException(
                    name,
                    -1,
                    "%s losses, %s rates and %s numbers of measurements do not fit each other; expected as many rates as losses, and %s numbers a measurement"
                            .formatted(losses.length, rates.length, rows.length, MEASURED));
        }
        History history = of(steps, losses, rates, name);
        for (int at = 0; at < rows.length; at += MEASURED) {
            history.add(new History.Measurement(
                    (long) rows[at], (long) rows[at + 1], rows[at + 2], rows[at + 3], rows[at + 4]));
        }
        return history;
    }

    private static History of(double[] steps, double[] losses, double[] rates, String name) throws FormatException {
        try {
            return History.of(steps.length == 1 ? (long) steps[0] : -1, losses, rates);
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    name,
                    -1,
                    "%s losses do not fit steps %s; expected what a history keeps of so many"
                            .formatted(losses.length, Arrays.toString(steps)));
        }
    }

    private static double[] taken(Map<String, Tensor> tensors, String key, String name) throws FormatException {
        if (tensors.remove(key) instanceof DoubleTensor numbers) {
            return numbers.toArray();
        }
        throw new FormatException(name, -1, "tensor '%s' is missing; expected it as a run writes it".formatted(key));
    }
}
