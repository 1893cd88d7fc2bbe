package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.page.Block.Plane;
import dev.chainrule.lab.page.Quantity.Kind;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class PlaneTest {
    private static final double NONE = Double.NaN;

    /// Nine points of a grid whose score depends on the horizontal quantity alone.
    private static Plane grid() {
        double[] x = {1, 2, 3, 1, 2, 3, 1, 2, 3};
        double[] y = {1, 1, 1, 2, 2, 2, 3, 3, 3};
        double[] scores = {0.1, 0.5, 0.2, 0.1, 0.5, 0.2, 0.1, 0.5, 0.2};
        return plane(Quantity.of("rate", Kind.LINEAR, x), Quantity.of("penalty", Kind.LINEAR, y), 1, scores);
    }

    private static Plane plane(Quantity x, Quantity y, int best, double... scores) {
        Points points = new Points(
                ScatterTest.names(scores.length),
                Quantity.of("accuracy", Kind.SHARE, scores),
                best < 0 ? OptionalInt.empty() : OptionalInt.of(best));
        return new Plane("t", "", points, x, y);
    }

    @Test
    void itSaysHowManyValuesOfEachQuantityWereTried() {
        String page = Pages.html(grid());
        assertThat(Pages.texts(page, "text")).contains("rate (3\u00a0values)", "penalty (3\u00a0values)");
        assertThat(Pages.texts(page, "desc").getFirst())
                .endsWith("highest 50.0\u00a0%, best trial 1. 3\u00a0values of rate tried, 3\u00a0values of penalty"
                        + " tried.");
    }

    /// A dot in the plane and one in each margin, all on one line with each other.
    @Test
    void everyPointIsProjectedToBothMargins() {
        String page = Pages.html(grid());
        List<Element> above = ScatterTest.marked(page, "circle", "point c0");
        List<Element> beside = ScatterTest.marked(page, "circle", "point c1");
        List<Element> inside = Pages.elements(page, "circle").stream()
                .filter(dot -> dot.getAttribute("class").startsWith("point right"))
                .toList();
        assertThat(inside).hasSize(9);
        for (int point = 0; point < 9; point++) {
            assertThat(above.get(point).getAttribute("cx"))
                    .isEqualTo(inside.get(point).getAttribute("cx"));
            assertThat(beside.get(point).getAttribute("cy"))
                    .isEqualTo(inside.get(point).getAttribute("cy"));
        }
        assertThat(ScatterTest.marked(page, "path", "tack")).hasSize(18);
        assertThat(above.stream().map(dot -> dot.getAttribute("cy")).distinct())
                .as("three scores")
                .hasSize(3);
        assertThat(beside.stream().map(dot -> dot.getAttribute("cx")).distinct())
                .hasSize(3);
    }

    /// Ranks among nine: three are worst (share 1/8), three middle (1/2), three best (7/8); of shades 2 to 10.
    @Test
    void theBetterTheStronger() {
        String page = Pages.html(grid());
        for (String shade : List.of("right3", "right6", "right9")) {
            assertThat(ScatterTest.marked(page, "circle", "point " + shade))
                    .as(shade)
                    .hasSize(3);
        }
    }

    @Test
    void theBestIsMarkedInThePlaneAndInBothMargins() {
        assertThat(ScatterTest.marked(Pages.html(grid()), "circle", "ring")).hasSize(3);
    }

    @Test
    void aPointWithoutAScoreIsACrossInThePlaneAlone() {
        String page = Pages.html(plane(
                Quantity.of("x", Kind.LOGARITHMIC, 1, 10), Quantity.of("y", List.of("a", "b"), 0, 1), 0, 0.5, NONE));
        assertThat(ScatterTest.marked(page, "path", "cross")).hasSize(1);
        assertThat(ScatterTest.marked(page, "circle", "point c0")).hasSize(1);
        assertThat(ScatterTest.marked(page, "path", "tack")).hasSize(4);
        assertThat(page).doesNotContain("NaN");
    }

    @Test
    void pointsWithoutOneOfTheQuantitiesAreLeftOut() {
        Quantity x = Quantity.of("x", Kind.LINEAR, 1, 2);
        assertThat(Pages.html(plane(x, Quantity.of("y", Kind.LINEAR, NONE, NONE), -1, 0.5, 0.6)))
                .contains("Nothing was measured.");
        String page = Pages.html(plane(x, Quantity.of("y", Kind.LINEAR, 1, NONE), 1, 0.5, 0.6));
        assertThat(ScatterTest.marked(page, "circle", "point c0")).hasSize(1);
        assertThat(ScatterTest.marked(page, "circle", "ring")).isEmpty();
    }

    @Test
    void onePointAndEqualScoresAreDrawn() {
        Quantity one = Quantity.of("x", Kind.LINEAR, 1);
        assertThat(ScatterTest.marked(Pages.html(plane(one, one, 0, 0.5)), "circle", "point right6"))
                .hasSize(1);
        assertThat(Pages.html(plane(one, one, 0, NONE))).contains("No scores.").doesNotContain("NaN");
    }

    @Test
    void theNumbersAreThosePointByPoint() {
        Plane plane = plane(Quantity.of("x", Kind.LINEAR, 1, 2), Quantity.of("y", Kind.LINEAR, 3, 4), 0, 0.5, 0.25);
        assertThat(Csv.of(plane)).isEqualTo("name,x,y,accuracy\r\ntrial 0,1,3,0.5\r\ntrial 1,2,4,0.25\r\n");
    }
}
