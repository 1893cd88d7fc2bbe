package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Bar;
import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Mark;
import dev.chainrule.lab.page.Block.Matrix;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class HtmlRendererTest {
    private static final String PAGE = HtmlRenderer.render(Pages.withEverywhere("some text"));

    @Test
    void equalReportsGiveEqualFilesInEveryLanguage() {
        Locale before = Locale.getDefault();
        try {
            for (String language : List.of("ar-EG", "tr-TR", "de-DE", "hi-IN-u-nu-deva")) {
                Locale.setDefault(Locale.forLanguageTag(language));
                assertThat(HtmlRenderer.render(Pages.withEverywhere("some text")))
                        .isEqualTo(PAGE);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aPageLoadsNothingAndRunsNothing() {
        assertThat(PAGE)
                .doesNotContainIgnoringCase("http:", "https:", "//", "url(", "@import", "<script", "javascript:");
        assertThat(Pages.structure(PAGE)).noneMatch(name -> name.startsWith("@on") || name.equals("@style"));
        assertThat(Pages.elements(PAGE, "*").stream()
                        .flatMap(element -> IntStream.range(0, 1)
                                .mapToObj(i -> element.getAttribute("src") + element.getAttribute("href"))))
                .allMatch(source -> source.isEmpty() || source.startsWith("data:"));
    }

    @Test
    void thePolicyAllowsThisStyleSheetAlone() throws Exception {
        String style = Pages.texts(PAGE, "style").getFirst();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        String policy = Pages.elements(PAGE, "meta").stream()
                .filter(meta -> meta.getAttribute("http-equiv").equals("Content-Security-Policy"))
                .map(meta -> meta.getAttribute("content"))
                .collect(Collectors.joining());
        assertThat(policy)
                .isEqualTo(
                        "default-src 'none'; img-src data:; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
                                .formatted(Base64.getEncoder().encodeToString(hash)));
    }

    @Test
    void everyBlockIsThere() {
        assertThat(Pages.structure(PAGE))
                .contains("h1", "h2", "p", "pre", "dl", "ul", "table", "svg", "rect", "circle", "img", "figure");
        assertThat(Pages.elements(PAGE, "figure")).hasSize(11);
    }

    @Test
    void everyDrawingSaysWhatItShows() {
        for (Element drawing : Pages.elements(PAGE, "svg")) {
            assertThat(drawing.getAttribute("role")).isEqualTo("img");
            assertThat(((Element) drawing.getElementsByTagName("title").item(0)).getAttribute("id"))
                    .isEqualTo(drawing.getAttribute("aria-labelledby"));
            assertThat(((Element) drawing.getElementsByTagName("desc").item(0)).getAttribute("id"))
                    .isEqualTo(drawing.getAttribute("aria-describedby"));
        }
        assertThat(Pages.elements(PAGE, "img"))
                .allMatch(image -> image.getAttribute("alt").equals("some text"));
    }

    @Test
    void identifiersAreUnique() {
        assertThat(Pages.elements(PAGE, "*").stream()
                        .map(element -> element.getAttribute("id"))
                        .filter(id -> !id.isEmpty()))
                .isNotEmpty()
                .doesNotHaveDuplicates();
    }

    @Test
    void chartsThatFollowEachOtherShareARow() {
        Block chart = line(new double[] {1, 2}, new double[] {3, 4}, 1);
        String page = Pages.html(chart, chart, new Block.Paragraph("between"), chart);
        assertThat(Pages.elements(page, "div").stream()
                        .filter(div -> div.getAttribute("class").equals("row"))
                        .map(div -> div.getElementsByTagName("figure").getLength()))
                .containsExactly(2, 1);
    }

    @Test
    void aChartWithoutValuesSaysSo() {
        assertThat(Pages.html(line(new double[0], new double[0], 1))).contains("Nothing was measured.");
        assertThat(Pages.html(line(new double[] {1, 2}, new double[] {Double.NaN, Double.NEGATIVE_INFINITY}, 5)))
                .contains("Nothing was measured.");
    }

    @Test
    void aLonePointIsSeen() {
        assertThat(Pages.elements(Pages.html(line(new double[] {7}, new double[] {0.5}, 1)), "circle"))
                .hasSize(1);
    }

    @Test
    void valuesThatAreNotNumbersLeaveAGap() {
        double[] y = {1, 2, Double.NaN, 3, 4};
        assertThat(Pages.elements(Pages.html(line(new double[] {1, 2, 3, 4, 5}, y, 1)), "path").stream()
                        .filter(path -> path.getAttribute("class").startsWith("line"))
                        .map(path -> path.getAttribute("d").replaceAll("[^ML]", "")))
                .containsExactly("MLML");
    }

    @Test
    void aLogarithmicAxisLeavesOutWhatItCannotShow() {
        double[] x = {0, 1, 10, 100};
        LineChart chart = new LineChart(
                "t",
                "",
                new Axis("steps", Axis.Scale.LOGARITHMIC, Axis.Unit.NUMBER),
                Axis.of("y"),
                List.of(new Series("s", x, new double[] {5, 6, 7, 8}, 1)),
                List.of(),
                List.of(new Mark(-1, 6, "left out")));
        String page = Pages.html(chart);
        assertThat(Pages.elements(page, "circle")).hasSize(3);
        assertThat(page).doesNotContain("NaN", "Infinity", "left out");
    }

    @Test
    void aLongNoisyCurveIsDrawnShortWithItsExtremes() {
        int steps = 9000;
        double[] x = IntStream.rangeClosed(1, steps).asDoubleStream().toArray();
        double[] y = Arrays.stream(x)
                .map(step -> 2.3 + StrictMath.sin(step * 12.9898) * 0.5)
                .toArray();
        y[4321] = 9.75;
        String page = Pages.html(line(x, y, 181));
        List<String> paths = Pages.elements(page, "path").stream()
                .filter(path -> path.getAttribute("class").endsWith(" c0"))
                .map(path -> path.getAttribute("d"))
                .toList();
        assertThat(paths).hasSize(2).allMatch(path -> path.split("[ML]").length - 1 <= 600);
        assertThat(page).contains("highest 9.750");
        assertThat(page.length() - Pages.html().length()).isLessThan(20_000);
    }

    @Test
    void theNamesOfLinesThatEndTogetherDoNotOverlap() {
        assertThat(Svg.apart(new double[] {100, 101, 102}, 30, 0, 300)).containsExactly(100, 130, 160);
        assertThat(Svg.apart(new double[] {290, 299}, 30, 0, 300)).containsExactly(270, 300);
        assertThat(Svg.apart(new double[] {5, 5, 5}, 30, 0, 40)).containsExactly(0, 20, 40);
        assertThat(Svg.apart(new double[] {}, 30, 0, 40)).isEmpty();
    }

    @Test
    void aBarWithoutAValueIsADash() {
        String page = Pages.html(new BarChart("t", "", List.of(new Bar("empty", Double.NaN, "")), List.of()));
        assertThat(Pages.texts(page, "text")).containsExactly("empty", "–");
        assertThat(page).doesNotContain("NaN");
    }

    @Test
    void aSmallMatrixIsATableAndALargeOneADrawing() {
        assertThat(Pages.texts(Pages.html(matrix(3)), "td")).containsSubsequence("1", "", "", "", "2");
        String large = Pages.html(matrix(100));
        assertThat(Pages.elements(large, "table"))
                .noneMatch(table -> table.getAttribute("class").equals("matrix"));
        assertThat(Pages.elements(large, "path").stream()
                        .filter(path -> path.getAttribute("class").equals("crisp right10"))
                        .map(path -> path.getAttribute("d"))
                        .flatMap(path -> Arrays.stream(path.split("(?=M)"))))
                .as("the diagonal and the shade that is explained")
                .hasSize(100 + 1);
    }

    @Test
    void aRowThatDoesNotFitItsColumnsIsRefused() {
        assertThatThrownBy(() -> new Table("t", List.of(new Column("a", false)), List.of(List.of("1", "2"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Table: a row of 2 cells does not fit 1 columns; expected as many");
        assertThatThrownBy(() -> new Matrix("t", "", List.of("a"), new int[][] {{1, 2}}))
                .hasMessageContaining("counts do not fit 1 names");
        assertThatThrownBy(() -> new Series("s", new double[2], new double[3], 1))
                .hasMessageContaining("2 positions, 3 values");
    }

    private static Matrix matrix(int size) {
        int[][] counts = new int[size][size];
        IntStream.range(0, size).forEach(i -> counts[i][i] = i + 1);
        return new Matrix(
                "t", "", IntStream.range(0, size).mapToObj(Integer::toString).toList(), counts);
    }

    private static LineChart line(double[] x, double[] y, int smoothing) {
        return new LineChart(
                "t", "", Axis.of("x"), Axis.of("y"), List.of(new Series("s", x, y, smoothing)), List.of(), List.of());
    }

    @Test
    void whatScrollsCanBeReachedByTheKeyboardAndHasAName() {
        List<Element> scrolling = Pages.elements(PAGE, "*").stream()
                .filter(element -> element.getAttribute("class").equals("scroll"))
                .toList();
        assertThat(scrolling.stream().map(Element::getTagName).distinct()).containsExactlyInAnyOrder("pre", "div");
        assertThat(scrolling).allSatisfy(element -> {
            assertThat(element.getAttribute("tabindex")).isEqualTo("0");
            assertThat(element.getAttribute("role")).isEqualTo("region");
            assertThat(element.getAttribute("aria-label")).isNotBlank();
        });
    }

    @Test
    void aHeadingAndWhatFollowsItAreASection() {
        String page = Pages.html(
                new Block.Heading("one"), new Block.Paragraph("a"), new Block.Heading("two"), new Block.Paragraph("b"));
        assertThat(Pages.elements(page, "section").stream()
                        .map(section ->
                                section.getTextContent().replaceAll("\\s+", " ").strip()))
                .containsExactly("one a", "two b");
        assertThat(Pages.elements(page, "main")).hasSize(1);
    }

    @Test
    void detailsHoldTheirBlocksUnderALine() {
        String page = Pages.html(new Block.Details("more", List.of(new Block.Paragraph("inside"))));
        Element details = Pages.elements(page, "details").getFirst();
        assertThat(details.getElementsByTagName("summary").item(0).getTextContent())
                .isEqualTo("more");
        assertThat(details.getElementsByTagName("p").item(0).getTextContent()).isEqualTo("inside");
    }

    @Test
    void aNoteSaysInWordsHowItIsMeant() {
        assertThat(Pages.texts(PAGE, "span")).contains("as it should be: ", "worth a look: ", "a remark: ");
    }

    @Test
    void longNamesOfLinesAreWhole() {
        Series series = new Series("validation of small-vgg", new double[] {1, 2}, new double[] {3, 4}, 1);
        LineChart chart = new LineChart("", "", Axis.of("x"), Axis.of("y"), List.of(series), List.of(), List.of());
        assertThat(Pages.texts(Pages.html(chart), "text")).contains("validation of small-vgg");
    }

    @Test
    void sharesStandWhereNoLineToCompareWithCanCrossThem() {
        List<Bar> bars =
                IntStream.range(0, 5).mapToObj(i -> new Bar("b", i / 4.0, "")).toList();
        String page = Pages.html(new BarChart("", "", bars, List.of(new Block.Guide(0.5, "all"))));
        double farthest = Pages.elements(page, "rect").stream()
                .mapToDouble(bar ->
                        Double.parseDouble(bar.getAttribute("x")) + Double.parseDouble(bar.getAttribute("width")))
                .max()
                .orElseThrow();
        List<Element> shares = Pages.elements(page, "text").stream()
                .filter(text -> text.getAttribute("class").equals("tick end"))
                .toList();
        assertThat(shares).hasSize(5).allSatisfy(text -> {
            double end = Double.parseDouble(text.getAttribute("x"));
            assertThat(end - Svg.width(text.getTextContent())).isGreaterThan(farthest);
        });
    }
}
