package dev.chainrule.settings;

import org.jspecify.annotations.Nullable;

/// Range checks of records of settings. Each refuses a value by an [OutOfRangeException] that names the component.
///
/// ```java
/// Require.atLeast(1, "Affine", "outputs", outputs);
/// ```
public final class Require {
    private Require() {}

    /// Refuses a value unless a condition holds.
    ///
    /// @param expected the values that fit, in words
    public static void that(boolean holds, String owner, String component, Object value, String expected) {
        if (!holds) {
            throw new OutOfRangeException(owner, component, value, expected);
        }
    }

    /// Refuses null.
    ///
    /// @param expected what should be there, in words
    /// @return the value
    public static <T> T present(@Nullable T value, String owner, String component, String expected) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "%s: %s is missing (null); expected %s".formatted(owner, component, expected));
        }
        return value;
    }

    /// Refuses a whole number that is too small.
    public static void atLeast(long least, String owner, String component, long value) {
        that(value >= least, owner, component, value, "a whole number of at least " + least);
    }

    /// Refuses a number that is not finite.
    public static void finite(String owner, String component, double value) {
        that(Double.isFinite(value), owner, component, value, "a finite number");
    }

    /// Refuses a number that is not finite and above 0.
    public static void positive(String owner, String component, double value) {
        that(value > 0 && Double.isFinite(value), owner, component, value, "a finite number above 0");
    }

    /// Refuses a number that is not finite and at least 0.
    public static void nonNegative(String owner, String component, double value) {
        that(value >= 0 && Double.isFinite(value), owner, component, value, "a finite number of at least 0");
    }

    /// Refuses a number outside of [0, 1).
    public static void share(String owner, String component, double value) {
        that(value >= 0 && value < 1, owner, component, value, "a number of at least 0 and below 1");
    }

    /// Refuses a number outside of (0, 1].
    public static void probability(String owner, String component, double value) {
        that(value > 0 && value <= 1, owner, component, value, "a probability above 0 and at most 1");
    }
}
