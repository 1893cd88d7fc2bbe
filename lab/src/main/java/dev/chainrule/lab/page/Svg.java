package dev.chainrule.lab.page;

/// Elements of drawings. Classes are those of [StyleSheet]: a page forbids styles in attributes.
final class Svg {
    /// Colours for lines that can be told apart by people who see few colours.
    static final int COLORS = 6;

    /// Ways of drawing a line, the first of them solid.
    static final int DASHES = 4;

    /// The width of the shades of a scale.
    static final int SCALE_WIDTH = 88;

    private Svg() {}

    /// About how wide a text is in the usual size, in the units of a drawing.
    static double width(String text) {
        return text.codePoints()
                .mapToDouble(c -> c >= 0x1100 ? 13 : Character.isUpperCase(c) ? 8.6 : 7)
                .sum();
    }

    /// Opens a drawing that says what it shows. It is as wide as its place on the page allows; only where that
    /// keeps its own size ([HtmlRenderer]'s graphs) do the given width and height count.
    static void open(Markup out, int width, int height, String title, String description) {
        String name = out.identifier();
        String words = out.identifier();
        out.open(
                "svg",
                "viewBox",
                "0 0 %s %s".formatted(width, height),
                "width",
                Integer.toString(width),
                "height",
                Integer.toString(height),
                "role",
                "img",
                "aria-labelledby",
                name,
                "aria-describedby",
                words);
        out.element("title", title, "id", name)
                .element("desc", description, "id", words)
                .line();
    }

    static String color(int series) {
        return "c" + series % COLORS;
    }

    /// Colour and dashes of a line: those of more lines than colours are dashed, in [#DASHES] ways.
    static String style(int series) {
        int dashes = series / COLORS % DASHES;
        return color(series) + (dashes == 0 ? "" : " d" + dashes);
    }

    static void line(Markup out, String style, double x1, double y1, double x2, double y2) {
        String path = "M%s %sL%s %s"
                .formatted(
                        Numbers.coordinate(x1), Numbers.coordinate(y1), Numbers.coordinate(x2), Numbers.coordinate(y2));
        out.empty("path", "class", style, "d", path);
    }

    static void text(Markup out, String style, double x, double y, String text) {
        out.element("text", text, "class", style, "x", Numbers.coordinate(x), "y", Numbers.coordinate(y))
                .line();
    }

    /// A text turned about its place, against the clock.
    static void turned(Markup out, String style, double x, double y, int degrees, String text) {
        String left = Numbers.coordinate(x);
        String up = Numbers.coordinate(y);
        String turn = "rotate(%s %s %s)".formatted(-degrees, left, up);
        out.element("text", text, "class", style, "x", left, "y", up, "transform", turn)
                .line();
    }

    /// The shades of a ramp between its two ends; where they end.
    static double scale(Markup out, String ramp, double x, double y, String low, String high) {
        text(out, "label", x, y + 10, low);
        double from = x + width(low) + 6;
        double side = SCALE_WIDTH / (Ramp.LAST + 1.0);
        for (int shade = 0; shade <= Ramp.LAST; shade++) {
            box(out, "crisp " + ramp + shade, from + side * shade, y, side, 11);
        }
        text(out, "label", from + SCALE_WIDTH + 6, y + 10, high);
        return from + SCALE_WIDTH + 6 + width(high);
    }

    static void box(Markup out, String style, double x, double y, double width, double height) {
        String path = "M%s %sh%sv%sh%sz"
                .formatted(
                        Numbers.coordinate(x),
                        Numbers.coordinate(y),
                        Numbers.coordinate(width),
                        Numbers.coordinate(height),
                        Numbers.coordinate(-width));
        out.empty("path", "class", style, "d", path);
    }

    /// A dot that says something when it is pointed at.
    static void dot(Markup out, String style, double x, double y, double radius, String pointed) {
        out.open(
                "circle",
                "class",
                style,
                "cx",
                Numbers.coordinate(x),
                "cy",
                Numbers.coordinate(y),
                "r",
                Numbers.coordinate(radius));
        out.element("title", pointed).close("circle").line();
    }

    /// A text cut to so many characters; what is cut is replaced by an ellipsis.
    static String shortened(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }

    /// Places as near to the wanted ones as leaves a distance between neighbours, inside bounds if there is room.
    ///
    /// @param wanted ascending
    static double[] apart(double[] wanted, double distance, double from, double to) {
        double[] places = wanted.clone();
        double room = places.length < 2 ? distance : Math.min(distance, (to - from) / (places.length - 1));
        for (int i = 0; i < places.length; i++) {
            double lowest = i == 0 ? from : places[i - 1] + room;
            places[i] = Math.max(places[i], lowest);
        }
        for (int i = places.length - 1; i >= 0; i--) {
            double highest = i == places.length - 1 ? to : places[i + 1] - room;
            places[i] = Math.min(places[i], highest);
        }
        return places;
    }
}
