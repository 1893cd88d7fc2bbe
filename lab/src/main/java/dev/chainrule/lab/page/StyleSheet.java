package dev.chainrule.lab.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

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

    private static final String FILE = "report.css";

    private StyleSheet() {}

    static String css() {
        return "%s%s%s@media screen and (prefers-color-scheme: dark) {\n%s%s}\n"
                .formatted(
                        file(),
                        shades("right", RIGHT),
                        shades("wrong", WRONG),
                        shades("right", RIGHT_DARK),
                        shades("wrong", WRONG_DARK));
    }

    /// The same for a drawing in a file of its own: as on a light page, in the page's font.
    static String ofDrawing() {
        return file().replaceAll("(?s)@media[^{]*\\{(?:[^{}]*\\{[^{}]*\\})*[^{}]*\\}", "")
                + "svg { background: #fff; font-family: system-ui, sans-serif; overflow: hidden; }\n";
    }

    private static String file() {
        try (InputStream in = Objects.requireNonNull(StyleSheet.class.getResourceAsStream(FILE), FILE)) {
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
                    ".%1$s%2$s { background: %3$s; color: %4$s; } path.%1$s%2$s { fill: %3$s; } svg text.%1$s%2$s { fill: %4$s; }\n"
                            .formatted(name, shade, color, Ramp.css(ramp.ink(shade))));
        }
        return css.toString();
    }
}
