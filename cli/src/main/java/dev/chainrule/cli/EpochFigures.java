package dev.chainrule.cli;

import dev.chainrule.train.History;

/// What is known when an epoch has ended, or when accuracy was measured at another time.
///
/// @param measurement step, epoch and accuracies; these are not a number where nothing was measured
/// @param epochs of the whole plan
/// @param loss of the last step alone, penalties included: the number that the history holds for it
/// @param rate the learning rate of the last step
/// @param seconds since the figures before these
/// @param elapsed seconds since the start
record EpochFigures(
        History.Measurement measurement, long epochs, double loss, double rate, double seconds, double elapsed) {

    /// From here on there is room for the step on every line of a run.
    private static final int WIDE = 99;

    /// One line for a person, of at most so many characters.
    String line(int room) {
        String epoch = padded(measurement.epoch(), epochs) + "/" + epochs;
        return new FittedLine()
                .add(1, "epoch " + epoch, epoch)
                .add(7, room < WIDE ? "" : "step " + measurement.step())
                .add(2, "last loss " + Figures.significant(loss), "loss " + Figures.significant(loss))
                .add(4, "train " + Figures.percent(measurement.trainingAccuracy()))
                .add(3, "val " + Figures.percent(measurement.validationAccuracy()))
                .add(6, "rate " + Figures.compact(rate))
                .add(5, "in " + Figures.duration(seconds))
                .fit(room);
    }

    private static String padded(long number, long largest) {
        String text = Long.toString(number);
        return " ".repeat(Math.max(0, Long.toString(largest).length() - text.length())) + text;
    }

    /// The same for a program.
    JsonLine toJson() {
        return JsonLine.event("epoch")
                .put("epoch", measurement.epoch())
                .put("epochs", epochs)
                .put("step", measurement.step())
                .put("loss", loss)
                .put("rate", rate)
                .put("training_accuracy", measurement.trainingAccuracy())
                .put("validation_accuracy", measurement.validationAccuracy())
                .put("validation_loss", measurement.validationLoss())
                .put("seconds", elapsed);
    }
}
