package dev.chainrule.lab.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The one style sheet of a page: for light and dark screens, narrow ones and paper. It names no font or image that
/// must be loaded.
public final class StyleSheet {
    /// Shades of right answers.
    public static final Ramp RIGHT = new Ramp(0xfdfdfb, 0x6fa8d6, 0x0b3c6f);

    /// Shades of wrong answers.
    public static final Ramp WRONG = new Ramp(0xfdfdfb, 0xf0a35c, 0x7a2c00);

    /// Shades of right answers on a dark page.
    public static final Ramp RIGHT_DARK = new Ramp(0x16181b, 0x2f6aa6, 0xb7dbff);

    /// Shades of wrong answers on a dark page.
    public static final Ramp WRONG_DARK = new Ramp(0x16181b, 0xa3521a, 0xffd2a8);

    private static final String PAGE = "report.css";
    private static final String DRAWING = "drawing.css";
    private static final String CUBES = "cubes.css";
    private static final Pattern VARIABLE = Pattern.compile("--([a-z0-9]+): (#[0-9a-f]+);");

    private StyleSheet() {}

    static String css() {
        return "%s%s%s%s%s@media screen and (prefers-color-scheme: dark) {\n%s%s}\n"
                .formatted(
                        file(PAGE),
                        file(DRAWING),
                        file(CUBES),
                        shades("right", RIGHT),
                        shades("wrong", WRONG),
                        shades("right", RIGHT_DARK),
                        shades("wrong", WRONG_DARK));
    }

    /// The styles of a drawing in a file of its own: as on a light page, on white. Colours are written out, as not
    /// every program that shows drawings knows variables.
    static String of(String drawing) {
        String shades = (shades("right", RIGHT) + shades("wrong", WRONG))
                .lines()
                .filter(line -> drawing.contains(line.substring(1, line.indexOf(' ')) + '"'))
                .collect(Collectors.joining("\n", "", "\n"));
        String cubes = drawing.contains("class=\"cube") ? file(CUBES) : "";
        String css = "\nsvg { font-family: system-ui, sans-serif; }\n.paper { fill: #fff; }\n"
                + file(DRAWING)
                + cubes
                + shades;
        Map<String, String> colors = new HashMap<>();
        VARIABLE.matcher(file(PAGE)).results().forEach(match -> colors.putIfAbsent(match.group(1), match.group(2)));
        colors.put("page", "#fff");
        return Pattern.compile("var\\(--([a-z0-9]+)\\)")
                .matcher(css)
                .replaceAll(match -> Objects.requireNonNull(colors.get(match.group(1)), match.group(1)));
    }

    private static String file(String name) {
        try (InputStream in = Objects.requireNonNull(StyleSheet.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shades(String name, Ramp ramp) {
        StringBuilder css = new StringBuilder();
        for (int shade = 0; shade <= Ramp.LAST; shade++) {
            String color = Ramp.css(ramp.color(shade));
            css.append(
                    ".%1$s%2$s { background: %3$s; color: %4$s; } path.%1$s%2$s, circle.%1$s%2$s { fill: %3$s; } path.thread.%1$s%2$s { fill: none; stroke: %3$s; } svg text.%1$s%2$s { fill: %4$s; }\n"
                            .formatted(name, shade, color, Ramp.css(ramp.ink(shade))));
        }
        return css.toString();
    }
}
