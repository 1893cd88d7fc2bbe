package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.History;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// A [History] as tensors of float64: `history/losses`, `history/rates` and `history/measurements`, a row each: step,
/// epoch, training accuracy, validation accuracy, validation loss.
final class HistoryTensors {
    private static final String LOSSES = "history/losses";
    private static final String RATES = "history/rates";
    private static final String MEASUREMENTS = "history/measurements";
    private static final int MEASURED = 5;

    private HistoryTensors() {}

    static Map<String, Tensor> of(History history) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(LOSSES, numbers(history.losses(), history.steps()));
        tensors.put(RATES, numbers(history.rates(), history.steps()));
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
        double[] rows = taken(tensors, MEASUREMENTS, name);
        if (losses.length != rates.length || rows.length % MEASURED != 0) {
            throw new FormatException(
                    name,
                    -1,
                    "%s losses, %s rates and %s numbers of measurements do not fit each other; expected as many rates as losses, and %s numbers a measurement"
                            .formatted(losses.length, rates.length, rows.length, MEASURED));
        }
        History history = new History();
        for (int step = 0; step < losses.length; step++) {
            history.add(losses[step], rates[step]);
        }
        for (int at = 0; at < rows.length; at += MEASURED) {
            history.add(new History.Measurement(
                    (long) rows[at], (long) rows[at + 1], rows[at + 2], rows[at + 3], rows[at + 4]));
        }
        return history;
    }

    private static double[] taken(Map<String, Tensor> tensors, String key, String name) throws FormatException {
        if (tensors.remove(key) instanceof DoubleTensor numbers) {
            return numbers.toArray();
        }
        throw new FormatException(name, -1, "tensor '%s' is missing; expected it as a run writes it".formatted(key));
    }
}
