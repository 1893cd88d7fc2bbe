package dev.chainrule.cli;

import dev.chainrule.lab.text.TypedPath;
import java.math.BigInteger;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/// What was typed for a flag as a value of its type, or one clear sentence.
final class TypedValues {
    private TypedValues() {}

    /// A path as it was typed, whatever characters it has.
    static Path path(String text) {
        try {
            return TypedPath.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    static int whole(String text) {
        return (int) between(Integer.MIN_VALUE, Integer.MAX_VALUE, text);
    }

    static long wide(String text) {
        return between(Long.MIN_VALUE, Long.MAX_VALUE, text);
    }

    private static long between(long least, long most, String text) {
        if (!text.matches("[-+]?[0-9]{1,99}")) {
            throw new TypeConversionException("'%s' is no whole number; expected one such as 20".formatted(text));
        }
        BigInteger value = new BigInteger(text);
        if (value.compareTo(BigInteger.valueOf(least)) < 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new TypeConversionException(
                    "%s is out of range; expected a whole number from %s to %s".formatted(text, least, most));
        }
        return value.longValue();
    }
}
