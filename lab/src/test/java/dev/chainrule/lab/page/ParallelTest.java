package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Block.ParallelCoordinates;
import dev.chainrule.lab.page.Quantity.Kind;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ParallelTest {
    private static final double NONE = Double.NaN;

    private static ParallelCoordinates chart(OptionalInt best, double[] scores, Quantity... axes) {
        Points points = new Points(ScatterTest.names(scores.length), Quantity.of("accuracy", Kind.SHARE, scores), best);
        return new ParallelCoordinates("t", "", points, List.of(axes));
    }

    private static List<Element> threads(ParallelCoordinates chart) {
        return Pages.elements(Pages.html(chart), "path").stream()
                .filter(path -> path.getAttribute("class").startsWith("thread"))
                .toList();
    }

    private static List<String> styles(ParallelCoordinates chart) {
        return threads(chart).stream()
                .map(thread -> thread.getAttribute("class"))
                .toList();
    }

    @Test
    void linesAreDrawnFromTheWorstToTheBest() {
        Quantity x = Quantity.of("x", Kind.LINEAR, 1, 2, 3, 4);
        double[] scores = {0.4, NONE, 0.5, 0.3};
        assertThat(styles(chart(OptionalInt.empty(), scores, x)))
                .containsExactly("thread none", "thread right2", "thread right6", "thread right10");
        assertThat(styles(chart(OptionalInt.of(0), scores, x)))
                .containsExactly("thread none", "thread right2", "thread right10", "thread top");
    }

    /// Axes at 8 and 434; from 294 up to 46, values 1/27 from the ends.
    @Test
    void aLineGoesFromAxisToAxisAndToItsScore() {
        Quantity x = Quantity.of("x", Kind.LOGARITHMIC, 1, 100);
        List<Element> threads = threads(chart(OptionalInt.of(1), new double[] {0.25, 0.5}, x));
        assertThat(threads.getFirst().getAttribute("d")).isEqualTo("M8 284.8L434 284.8");
        assertThat(threads.getLast().getAttribute("d")).isEqualTo("M8 55.2L434 55.2");
        assertThat(threads.getLast().getTextContent()).isEqualTo("trial 1: accuracy 50.0\u00a0%, x 100");
    }

    @Test
    void aQuantityThatAPointDoesNotHaveLeavesAGap() {
        Quantity x = Quantity.of("x", Kind.LINEAR, 1, 2);
        Quantity missing = Quantity.of("y", Kind.LINEAR, NONE, 5);
        ParallelCoordinates chart = chart(OptionalInt.empty(), new double[] {0.1, 0.2}, x, missing, x);
        String path = threads(chart).getFirst().getAttribute("d");
        assertThat(path.replaceAll("[^MLh]", ""))
                .as("a dot, then a line to the score")
                .isEqualTo("MhML");
        List<String> bridges = Pages.elements(Pages.html(chart), "path").stream()
                .filter(each -> each.getAttribute("class").startsWith("bridge"))
                .map(each -> each.getAttribute("d"))
                .toList();
        assertThat(bridges)
                .as("dotted between its parts")
                .containsExactly(path.substring(0, path.indexOf('h')) + "L"
                        + path.substring(path.lastIndexOf('M') + 1, path.lastIndexOf('L')));
    }

    @Test
    void aLineWithoutAScoreEndsBeforeItAndThatIsExplained() {
        Quantity x = Quantity.of("x", Kind.LINEAR, 1, 2);
        ParallelCoordinates chart = chart(OptionalInt.empty(), new double[] {NONE, 0.2}, x, x);
        assertThat(threads(chart).getFirst().getAttribute("d").replaceAll("[^ML]", ""))
                .isEqualTo("ML");
        assertThat(Pages.texts(Pages.html(chart), "text"))
                .contains("Lines that end before the score: diverged or not measured.");
    }

    @Test
    void linesOfAWordAreSpreadTheBetterTheHigher() {
        Quantity words = Quantity.of("w", List.of("a", "b"), 0, 0, 0);
        List<Double> heights = threads(chart(OptionalInt.empty(), new double[] {0.1, 0.2, 0.3}, words)).stream()
                .map(thread -> Double.parseDouble(thread.getAttribute("d").split("[ L]", -1)[1]))
                .toList();
        // The lower half of the axis is from 294 to 170; lines take the middle 60 % of it.
        assertThat(heights).containsExactly(269.2, 232.0, 194.8);
    }

    @Test
    void tenAxesFitAPageAndTheirNamesDoNotOverlap() {
        double[] scores = IntStream.range(0, 200).mapToDouble(i -> i / 400.0).toArray();
        Quantity[] axes = IntStream.range(0, 10)
                .mapToObj(axis -> Quantity.of(
                        "a long name of setting " + axis,
                        Kind.LINEAR,
                        IntStream.range(0, 200)
                                .mapToDouble(i -> i * 37 % (101 + axis))
                                .toArray()))
                .toArray(Quantity[]::new);
        String page = Pages.html(chart(OptionalInt.of(199), scores, axes));
        assertThat(Pages.elements(page, "svg").getFirst().getAttribute("width")).isEqualTo("1040");
        assertThat(Pages.elements(page, "figure").getFirst().getAttribute("class"))
                .isEqualTo("wide");
        List<LabelPlace> names = Pages.elements(page, "text").stream()
                .filter(text -> text.getAttribute("class").startsWith("label"))
                .map(text -> new LabelPlace(
                        ScatterTest.number(text, "x"),
                        ScatterTest.number(text, "y"),
                        text.getAttribute("class").endsWith("end") ? "end" : "start",
                        SvgAxes.width(text.getTextContent())))
                .toList();
        assertThat(names).hasSize(11);
        for (LabelPlace one : names) {
            assertThat(one.right()).isLessThanOrEqualTo(1040);
            assertThat(names.stream().filter(other -> other.y() == one.y()).filter(one::overlaps))
                    .containsExactly(one);
        }
        assertThat(page.length() - Pages.html().length()).isLessThan(150_000);
    }

    @Test
    void fewAxesShareARowWithOtherCharts() {
        Quantity x = Quantity.of("x", Kind.LINEAR, 1);
        String page = Pages.html(chart(OptionalInt.empty(), new double[] {0.5}, x));
        assertThat(Pages.elements(page, "figure").getFirst().getAttribute("class"))
                .isEqualTo("narrow");
    }

    @Test
    void noneOneAndHugeValuesAreDrawn() {
        assertThat(threads(chart(OptionalInt.empty(), new double[0], Quantity.of("x", Kind.LINEAR))))
                .isEmpty();
        assertThat(threads(chart(OptionalInt.of(0), new double[] {0.5}))).hasSize(1);
        assertThat(styles(chart(OptionalInt.empty(), new double[] {0.5, 0.5}, Quantity.of("x", Kind.LINEAR, 1, 1))))
                .containsExactly("thread right6", "thread right6");
        double most = Double.MAX_VALUE;
        String page = Pages.html(chart(
                OptionalInt.empty(),
                new double[] {-1e300, 1, 1e300},
                Quantity.of("x", Kind.LOGARITHMIC, Double.MIN_VALUE, 0, most)));
        assertThat(page).doesNotContain("NaN", "Infinity");
    }

    @Test
    void theNumbersAreThosePointByPointAndMustFit() {
        Quantity words = Quantity.of("w", List.of("a", "b"), 1, NONE);
        assertThat(Csv.of(chart(OptionalInt.empty(), new double[] {0.5, 0.25}, words)))
                .isEqualTo("name,w,accuracy\r\ntrial 0,b,0.5\r\ntrial 1,,0.25\r\n");
        assertThatThrownBy(() -> chart(OptionalInt.empty(), new double[1], words))
                .hasMessage("Points: 2 values of w do not fit 1 points; expected one each");
    }
}
