package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The colours of the style sheet, as WCAG 2 wants them.
class StyleSheetTest {
    private static final Pattern COLOR = Pattern.compile("--([a-z]+[0-9]?): #([0-9a-f]{3,6});");

    /// The colours of the light page, or of the dark one.
    private static Map<String, Integer> colors(boolean dark) {
        String css = StyleSheet.css();
        int second = css.indexOf(":root {", css.indexOf(":root {") + 1);
        String part = dark ? css.substring(second, css.indexOf('}', second)) : css.substring(0, second);
        Map<String, Integer> colors = new LinkedHashMap<>();
        Matcher matcher = COLOR.matcher(part);
        while (matcher.find()) {
            colors.put(matcher.group(1), Integer.parseInt(matcher.group(2), 16));
        }
        return colors;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void textCanBeReadOnThePage(boolean dark) {
        Map<String, Integer> colors = colors(dark);
        List<String> texts = withLines("ink", "soft");
        assertThat(colors).containsKeys("page", "tint", "rule", "strong").containsKeys(texts.toArray(String[]::new));
        for (String text : texts) {
            assertThat(Ramp.contrast(colors.get(text), colors.get("page")))
                    .as(text)
                    .isGreaterThanOrEqualTo(4.5);
        }
        assertThat(Ramp.contrast(colors.get("ink"), colors.get("tint"))).isGreaterThanOrEqualTo(4.5);
        assertThat(Ramp.contrast(colors.get("strong"), colors.get("page"))).isGreaterThanOrEqualTo(3);
    }

    /// Names of lines are written in their colours.
    private static List<String> withLines(String... more) {
        return Stream.concat(Arrays.stream(more), IntStream.range(0, Svg.COLORS).mapToObj(i -> "c" + i))
                .toList();
    }

    @Test
    void theStyleSheetNamesNoColourOutsideOfItsLists() {
        String css = StyleSheet.css();
        String rules = css.substring(css.indexOf("* { box-sizing"), css.indexOf(".right0"));
        assertThat(rules.replace("--page: #fff;", "")).doesNotContainPattern("#[0-9a-f]{3}");
    }
}
