package dev.chainrule.lab.search;

import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.compare.Sample;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Quantity;
import java.util.Locale;

/// How the scores of a search are written. A loss counts negatively, so that more is better; it is written as it is.
///
/// @param score what trials are compared by
record ScoreText(Search.Score score) {

    /// What it is, in words.
    String label() {
        return switch (score) {
            case VALIDATION_ACCURACY -> "validation accuracy";
            case VALIDATION_LOSS -> "validation loss";
        };
    }

    /// A score, for example `48.2 %`; a dash for none.
    String written(double value) {
        return switch (score) {
            case VALIDATION_ACCURACY -> Numbers.percent(value);
            case VALIDATION_LOSS -> Numbers.significant(-value);
        };
    }

    /// A mean over seeds with its 95 % interval, for example `48.2 % ± 1.1`.
    String written(Sample sample) {
        return switch (score) {
            case VALIDATION_ACCURACY -> Measure.BEST_VALIDATION.written(sample);
            case VALIDATION_LOSS ->
                Measure.LOSS.written(
                        new Sample(sample.values().stream().map(value -> -value).toList(), sample.missing()));
        };
    }

    /// How far two scores are from each other, for example `0.3 points`.
    ///
    /// @param difference 0 or more
    String difference(double difference) {
        return switch (score) {
            case VALIDATION_ACCURACY -> {
                int decimals = difference < 0.001 ? 2 : 1;
                yield String.format(Locale.ROOT, "%." + decimals + "f\u00a0points", 100 * difference);
            }
            case VALIDATION_LOSS -> Numbers.brief(difference);
        };
    }

    /// Scores as an axis, upwards the better.
    Quantity quantity(double... scores) {
        return switch (score) {
            case VALIDATION_ACCURACY -> Quantity.of(label(), Quantity.Kind.SHARE, scores);
            case VALIDATION_LOSS -> Quantity.of("minus the " + label(), Quantity.Kind.LINEAR, scores);
        };
    }
}
