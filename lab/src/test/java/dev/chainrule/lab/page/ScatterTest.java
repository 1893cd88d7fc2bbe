package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Block.Scatter;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Quantity.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/// Scatter charts, and what they share with the other drawings of points.
class ScatterTest {
    private static final double NONE = Double.NaN;

    /// Frame: x from 46 to 486, y from 256 to 30; both go 1/27 beyond the outermost values, of which there are
    /// 1/1.08 between.
    @Test
    void dotsStandWhereTheirValuesAre() {
        String page = Pages.html(scatter(Quantity.of("rate", Kind.LOGARITHMIC, 1e-4, 1e-2, 1e-1), 0.1, 0.3, 0.2));
        List<Element> dots = marked(page, "circle", "point c0");
        assertThat(dots.stream().map(dot -> number(dot, "cx"))).containsExactly(62.3, 333.9, 469.7);
        assertThat(dots.stream().map(dot -> number(dot, "cy"))).containsExactly(247.6, 38.4, 143.0);
        assertThat(dots.getFirst().getTextContent()).isEqualTo("trial 0: accuracy 10.0\u00a0%, rate 1e-4");
    }

    @Test
    void theAxisShowsTheRangeThatWasSearched() {
        Quantity x = Quantity.of("rate", Kind.LINEAR, 4, 5, 6).spanning(0, 10);
        String page = Pages.html(scatter(x, 0.1, 0.2, 0.3));
        assertThat(Pages.texts(page, "text")).contains("0", "10");
        assertThat(number(marked(page, "circle", "point c0").get(1), "cx")).isEqualTo(266);
    }

    @Test
    void theBestHasARingAndAName() {
        Points points = new Points(names(2), Quantity.of("accuracy", Kind.SHARE, 0.25, 0.5), OptionalInt.of(1));
        String page = Pages.html(
                new Scatter("t", "", points, Quantity.of("x", Kind.LINEAR, 1, 2), Optional.empty(), Optional.empty()));
        Element ring = marked(page, "circle", "ring").getFirst();
        Element dot = marked(page, "circle", "point c0").get(1);
        assertThat(ring.getAttribute("cx")).isEqualTo(dot.getAttribute("cx"));
        assertThat(ring.getAttribute("cy")).isEqualTo(dot.getAttribute("cy"));
        assertThat(Pages.texts(page, "text")).contains("best: trial 1");
        assertThat(Pages.texts(page, "desc"))
                .containsExactly("accuracy of 2\u00a0points over x. Lowest 25.0\u00a0%, highest 50.0\u00a0%,"
                        + " best trial 1.");
    }

    @Test
    void aPointWithoutAScoreIsACrossAndOneWithoutTheQuantityIsCounted() {
        String page = Pages.html(scatter(Quantity.of("dropout", Kind.LINEAR, 0.1, 0.2, NONE), 0.5, NONE, 0.6));
        assertThat(marked(page, "circle", "point c0")).hasSize(1);
        assertThat(marked(page, "path", "cross"))
                .as("the point and the sign explained")
                .hasSize(2);
        assertThat(Pages.texts(page, "text")).contains("diverged or not measured", "1 without dropout");
        assertThat(page).doesNotContain("NaN");
    }

    @Test
    void pointsOfAWordStandSideBySideAtItsPlace() {
        Quantity x = Quantity.of("activation", List.of("relu", "tanh"), 0, 0, 0, 1);
        String page = Pages.html(scatter(x, 0.1, 0.2, 0.3, 0.4));
        List<Double> places = marked(page, "circle", "point c0").stream()
                .map(dot -> number(dot, "cx"))
                .toList();
        assertThat(places).doesNotHaveDuplicates();
        assertThat(places.subList(0, 3)).allMatch(place -> place > 46 && place < 266);
        assertThat(places.getLast()).isGreaterThan(266);
        assertThat(Pages.texts(page, "text")).contains("relu", "tanh");
    }

    @Test
    void coloursAreOfWordsOrShadesOfNumbers() {
        Quantity x = Quantity.of("x", Kind.LINEAR, 1, 2, 3);
        Quantity words = Quantity.of("share", List.of("a ninth", "all"), 0, 1, NONE);
        String page = Pages.html(shaded(x, words));
        assertThat(marked(page, "circle", "point c1"))
                .as("a point and its sign")
                .hasSize(2);
        assertThat(marked(page, "circle", "point none")).hasSize(1);
        assertThat(Pages.texts(page, "text")).contains("a ninth", "all");
        String numbers = Pages.html(shaded(x, Quantity.of("batch", Kind.LOGARITHMIC, 1, 10, 100)));
        assertThat(List.of("point right0", "point right5", "point right10"))
                .allSatisfy(
                        style -> assertThat(marked(numbers, "circle", style)).hasSize(1));
        assertThat(Pages.texts(numbers, "text")).contains("batch:", "1", "100");
    }

    @Test
    void aTrendIsALineWithItsBand() {
        Series mean = Series.of("mean", new double[] {1, 2, 3}, new double[] {0.2, NONE, 0.3})
                .withBand(new double[] {0.1, 0.1, 0.1}, new double[] {0.3, 0.3, 0.4});
        Scatter chart = new Scatter(
                "t",
                "",
                points(0.1, 0.4, 0.3),
                Quantity.of("x", Kind.LINEAR, 1, 2, 3),
                Optional.empty(),
                Optional.of(mean));
        String page = Pages.html(chart);
        assertThat(marked(page, "path", "line c1").getFirst().getAttribute("d").replaceAll("[^ML]", ""))
                .isEqualTo("MM");
        assertThat(marked(page, "path", "band c1")).hasSize(1);
    }

    @Test
    void noneOneEqualAndHugeValuesAreDrawn() {
        assertThat(Pages.html(scatter(Quantity.of("x", Kind.LINEAR)))).contains("Nothing was measured.");
        assertThat(Pages.html(scatter(Quantity.of("x", Kind.LINEAR, NONE), 0.5)))
                .contains("Nothing was measured.");
        assertThat(marked(Pages.html(scatter(Quantity.of("x", Kind.LINEAR, 7), 0.5)), "circle", "point c0"))
                .hasSize(1);
        String equal = Pages.html(scatter(Quantity.of("x", Kind.LOGARITHMIC, 3, 3), 0.5, 0.5));
        assertThat(marked(equal, "circle", "point c0").stream().map(dot -> number(dot, "cx")))
                .allMatch(place -> place > 46 && place < 486);
        double most = Double.MAX_VALUE;
        for (Kind kind : List.of(Kind.LINEAR, Kind.LOGARITHMIC)) {
            Quantity huge = Quantity.of("x", kind, -most, -1e300, Double.MIN_VALUE, 1, 1e150, 1e300, most);
            String page = Pages.html(new Scatter(
                    "t",
                    "",
                    new Points(names(7), Quantity.of("y", Kind.LINEAR, 1, 2, 3, 4, 5, 6, most), OptionalInt.empty()),
                    huge,
                    Optional.empty(),
                    Optional.empty()));
            assertThat(page).doesNotContain("NaN", "Infinity");
            assertThat(marked(page, "circle", "point c0")).isNotEmpty().allSatisfy(dot -> {
                assertThat(number(dot, "cx")).isBetween(46.0, 486.0);
                assertThat(number(dot, "cy")).isBetween(30.0, 256.0);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-4 1e-1", "1e-5 1e-2", "0.011 0.014", "1e-9 1e3", "20000 90000"})
    void labelsOfAnAxisDoNotTouch(String ends) {
        String[] both = ends.split(" ", -1);
        double[] values = {Double.parseDouble(both[0]), Double.parseDouble(both[1])};
        String page = Pages.html(scatter(Quantity.of("x", Kind.LOGARITHMIC, values), 0.1, 0.2));
        List<Element> labels = marked(page, "text", "tick middle");
        assertThat(labels).hasSizeGreaterThan(1);
        for (Element one : labels) {
            for (Element other : labels) {
                double apart = Math.abs(number(one, "x") - number(other, "x"));
                double widths = SvgAxes.width(one.getTextContent()) + SvgAxes.width(other.getTextContent());
                assertThat(one == other || apart > widths / 2)
                        .as("%s beside %s", one.getTextContent(), other.getTextContent())
                        .isTrue();
            }
        }
    }

    @Test
    void longWordsAreCutToTheirPlaces() {
        List<String> words =
                IntStream.range(0, 9).mapToObj(i -> i + " a very long word").toList();
        double[] values = IntStream.range(0, 9).asDoubleStream().toArray();
        String page = Pages.html(scatter(Quantity.of("x", words, values), values));
        assertThat(marked(page, "text", "tick middle"))
                .hasSize(9)
                .allMatch(text -> SvgAxes.width(text.getTextContent()) < 440.0 / 9);
    }

    @Test
    void theNumbersAreThosePointByPoint() {
        Quantity x = Quantity.of("x", Kind.LOGARITHMIC, 0.001, NONE, 0.1);
        Scatter chart = new Scatter(
                "t",
                "",
                points(0.5, NONE, 0.25),
                x,
                Optional.of(Quantity.of("a, b", List.of("u", "v"), 0, 1, NONE)),
                Optional.empty());
        assertThat(Csv.of(chart))
                .isEqualTo("name,x,\"a, b\",accuracy\r\ntrial 0,0.001,u,0.5\r\ntrial 1,,v,\r\ntrial 2,0.1,,0.25\r\n");
        assertThat(Pages.texts(Pages.html(chart), "td")).startsWith("0.001", "u", "50.0\u00a0%", "–", "v", "–");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new Points(names(2), Quantity.of("y", Kind.LINEAR, 1), OptionalInt.empty()))
                .hasMessage("Points: 1 scores and best OptionalInt.empty do not fit 2 names; expected a score each,"
                        + " and an index below");
        assertThatThrownBy(() -> new Points(names(1), Quantity.of("y", Kind.LINEAR, 1), OptionalInt.of(1)))
                .hasMessageContaining("best OptionalInt[1] do not fit 1 names");
        assertThatThrownBy(() -> scatter(Quantity.of("x", Kind.LINEAR, 1, 2), 1))
                .hasMessage("Points: 2 values of x do not fit 1 points; expected one each");
        assertThatThrownBy(() -> Quantity.of("x", List.of("a"), 1))
                .hasMessageContaining("values of x do not fit 1 words");
        assertThatThrownBy(() -> Quantity.of("x", List.of("a", "b"), 0.5))
                .hasMessageContaining("values of x do not fit 2 words");
    }

    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "trial " + i).toList();
    }

    private static Points points(double... scores) {
        return new Points(names(scores.length), Quantity.of("accuracy", Kind.SHARE, scores), OptionalInt.empty());
    }

    private static Scatter scatter(Quantity x, double... scores) {
        return new Scatter("t", "", points(scores), x, Optional.empty(), Optional.empty());
    }

    private static Scatter shaded(Quantity x, Quantity shade) {
        return new Scatter("t", "", points(0.1, 0.2, 0.3), x, Optional.of(shade), Optional.empty());
    }

    /// The elements of a drawing of a style.
    static List<Element> marked(String page, String tag, String style) {
        return Pages.elements(page, tag).stream()
                .filter(element -> element.getAttribute("class").equals(style))
                .toList();
    }

    static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
