package dev.chainrule.lab.search;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.settings.OutOfRangeException;
import dev.chainrule.settings.PlainText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One setting that varies.
///
/// | text | values |
/// |---|---|
/// | `learning-rate=log:1e-4..0.1` | numbers, equal ratios equally likely |
/// | `model.dropout=uniform:0.5..1` | numbers, all equally likely |
/// | `epochs=integer:1..10` | whole numbers, all equally likely |
/// | `batch-size=log-integer:8..256` | whole numbers, equal ratios equally likely |
/// | `model.hidden=choice:[100]\|[200, 100]` | the values between the bars, as they stand in settings |
/// | `… if optimizer.rule=adam\|nadam` | only where another one that varies has one of these |
///
/// No value has a `|` in it. In a YAML list a text of these needs quotes only where it has `, ` in it and the list is
/// written in brackets.
///
/// @param key of the setting, such as `learning-rate` or `penalties.strength`
/// @param dimension the values that it may take
/// @param condition where it varies, if not everywhere; elsewhere it is not set at all
public record Varied(String key, Dimension dimension, Optional<Condition> condition) {
    private static final Pattern TEXT =
            Pattern.compile("\\s*([^=\\s]+)=([^:=\\s]+):(.+?)(?:\\s+if\\s+([^=\\s]+)=(.+?))?\\s*");
    /// A text with more characters is none that a person wrote, and the pattern would take long over it.
    private static final int LONGEST = 2000;

    private static final String EXAMPLE = "KEY=KIND:VALUES, for example learning-rate=log:1e-4..0.1";
    private static final List<String> KINDS = List.of("uniform", "log", "integer", "log-integer", "choice");

    /// That another setting, which varies too, has one of some values.
    ///
    /// @param key of the other setting
    /// @param values one or more of its choice
    public record Condition(String key, List<String> values) {
        /// Copies the list.
        public Condition {
            values = List.copyOf(values);
        }

        private String text() {
            return " if " + key + "=" + String.join("|", values);
        }
    }

    /// A setting that varies, from text.
    ///
    /// @throws SettingsException if the text is none, beginning with it
    public static Varied of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (text.length() > LONGEST || !parts.matches()) {
            throw fault(text, "the text is no setting that varies", EXAMPLE);
        }
        Optional<Condition> condition =
                Optional.ofNullable(parts.group(4)).map(key -> new Condition(key, split(parts.group(5))));
        return new Varied(
                parts.group(1), dimension(text, parts.group(2), parts.group(3).strip()), condition);
    }

    private static Dimension dimension(String text, String kind, String values) {
        try {
            return switch (kind) {
                case "uniform" -> {
                    Range range = range(text, values);
                    yield new Dimension.Uniform(range.low, range.high);
                }
                case "log" -> {
                    Range range = range(text, values);
                    yield new Dimension.Log(range.low, range.high);
                }
                case "integer" -> whole(text, values, false);
                case "log-integer" -> whole(text, values, true);
                case "choice" -> new Dimension.Choice(split(values));
                default ->
                    throw fault(
                            text,
                            "kind '" + PlainText.name(kind) + "' is unknown",
                            "one of " + String.join(", ", KINDS) + Nearest.hint(kind, KINDS));
            };
        } catch (OutOfRangeException e) {
            throw fault(text, "%s %s is out of range".formatted(e.component(), e.value()), e.expected());
        }
    }

    private static Dimension whole(String text, String values, boolean logarithmic) {
        Range range = range(text, values);
        double low = Math.ceil(range.low);
        double high = Math.floor(range.high);
        if (low > high && range.low < range.high) {
            throw fault(text, "no whole number lies in " + values, "a range with two of them or more, such as 1..10");
        }
        return new Dimension.Whole((long) low, (long) high, logarithmic);
    }

    private record Range(double low, double high) {}

    private static Range range(String text, String values) {
        String[] ends = values.split("\\.\\.", 2);
        if (ends.length < 2) {
            throw fault(text, "'" + PlainText.name(values) + "' is no range", "LOW..HIGH, for example 1e-4..0.1");
        }
        return new Range(number(text, ends[0]), number(text, ends[1]));
    }

    private static double number(String text, String number) {
        double value = number.matches(Dimension.NUMBER) ? Double.parseDouble(number) : Double.NaN;
        if (!Double.isFinite(value)) {
            throw fault(
                    text, "'" + PlainText.name(number) + "' is no finite number", "LOW..HIGH, for example 1e-4..0.1");
        }
        return value + 0.0;
    }

    private static List<String> split(String values) {
        return Arrays.stream(values.split("\\|", -1)).map(String::strip).toList();
    }

    private static SettingsException fault(String text, String what, String expected) {
        return new SettingsException("%s: %s; expected %s".formatted(Reasons.oneLine(text), what, expected));
    }

    /// As [#of] reads it.
    public String text() {
        return key + "=" + dimension.text() + condition.map(Condition::text).orElse("");
    }
}
