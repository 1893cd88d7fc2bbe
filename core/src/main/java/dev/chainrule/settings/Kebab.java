package dev.chainrule.settings;

import java.util.Locale;

/// Names of Java as words of settings and of the command line: `standardDeviation` and `STANDARD_DEVIATION` are
/// `standard-deviation`.
public final class Kebab {
    private Kebab() {}

    /// The word of a name in camel case, of a component or a class; `HalfL2` is `half-l2`.
    public static String of(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /// The word of a constant; `MEAN_IMAGE` is `mean-image`.
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
