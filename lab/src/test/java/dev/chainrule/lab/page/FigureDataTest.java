package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Bar;
import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Density;
import dev.chainrule.lab.page.Block.Figure;
import dev.chainrule.lab.page.Block.HeatMap;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Matrix;
import dev.chainrule.lab.page.Block.NodeGraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/// The numbers behind figures: below them, as CSV, and figures as files.
class FigureDataTest {
    private static final double NONE = Double.NaN;

    @Test
    void linesOfDifferentPositionsShareARowWhereTheyMeet() {
        Series a = Series.of("a", new double[] {1, 2, 4}, new double[] {0.1, NONE, Double.POSITIVE_INFINITY});
        Series b = Series.of("b", new double[] {0.5, 2, 2}, new double[] {7, 8, 9});
        assertThat(Csv.of(lines(a, b)))
                .isEqualTo("epoch,a,b\r\n0.5,,7\r\n1,0.1,\r\n2,NaN,8\r\n2,,9\r\n4,Infinity,\r\n");
    }

    @Test
    void bandsAreColumnsAndOnThePageMeansToo() {
        Series line = new Series("a", new double[] {1, 2}, new double[] {2, 4}, 3)
                .withBand(new double[] {1, 2}, new double[] {3, NONE});
        assertThat(Csv.of(lines(line))).isEqualTo("epoch,a,\"a, low\",\"a, high\"\r\n1,2,1,3\r\n2,4,2,NaN\r\n");
        assertThat(Pages.texts(Pages.html(lines(line)), "th"))
                .startsWith("epoch", "a", "a, mean of 3", "a, low", "a, high");
    }

    @Test
    void numbersAreWrittenInFull() {
        double[] y = {0.1 + 0.2, 1e-300, -123456789.125, 2.3025851f};
        assertThat(Csv.of(lines(Series.of("a", new double[] {1, 2, 3, 4}, y))))
                .isEqualTo("epoch,a\r\n1,0.30000000000000004\r\n2,1.0E-300\r\n3,-1.23456789125E8\r\n4,2.3025851\r\n");
    }

    @Test
    void everyKindOfFigureHasItsNumbers() {
        assertThat(Csv.of(new BarChart("t", "", List.of(new Bar("x", 0.25, "1 of 4"), new Bar("y", 1, "")), List.of())))
                .isEqualTo("name,share,detail\r\nx,0.25,1 of 4\r\ny,1,\r\n");
        assertThat(Csv.of(new Matrix("t", "", List.of("cat", "dog"), new int[][] {{1, 2}, {0, 3}})))
                .isEqualTo("is,named cat,named dog\r\ncat,1,2\r\ndog,0,3\r\n");
        assertThat(Csv.of(heatMap(new double[][] {{0.5, NONE}})))
                .isEqualTo("scale,rate column 0,rate column 1\r\nrow 0,0.5,NaN\r\n");
        double[] edges = {Double.NEGATIVE_INFINITY, 0, 0.5, Double.POSITIVE_INFINITY};
        double[][] shares = {{0.25, 0.5, 0.25}};
        assertThat(Csv.of(new Density("t", "", Axis.of("step"), Axis.of("y"), new double[] {3}, edges, shares)))
                .isEqualTo("step,below 0,0 to 0.5,from 0.5\r\n3,0.25,0.5,0.25\r\n");
        NodeBox.Part part = new NodeBox.Part("y = x", "m", List.of(List.of("1", "2"), List.of(), List.of("3", "4")));
        NodeBox box = new NodeBox(part, NodeBox.Part.none(), List.of());
        assertThat(Csv.of(new NodeGraph("t", "", List.of(box))))
                .isEqualTo("node,meaning,value,gradient\r\ny = x,m,1 2; 3 4,\r\n");
        assertThat(Csv.of(new Table("t", List.of(new Column("a", false)), List.of(List.of(""), List.of("x")))))
                .isEqualTo("a\r\n\"\"\r\nx\r\n");
    }

    @ParameterizedTest
    @MethodSource("dev.chainrule.lab.page.EscapingTest#payloads")
    void anyNameComesBackFromCsv(String name) {
        Matrix matrix = new Matrix("t", "", List.of(name, "b"), new int[][] {{1, 2}, {3, 4}});
        assertThat(read(Csv.of(matrix)))
                .containsExactly(
                        List.of("is", "named " + name, "named b"), List.of(name, "1", "2"), List.of("b", "3", "4"));
    }

    /// A reader after RFC 4180.
    private static List<List<String>> read(String csv) {
        List<List<String>> lines = new ArrayList<>();
        List<String> line = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == ',') {
                line.add(cell.toString());
                cell.setLength(0);
            } else if (!quoted && csv.startsWith("\r\n", i)) {
                line.add(cell.toString());
                cell.setLength(0);
                lines.add(List.copyOf(line));
                line.clear();
                i++;
            } else {
                cell.append(c);
            }
        }
        assertThat(quoted).isFalse();
        assertThat(cell).isEmpty();
        return lines;
    }

    @Test
    void aTableOfItsNumbersStandsBelowEveryFigure() {
        String page = HtmlRenderer.render(Pages.withEverywhere("some text"));
        for (Element figure : Pages.elements(page, "figure")) {
            boolean ofImages = figure.getElementsByTagName("img").getLength() > 0;
            List<Element> details = Pages.children(figure, "details");
            assertThat(details).hasSize(ofImages ? 0 : 1);
            for (Element one : details) {
                assertThat(one.getElementsByTagName("summary").item(0).getTextContent())
                        .isEqualTo("Numbers");
                assertThat(one.getElementsByTagName("td").getLength()).isPositive();
                assertThat(one.getElementsByTagName("caption").item(0).getTextContent())
                        .isEqualTo("some text");
            }
        }
    }

    @Test
    void longSeriesAreThinnedAndSaySo() {
        double[] x = IntStream.rangeClosed(1, 1000).asDoubleStream().toArray();
        String page = Pages.html(lines(Series.of("a", x, x)));
        assertThat(Pages.texts(page, "summary")).containsExactly("Numbers (every 25th value and the last)");
        List<String> rows = Pages.elements(page, "th").stream()
                .filter(cell -> cell.getAttribute("scope").equals("row"))
                .map(Element::getTextContent)
                .toList();
        assertThat(rows).hasSize(41).startsWith("1", "26", "51").endsWith("976", "1000");
        double[] few = IntStream.rangeClosed(1, 40).asDoubleStream().toArray();
        assertThat(Pages.texts(Pages.html(lines(Series.of("a", few, few))), "summary"))
                .containsExactly("Numbers");
    }

    @Test
    void ordinalsAreSpelt() {
        assertThat(IntStream.of(1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111).mapToObj(Numbers::ordinal))
                .containsExactly("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th");
    }

    @Test
    void aFigureWithoutNumbersHasNoTable() {
        assertThat(Pages.elements(Pages.html(lines()), "details")).isEmpty();
        assertThat(Csv.of(lines())).isEqualTo("epoch\r\n");
    }

    @Test
    void tenChartsOfLongLinesStayBelow300Kilobytes() {
        double[] x = IntStream.range(0, 9000).asDoubleStream().toArray();
        double[] y = IntStream.range(0, 9000)
                .mapToDouble(i -> StrictMath.sin(i * 12.9898))
                .toArray();
        Series[] series = IntStream.range(0, 4)
                .mapToObj(line -> Series.of("run " + line, x, y))
                .toArray(Series[]::new);
        Block[] ten = IntStream.range(0, 10).mapToObj(_ -> lines(series)).toArray(Block[]::new);
        assertThat(Pages.html(ten)).hasSizeLessThan(300_000);
    }

    static List<Figure> figures() {
        return Pages.withEverywhere("some text").blocks().stream()
                .filter(Figure.class::isInstance)
                .map(Figure.class::cast)
                .toList();
    }

    @Test
    void everyKindOfFigureIsTried() {
        assertThat(figures().stream().map(Object::getClass).map(Class::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Figure.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("figures")
    void anyFigureIsAFileThatNeedsNothingElse(Figure figure) {
        String file = SvgFile.of(figure);
        Element root = Pages.parse(file).getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getAttribute("xmlns")).isEqualTo("http://www.w3.org/2000/svg");
        assertThat(file.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContainIgnoringCase("http", "//", "url(", "@import", "<script", "var(", "@media", "href");
        assertThat(Pages.texts(file, "title")).contains("some text");
        assertThat(Pages.texts(file, "style").getFirst())
                .as("rules on lines of their own")
                .contains("\nsvg text {", "\n.paper { fill: #fff; }\n")
                .matches("(\\s*[^{}␊]+\\{[^{}␊]+\\})+\\s*");
        String[] box = root.getAttribute("viewBox").split(" ", -1);
        assertThat(Pages.elements(file, "path").getFirst().getAttribute("d"))
                .as("white paper under all of it")
                .isEqualTo("M%s %sh%sv%sh-%sz".formatted(box[0], box[1], box[2], box[3], box[2]));
        assertThat(SvgFile.of(figure)).isEqualTo(file);
    }

    @ParameterizedTest
    @MethodSource("dev.chainrule.lab.page.EscapingTest#payloads")
    void noNameChangesTheStructureOfAFile(String payload) {
        String harmless = payload.isEmpty() ? "" : "harmless";
        assertThat(structures(payload)).isEqualTo(structures(harmless));
    }

    private static String structures(String text) {
        return Pages.withEverywhere(text).blocks().stream()
                .filter(Figure.class::isInstance)
                .map(figure -> Pages.structure(SvgFile.of((Figure) figure)).toString())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void thePageIsDescribedByItsFirstParagraphUnlessItSaysMore() {
        Block first = new Block.Paragraph("One \"run\" of 3.");
        assertThat(description(new Report("t", List.of(new Block.Heading("h"), first, new Block.Paragraph("x")))))
                .isEqualTo("One \"run\" of 3.");
        assertThat(description(new Report("t", "said", List.of(first)))).isEqualTo("said");
        assertThat(description(new Report("t", List.of()))).isEqualTo("t");
    }

    private static String description(Report report) {
        return Pages.elements(HtmlRenderer.render(report), "meta").stream()
                .filter(meta -> meta.getAttribute("name").equals("description"))
                .map(meta -> meta.getAttribute("content"))
                .collect(Collectors.joining());
    }

    private static HeatMap heatMap(double[][] values) {
        List<String> columns = IntStream.range(0, values[0].length)
                .mapToObj(i -> "column " + i)
                .toList();
        return new HeatMap("t", "", "scale", "rate", List.of("row 0"), columns, values, Axis.Unit.PERCENT);
    }

    private static LineChart lines(Series... series) {
        return new LineChart("t", "", Axis.of("epoch"), Axis.of("y"), List.of(series), List.of(), List.of());
    }
}
