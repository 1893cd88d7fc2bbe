package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Density;
import dev.chainrule.lab.page.Block.HeatMap;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/// Heat maps, and densities over time.
class HeatMapTest {
    private static final double NONE = Double.NaN;

    @Test
    void cellsAreShadedEvenlyFromTheLowestValueToTheHighest() {
        String page = Pages.html(map(new double[][] {{0.1, 0.2}, {0.35, 0.6}}));
        assertThat(shades(page)).containsExactly("right0", "right2", "right5", "right10");
        assertThat(Pages.texts(page, "text"))
                .contains("10.0\u00a0%", "20.0\u00a0%", "35.0\u00a0%", "60.0\u00a0%", "row 0", "column 1");
    }

    @Test
    void theScaleNamesItsEnds() {
        List<String> labels = Pages.elements(Pages.html(map(new double[][] {{0.1, 0.6}})), "text").stream()
                .filter(text -> text.getAttribute("class").equals("label"))
                .map(Element::getTextContent)
                .toList();
        assertThat(labels).containsExactly("scale ↓", "rate →", "10.0\u00a0%", "60.0\u00a0%");
    }

    @Test
    void whatIsNotFiniteIsMarkedAndExplained() {
        String page = Pages.html(map(new double[][] {{0.1, NONE}, {Double.POSITIVE_INFINITY, 0.2}}));
        assertThat(shades(page)).containsExactly("right0", "none", "none", "right10");
        assertThat(Pages.texts(page, "text")).contains("–", "– diverged or not measured");
        assertThat(page).doesNotContain("NaN", "Infinity");
    }

    @Test
    void equalValuesExtremeOnesAndNoneAreDrawn() {
        assertThat(shades(Pages.html(map(new double[][] {{0.5, 0.5}})))).containsExactly("right5", "right5");
        double most = Double.MAX_VALUE;
        assertThat(shades(Pages.html(map(new double[][] {{-most, 0, most}}))))
                .containsExactly("right0", "right5", "right10");
        assertThat(Pages.html(map(new double[][] {{NONE}})))
                .contains("No values.")
                .doesNotContain("Infinity");
        assertThat(Pages.elements(Pages.html(map(new double[0][0])), "svg")).hasSize(1);
    }

    @Test
    void theSummaryNamesTheLowestAndTheHighestCell() {
        assertThat(Pages.texts(Pages.html(map(new double[][] {{0.1, 0.2}, {0.6, NONE}})), "desc"))
                .containsExactly("2 rows (scale) by 2 columns (rate). Lowest 10.0\u00a0% at row 0, column 0,"
                        + " highest 60.0\u00a0% at row 1, column 0. Some cells diverged or were not measured.");
    }

    @Test
    void aLargeMapHasOnePathAShadeAndNamesApart() {
        double[][] values = new double[60][50];
        IntStream.range(0, 60).forEach(row -> Arrays.setAll(values[row], column -> row + column));
        String page = Pages.html(map(values));
        assertThat(Pages.elements(page, "path").stream()
                        .map(path -> path.getAttribute("class"))
                        .filter(style -> style.startsWith("crisp") && !style.endsWith("none"))
                        .distinct())
                .hasSize(Ramp.LAST + 1);
        assertThat(Pages.texts(page, "text")).contains("row 0").doesNotContain("row 1");
        assertThat(page.length() - Pages.html().length()).isLessThan(30_000);
    }

    @Test
    void textOnEveryShadeCanBeReadInLightAndDark() {
        Matcher rule = Pattern.compile(
                        "\\.(right|wrong)[0-9]+ \\{ background: #([0-9a-f]{6}); color: #([0-9a-f]{6}); }.*fill:"
                                + " #\\2;.*svg text[^}]*fill: #\\3;")
                .matcher(StyleSheet.css());
        int rules = 0;
        while (rule.find()) {
            rules++;
            int background = Integer.parseInt(rule.group(2), 16);
            int ink = Integer.parseInt(rule.group(3), 16);
            assertThat(Ramp.contrast(background, ink)).as(rule.group()).isGreaterThanOrEqualTo(4.5);
        }
        assertThat(rules).isEqualTo(2 * 2 * (Ramp.LAST + 1));
    }

    /// Frame: x from 46 (0) to 486 (2), y from 256 (0) to 30 (2). The border of the columns is in their middle.
    @Test
    void aDensityShadesEachBinByItsShareOfTheLargest() {
        double[][] shares = {{0.25, 0.75}, {1, 0}};
        String page = Pages.html(density(new double[] {0, 2}, new double[] {0, 1, 2}, shares));
        // The square roots of 1/4, 3/4 and 1 in tenths.
        assertThat(path(page, "crisp right5")).startsWith("M46 256H266V143H46z");
        assertThat(path(page, "crisp right9")).startsWith("M46 143H266V30H46z");
        assertThat(path(page, "crisp right10")).startsWith("M266 256H486V143H266z");
        assertThat(Pages.texts(page, "text")).contains("0", "100\u00a0%");
    }

    @Test
    void aDensitySaysBetweenWhichValuesTheMiddleHalfLies() {
        double[] edges = {0, 1, 2, 3, 4};
        double[][] shares = {{0.25, 0.25, 0.25, 0.25}, {0, 0, 1, 0}};
        assertThat(Pages.texts(Pages.html(density(new double[] {1, 2}, edges, shares)), "desc"))
                .containsExactly("value over epoch. Half of them lie between 1.000 and 3.000 at first"
                        + " and between 2.250 and 2.750 at last.");
    }

    @Test
    void columnsWithoutSharesAreLeftOut() {
        double[][] shares = {{0.5, 0.5}, {NONE, NONE}, {0.5, 0.5}};
        String page = Pages.html(density(new double[] {0, 1, 2}, new double[] {0, 1, 2}, shares));
        assertThat(path(page, "crisp right10")).startsWith("M46 256H156V30H46zM376 256H486V30H376z");
        assertThat(Pages.html(density(new double[] {0}, new double[] {0, 1}, new double[][] {{NONE}})))
                .contains("Nothing was measured.")
                .doesNotContain("NaN");
    }

    @Test
    void manyTimesAreAveraged() {
        int times = 1000;
        double[] positions = IntStream.range(0, times).asDoubleStream().toArray();
        double[][] shares = new double[times][];
        Arrays.setAll(shares, time -> time % 2 == 0 ? new double[] {1, 0} : new double[] {0, 1});
        String page = Pages.html(density(positions, new double[] {0, 1, 2}, shares));
        assertThat(path(page, "crisp right10").split("M").length).isLessThan(100);
        assertThat(page.length() - Pages.html().length()).isLessThan(10_000);
    }

    @Test
    void edgesThatTheAxisCannotShowAreThoseOfTheFrame() {
        double[] edges = {Double.NEGATIVE_INFINITY, 1, 2, Double.POSITIVE_INFINITY};
        String page = Pages.html(density(new double[] {0, 1}, edges, new double[][] {{0.2, 0.6, 0.2}, {0, 1, 0}}));
        assertThat(page).doesNotContain("NaN").doesNotContainPattern("[MHVv -]Infinity");
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new HeatMap(
                        "", "", "", "", List.of("a"), List.of("b"), new double[][] {{1, 2}}, Axis.Unit.NUMBER))
                .hasMessage("HeatMap: 1 rows of values do not fit 1 row names and 1 column names;"
                        + " expected a value each");
        assertThatThrownBy(() -> density(new double[] {1}, new double[] {1, 2}, new double[][] {{1, 2}}))
                .hasMessageStartingWith("Density: 1 columns of shares do not fit 1 positions and 2 edges");
        assertThatThrownBy(() -> density(new double[0], new double[0], new double[0][]))
                .hasMessageStartingWith("Density: 0 columns of shares do not fit 0 positions and 0 edges");
    }

    private static HeatMap map(double[][] values) {
        int columns = values.length == 0 ? 0 : values[0].length;
        return new HeatMap(
                "t",
                "",
                "scale",
                "rate",
                names("row", values.length),
                names("column", columns),
                values,
                Axis.Unit.PERCENT);
    }

    private static List<String> names(String of, int count) {
        return IntStream.range(0, count).mapToObj(i -> of + " " + i).toList();
    }

    private static Density density(double[] positions, double[] edges, double[][] shares) {
        return new Density("t", "", Axis.of("epoch"), Axis.of("value"), positions, edges, shares);
    }

    private static List<String> shades(String page) {
        return Pages.elements(page, "path").stream()
                .map(path -> path.getAttribute("class"))
                .filter(style -> style.startsWith("shade "))
                .map(style -> style.substring("shade ".length()))
                .toList();
    }

    /// What is drawn of a style, its part of the scale behind it.
    private static String path(String page, String style) {
        return Pages.elements(page, "path").stream()
                .filter(path -> path.getAttribute("class").equals(style))
                .map(path -> path.getAttribute("d"))
                .reduce("", String::concat);
    }
}
