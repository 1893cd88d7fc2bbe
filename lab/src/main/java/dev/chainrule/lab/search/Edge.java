package dev.chainrule.lab.search;

import dev.chainrule.lab.compare.Sample;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.settings.NumberText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// That the best trial lies at an end of the range of a setting, so that something better may lie beyond.
///
/// An end is the outer twentieth of the line that the values are laid out on, or the outermost whole number. Nothing is
/// said where the range cannot be made longer. Whether the trials near that end, in its outer fifth, do better than the
/// others decides what is said: the best one itself, which is there by chance in one of ten cases, is left out.
///
/// @param key of the setting
/// @param rises whether something better may lie beyond; else the trials there are no better than the others
/// @param sentence which trial, which end, and what to do
record Edge(String key, boolean rises, String sentence) {
    private static final double END = 0.05;
    private static final double NEAR = 0.2;
    private static final int FEWEST = 3;
    private static final double THIRD = 1.0 / 3;

    /// The ends at which the best trial lies, at most one a setting.
    ///
    /// @param outcomes one a trial, all trained equally far
    /// @param best the winner
    /// @param trials how many it is the best of
    /// @param score how scores are written
    /// @param possible whether settings may have the values of a point
    static List<Edge> of(
            SearchSpace space,
            List<Outcome> outcomes,
            Outcome best,
            int trials,
            ScoreText score,
            Predicate<Point> possible) {
        List<Edge> edges = new ArrayList<>();
        for (Varied setting : space.settings()) {
            Optional<String> value = best.step().point().value(setting.key());
            if (value.isPresent()) {
                OptionalDouble end = end(setting.dimension(), value.get());
                if (end.isPresent()) {
                    boolean upper = end.getAsDouble() > 0;
                    longer(setting, upper, best.step().point(), possible)
                            .map(range -> new Beyond(setting, value.get(), upper, range)
                                    .edge(space, outcomes, best, trials, score))
                            .ifPresent(edges::add);
                }
            }
        }
        return edges;
    }

    /// At which end a value lies: 1 at the upper one, −1 at the lower one.
    private static OptionalDouble end(Dimension dimension, String value) {
        double position = dimension.position(value);
        return switch (dimension) {
            case Dimension.Choice _ -> OptionalDouble.empty();
            case Dimension.Whole whole when whole.high() - whole.low() < 2 -> OptionalDouble.empty();
            case Dimension.Whole whole when Double.parseDouble(value) == whole.high() -> OptionalDouble.of(1);
            case Dimension.Whole whole when Double.parseDouble(value) == whole.low() -> OptionalDouble.of(-1);
            case Dimension.Whole _, Dimension.Uniform _, Dimension.Log _ ->
                position >= 1 - END
                        ? OptionalDouble.of(1)
                        : position <= END ? OptionalDouble.of(-1) : OptionalDouble.empty();
        };
    }

    /// A range around that end, as far beyond it as settings allow; none if they do not allow any.
    private static Optional<Varied> longer(Varied setting, boolean upper, Point best, Predicate<Point> possible) {
        for (double part = 1; part > 0.1; part /= 2) {
            Optional<Dimension> range = moved(setting.dimension(), upper ? part : -part);
            if (range.isPresent()) {
                String outermost = range.get().spread(2).get(upper ? 1 : 0);
                SequencedMap<String, String> values = new LinkedHashMap<>(best.values());
                values.put(setting.key(), outermost);
                if (possible.test(new Point(values))) {
                    return Optional.of(new Varied(setting.key(), range.get(), setting.condition()));
                }
            }
        }
        return Optional.empty();
    }

    /// The part of a range near an end and as much beyond it: a decade, or a third of its length.
    ///
    /// @param part of that, negative for the lower end
    private static Optional<Dimension> moved(Dimension dimension, double part) {
        return switch (dimension) {
            case Dimension.Log(double low, double high) -> {
                double end = part > 0 ? high : low;
                double factor = StrictMath.pow(Math.min(10, Math.sqrt(high / low)), Math.abs(part));
                double from = Double.parseDouble(NumberText.of(end / factor, 2, -4));
                double to = Double.parseDouble(NumberText.of(end * factor, 2, -4));
                yield goesBeyond(part, from, to, end) ? Optional.of(new Dimension.Log(from, to)) : Optional.empty();
            }
            case Dimension.Uniform(double low, double high) -> {
                double end = part > 0 ? high : low;
                double length = Math.abs(part) * (high - low) * THIRD;
                double from = rounded(end - length, length);
                double to = rounded(end + length, length);
                yield goesBeyond(part, from, to, end) ? Optional.of(new Dimension.Uniform(from, to)) : Optional.empty();
            }
            case Dimension.Whole(long low, long high, boolean logarithmic) -> whole(low, high, logarithmic, part);
            case Dimension.Choice _ -> Optional.empty();
        };
    }

    private static Optional<Dimension> whole(long low, long high, boolean logarithmic, double part) {
        long end = part > 0 ? high : low;
        double factor = StrictMath.pow(Math.min(10, Math.sqrt((double) high / low)), Math.abs(part));
        double length = Math.max(1, Math.abs(part) * (high - low) * THIRD);
        long from = Math.round(logarithmic ? end / factor : end - length);
        long to = Math.round(logarithmic ? end * factor : end + length);
        return goesBeyond(part, (double) from, (double) to, (double) end)
                        && (from > 0 || !logarithmic)
                        && to <= Dimension.MOST_WHOLE
                ? Optional.of(new Dimension.Whole(from, to, logarithmic))
                : Optional.empty();
    }

    /// Whether a rounded range still does.
    private static boolean goesBeyond(double part, double from, double to, double end) {
        return from < to && (part > 0 ? to > end : from < end);
    }

    /// To a tenth of the first digit of a length.
    private static double rounded(double value, double length) {
        int decimals = 1 - (int) Math.floor(StrictMath.log10(length));
        return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue();
    }

    /// The best trial at an end.
    ///
    /// @param value that it has
    /// @param upper which end
    /// @param next where to look next
    private record Beyond(Varied setting, String value, boolean upper, Varied next) {

        Edge edge(SearchSpace space, List<Outcome> outcomes, Outcome best, int trials, ScoreText score) {
            double worst = outcomes.stream()
                    .filter(Outcome::isFinite)
                    .mapToDouble(Outcome::score)
                    .min()
                    .orElse(0);
            int index = space.settings().indexOf(setting);
            List<Double> near = new ArrayList<>();
            List<Double> rest = new ArrayList<>();
            for (Outcome outcome : outcomes) {
                double position = space.positions(outcome.step().point())[index];
                if (!Double.isNaN(position)
                        && outcome.step().trial() != best.step().trial()) {
                    boolean isNear = upper ? position >= 1 - NEAR : position <= NEAR;
                    (isNear ? near : rest).add(outcome.isFinite() ? outcome.score() : worst);
                }
            }
            String where = "the best of %s, %s, lies at the %s end of %s"
                    .formatted(Numbers.count(trials, "trial"), value, upper ? "upper" : "lower", range(setting));
            String look =
                    "look also %s: --vary %s".formatted(upper ? "above" : "below", ShellCommand.quoted(next.text()));
            if (near.size() < FEWEST || rest.size() < FEWEST) {
                return new Edge(setting.key(), true, "%s; %s".formatted(where, look));
            }
            Sample these = new Sample(near, 0);
            Sample others = new Sample(rest, 0);
            double error = Math.sqrt(these.variance() / near.size() + others.variance() / rest.size());
            boolean rises = these.mean() - others.mean() > error;
            String means = "%s on average, the %s farther away %s"
                    .formatted(score.written(these.mean()), rest.size(), score.written(others.mean()));
            return new Edge(
                    setting.key(),
                    rises,
                    rises
                            ? "%s, and the %s others near it reach %s; %s".formatted(where, near.size(), means, look)
                            : "%s, but the %s others near it reach %s: nothing says that it goes on rising beyond."
                                    .formatted(where, near.size(), means));
        }
    }

    private static String range(Varied setting) {
        String text = setting.dimension().text();
        return text.substring(text.indexOf(':') + 1);
    }
}
