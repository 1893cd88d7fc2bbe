package dev.chainrule.check;

import dev.chainrule.check.RecordedArrays.Named;
import dev.chainrule.check.mistake.Observation;
import dev.chainrule.format.NumpyFile;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// The arrays of a file as the run of a loss, each checked to fit the others.
final class RecordedLoss {
    private final RecordedArrays arrays;
    private final Recording recording;
    private final Shape shape;
    private final int[] labels;

    RecordedLoss(RecordedArrays arrays) {
        this.arrays = arrays;
        Named scores = arrays.needFinite("scores");
        Named y = arrays.needFinite("labels");
        recording = new Recording(arrays, Columns.inLoss(arrays));
        Tensor rows = recording.turned(scores.value());
        shape = rows.shape();
        if (shape.rank() != 2 || shape.extent(1) < 2) {
            throw arrays.fault("%s does not fit a loss; expected (N, K) with K of 2 or more".formatted(scores));
        }
        labels = labels(y, scores);
        recording.input("x", rows);
        recording.result("loss", "loss", null);
        recording.result("dscores", "dscores", scores.value().shape());
    }

    Recording recording() {
        return recording;
    }

    Observation observation() {
        return recording.observation(shape, labels, true);
    }

    private int[] labels(Named y, Named scores) {
        boolean marks = y.value().shape().equals(scores.value().shape());
        Tensor rows = recording.turned(y.value());
        if (marks && Columns.marksRows(rows)) {
            int[] marked = new int[shape.extent(0)];
            for (int i = 0; i < shape.size(); i++) {
                if (rows.getStored(i) == 1) {
                    marked[i / shape.extent(1)] = i % shape.extent(1);
                }
            }
            return marked;
        }
        if (y.value().size() != shape.extent(0)) {
            throw arrays.fault("%s does not fit %s; expected %s labels, or a row with a single 1 for each"
                    .formatted(y, scores, shape.extent(0)));
        }
        int[] classes = NumpyFile.integers(y.value(), arrays.file() + ": " + y.name());
        for (int label : classes) {
            if (label < 0 || label >= shape.extent(1)) {
                throw arrays.fault("%s has the label %s; expected 0 to %s".formatted(y, label, shape.extent(1) - 1));
            }
        }
        return classes;
    }
}
