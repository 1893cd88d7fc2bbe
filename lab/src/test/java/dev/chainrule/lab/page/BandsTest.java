package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Band;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Series;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/// Bands around lines, and charts of many lines.
class BandsTest {
    private static final double NONE = Double.NaN;

    @Test
    void aBandIsAnAreaOfTheColourOfItsLineBehindAllLines() {
        Series first = Series.of("a", new double[] {0, 1, 2}, new double[] {1, 2, 3});
        Series second = first.withBand(new double[] {0, 1, 2}, new double[] {2, 3, 4});
        List<String> styles = paths(chart(Axis.of("y"), first, second)).stream()
                .map(path -> path.getAttribute("class"))
                .filter(style -> style.startsWith("band") || style.startsWith("line"))
                .toList();
        assertThat(styles).containsExactly("band c1", "line c0", "line c1");
    }

    /// Frame: x from 46 (0) to 500 − 86 (2), y from 256 (0) to 30 (4).
    @Test
    void aBandGoesForwardAlongItsUpperEdgeAndBackAlongItsLowerOne() {
        Series series = Series.of("a", new double[] {0, 1, 2}, new double[] {1, 2, 3})
                .withBand(new double[] {0, 1, 2}, new double[] {2, 3, 4});
        assertThat(only("band c0", series)).isEqualTo("M46 143L230 86.5L414 30L414 143L230 199.5L46 256z");
    }

    @Test
    void theVerticalAxisIncludesTheBand() {
        double[] x = {0, 1};
        Series series = Series.of("a", x, new double[] {1, 1}).withBand(new double[] {-30, 0}, new double[] {2, 70});
        assertThat(Pages.texts(Pages.html(chart(Axis.of("y"), series)), "text")).contains("-40", "80");
    }

    @Test
    void valuesThatAreNotFiniteLeaveGapsAndALonePairIsALine() {
        double[] x = {0, 1, 2, 3, 4, 5};
        double[] y = {1, 1, NONE, 1, NONE, 1};
        double[] low = {0, 0, 0, 0, NONE, Double.NEGATIVE_INFINITY};
        double[] high = {2, 2, NONE, 2, 2, 2};
        Series series = Series.of("a", x, y).withBand(low, high);
        assertThat(only("band c0", series).replaceAll("[^MLz]", "")).isEqualTo("MLLLz");
        assertThat(only("lone c0", series).replaceAll("[^MLz]", "")).isEqualTo("ML");
    }

    @Test
    void onALogarithmicAxisALowerValueBelowZeroReachesTheBottom() {
        Axis axis = new Axis("y", Axis.Scale.LOGARITHMIC, Axis.Unit.NUMBER);
        Series series = Series.of("a", new double[] {0, 1}, new double[] {1, 10})
                .withBand(new double[] {-1, 5}, new double[] {2, 20});
        String band = paths(chart(axis, series)).stream()
                .filter(path -> path.getAttribute("class").equals("band c0"))
                .map(path -> path.getAttribute("d"))
                .findFirst()
                .orElseThrow();
        assertThat(band).endsWith("L46 256z").doesNotContain("NaN");
    }

    /// The mean of 3 neighbours of 0, 3, 0 is 1.5, 1, 1.5 (two at the ends), that of 3, 6, 3 is 4.5, 4, 4.5.
    @Test
    void aBandIsSmoothedLikeItsLine() {
        double[] x = {0, 1, 2};
        Series smoothed =
                new Series("a", x, new double[] {4, 4, 4}, 3).withBand(new double[] {0, 3, 0}, new double[] {3, 6, 3});
        Series asIs = Series.of("a", x, new double[] {0, 6, 4})
                .withBand(new double[] {1.5, 1, 1.5}, new double[] {4.5, 4, 4.5});
        assertThat(only("band c0", smoothed)).isEqualTo(only("band c0", asIs));
    }

    @Test
    void theSummaryNamesTheBand() {
        Series series = Series.of("a", new double[] {0, 1}, new double[] {1, 2})
                .withBand(new double[] {0, 1.5}, new double[] {2, NONE});
        assertThat(Pages.texts(Pages.html(chart(Axis.of("y"), series)), "desc"))
                .containsExactly("y over x. a: from 1.000 to 2.000, lowest 1.000, highest 2.000,"
                        + " with a band, at the end from 0 to 2.000.");
    }

    @Test
    void edgesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new Band(new double[1], new double[2]))
                .hasMessage("Band: 1 low values do not fit 2 high ones; expected as many");
        assertThatThrownBy(() -> Series.of("a", new double[3], new double[3]).withBand(new double[2], new double[2]))
                .hasMessage("Series: a band of 2 values does not fit 3 positions;"
                        + " expected a low and a high value each");
    }

    @Test
    void twentyLinesDifferInColourOrDashesAndHaveTheirNamesApart() {
        Series[] lines = lines(20, 30);
        String page = Pages.html(chart(Axis.of("y"), lines));
        List<String> styles = Pages.elements(page, "path").stream()
                .map(path -> path.getAttribute("class"))
                .filter(style -> style.startsWith("line"))
                .toList();
        assertThat(styles).hasSize(20).doesNotHaveDuplicates();
        double[] places = Pages.elements(page, "text").stream()
                .filter(text -> text.getTextContent().startsWith("run "))
                .mapToDouble(text -> Double.parseDouble(text.getAttribute("y")))
                .sorted()
                .toArray();
        assertThat(places).hasSize(20);
        assertThat(IntStream.range(1, 20).mapToDouble(i -> places[i] - places[i - 1]))
                .allMatch(distance -> distance >= 14.9);
    }

    @Test
    void aLineWithoutValuesIsNamedAmongTheOthers() {
        Series[] lines = lines(8, 3);
        Arrays.fill(lines[5].y(), NONE);
        assertThat(Pages.texts(Pages.html(chart(Axis.of("y"), lines)), "text")).containsSubsequence("run 5", "–");
    }

    @Test
    void manyLongLinesStayShort() {
        String page = Pages.html(chart(Axis.of("y"), lines(20, 9000)));
        assertThat(page.length() - Pages.html().length()).isLessThan(90_000);
        assertThat(new HashSet<>(Pages.texts(page, "text"))).contains("run 0", "run 19");
    }

    private static Series[] lines(int count, int points) {
        double[] x = IntStream.range(0, points).asDoubleStream().toArray();
        return IntStream.range(0, count)
                .mapToObj(line -> Series.of(
                        "run " + line,
                        x,
                        Arrays.stream(x).map(i -> StrictMath.sin(line + 7 * i)).toArray()))
                .toArray(Series[]::new);
    }

    private static LineChart chart(Axis y, Series... series) {
        return new LineChart("t", "", Axis.of("x"), y, List.of(series), List.of(), List.of());
    }

    private static List<Element> paths(LineChart chart) {
        return Pages.elements(Pages.html(chart), "path");
    }

    private static String only(String style, Series series) {
        List<String> found = paths(chart(Axis.of("y"), series)).stream()
                .filter(path -> path.getAttribute("class").equals(style))
                .map(path -> path.getAttribute("d"))
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
