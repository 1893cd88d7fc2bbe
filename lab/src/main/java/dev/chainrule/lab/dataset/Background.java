package dev.chainrule.lab.dataset;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The colour that shows through where an image is transparent: a pixel of colour c and opacity a becomes a·c + (1 −
/// a)·background.
///
/// @param red 0 … 255
/// @param green 0 … 255
/// @param blue 0 … 255
public record Background(int red, int green, int blue) {
    /// What is usual.
    public static final Background WHITE = new Background(255, 255, 255);

    /// For bright shapes.
    public static final Background BLACK = new Background(0, 0, 0);

    /// What [#named] reads, in words for people.
    public static final String EXPECTED = "white, black, or red, green and blue such as 128,128,128";

    private static final Pattern RGB = Pattern.compile("([0-9]{1,3}), ?([0-9]{1,3}), ?([0-9]{1,3})");

    /// Checks the colour.
    ///
    /// @throws IllegalArgumentException when a component is not in 0 … 255
    public Background {
        if ((red | green | blue) >>> 8 != 0) {
            throw new IllegalArgumentException("Background: %s, %s, %s is no colour; expected three numbers of 0 to 255"
                    .formatted(red, green, blue));
        }
    }

    /// Reads `white`, `black`, or three numbers such as `128,128,128`; nothing if it is none of these.
    public static Optional<Background> named(String text) {
        if (text.equals("white")) {
            return Optional.of(WHITE);
        }
        if (text.equals("black")) {
            return Optional.of(BLACK);
        }
        Matcher numbers = RGB.matcher(text);
        if (!numbers.matches()) {
            return Optional.empty();
        }
        int red = Integer.parseInt(numbers.group(1));
        int green = Integer.parseInt(numbers.group(2));
        int blue = Integer.parseInt(numbers.group(3));
        return (red | green | blue) >>> 8 == 0 ? Optional.of(new Background(red, green, blue)) : Optional.empty();
    }

    @Override
    public String toString() {
        return equals(WHITE) ? "white" : equals(BLACK) ? "black" : red + "," + green + "," + blue;
    }
}
