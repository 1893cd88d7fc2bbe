package dev.chainrule.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Details;
import dev.chainrule.lab.page.Block.Figure;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.KeyFigure;
import dev.chainrule.lab.page.Block.KeyFigures;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Code;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages as Markdown, read back by a parser of CommonMark with tables.
class MarkdownRendererTest {
    private static final Parser PARSER =
            Parser.builder().extensions(List.of(TablesExtension.create())).build();

    @Test
    void everyBlockHasItsForm() {
        String text = text(
                new Paragraph("One of 3."),
                new Heading("What"),
                new KeyFigures(List.of(new KeyFigure("accuracy", "45 %", "of 100"), new KeyFigure("time", "3 s", ""))),
                new Notes(List.of(
                        new Note(Tone.FINE, "Fine:", "so."),
                        new Note(Tone.ATTENTION, "Look:", "here."),
                        new Note(Tone.NOTE, "", "Only."))),
                new Table(
                        "Arms",
                        List.of(new Column("arm", false), new Column("accuracy", true)),
                        List.of(List.of("a|b", "1"), List.of("*c*", "2"))),
                new Block.Code("one\n```\ntwo"),
                new Details("More <b>", List.of(new Paragraph("Inside."))));
        assertThat(text).isEqualTo("""
            # Title

            One of 3.

            ## What

            - accuracy: <b>45 %</b> – of 100
            - time: <b>3 s</b>

            - ✓ <b>Fine:</b> so.
            - **!** <b>Look:</b> here.
            - · Only.

            <b>Arms</b>

            | arm | accuracy |
            | --- | ---: |
            | a\\|b | 1 |
            | \\*c\\* | 2 |

            ````
            one
            ```
            two
            ````

            <details>
            <summary>More &lt;b&gt;</summary>

            Inside.

            </details>
            """);
    }

    @Test
    void aFigureIsAFileWithWordsForThoseWhoCannotSeeItAndItsNumbers() {
        BarChart bars = new BarChart("Classes", "Of [all].", List.of(new Block.Bar("cat", 0.5, "")), List.of());
        MarkdownPage page = MarkdownRenderer.render(new Report("t", List.of(bars, bars)), "x");
        assertThat(page.text()).contains("""
            <b>Classes</b><br>Of \\[all\\].

            ![Classes: cat 50.0\u00a0%](x-1.svg)

            [Numbers as CSV](x-1.csv)
            """).contains("(x-2.svg)", "(x-2.csv)");
        assertThat(page.files()).containsOnlyKeys("x-1.svg", "x-1.csv", "x-2.svg", "x-2.csv");
        assertThat(page.files().get("x-1.svg")).isEqualTo(SvgFile.of(bars).getBytes(StandardCharsets.UTF_8));
        assertThat(page.files().get("x-1.csv")).isEqualTo(Csv.of(bars).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void imagesAreOneSheetWithWordsForThoseWhoCannotSeeIt() {
        List<CaptionedPicture> images = IntStream.range(0, 10)
                .mapToObj(i -> new CaptionedPicture(Pages.grey(30, 40), "image | " + i, "cat", "is dog"))
                .toList();
        ImageGrid grid = new ImageGrid("Images", "", images);
        MarkdownPage page = MarkdownRenderer.render(new Report("t", List.of(grid)), "x");
        assertThat(page.files()).containsOnlyKeys("x-1.png");
        assertThat(page.text())
                .contains("![Images: image \\| 0, image \\| 1,", "image \\| 9](x-1.png)")
                .contains("Row by row: cat is dog, cat is dog,");
        assertThat(MarkdownRenderer.render(new Report("t", List.of(new ImageGrid("", "", List.of()))), "x")
                        .text())
                .isEqualTo("# t\n");
    }

    @Test
    void aSheetHasEightImagesInARowOnWhiteAndBlowsUpSmallOnes() {
        Picture grey = new Picture(new byte[] {1, 2, 3, 4}, Shape.of(1, 2, 2));
        Picture colour = new Picture(new byte[] {11, 12, 13, 14, 21, 22, 23, 24, 31, 32, 33, 34}, Shape.of(3, 2, 2));
        List<Picture> pictures = new ArrayList<>(Collections.nCopies(8, grey));
        pictures.add(colour);

        Picture sheet = ContactSheet.of(pictures, 0);

        // 2 pixels become 40, with 2 between: 8 columns and 2 rows
        assertThat(sheet.shape()).isEqualTo(Shape.of(3, 82, 334));
        assertThat(sheet.at(2, 0, 0)).isEqualTo(1);
        assertThat(sheet.at(0, 39, 39)).isEqualTo(4);
        assertThat(sheet.at(0, 39, 40)).isEqualTo(255);
        assertThat(sheet.at(1, 42, 20)).isEqualTo(22);
        assertThat(sheet.at(2, 81, 0)).isEqualTo(33);
        assertThat(sheet.at(2, 81, 50)).isEqualTo(255);
    }

    @Test
    void equalReportsGiveEqualFiles() {
        MarkdownPage one = MarkdownRenderer.render(Pages.withEverywhere("some text"), "x");
        MarkdownPage other = MarkdownRenderer.render(Pages.withEverywhere("some text"), "x");
        assertThat(one.text()).isEqualTo(other.text());
        assertThat(one.files()).containsOnlyKeys(other.files().keySet());
        one.files()
                .forEach((file, bytes) ->
                        assertThat(bytes).as(file).isEqualTo(other.files().get(file)));
    }

    @Test
    void everyFileThatThePageNamesIsThereAndNoOther(@TempDir Path folder) throws IOException {
        MarkdownPage page = MarkdownRenderer.render(Pages.withEverywhere("some text"), "x");
        page.write(folder);
        assertThat(folder.resolve("x.md")).hasContent(page.text());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> !file.equals("x.md")))
                    .isNotEmpty()
                    .allMatch(file -> page.text().contains("(" + file + ")")
                            || page.text().contains("src=\"" + file + "\""))
                    .hasSize(page.files().size());
        }
        for (String svg : page.files().keySet()) {
            assertThat(Files.readAllBytes(folder.resolve(svg)))
                    .isEqualTo(page.files().get(svg));
        }
        long figures = Pages.withEverywhere("").blocks().stream()
                .filter(Figure.class::isInstance)
                .count();
        assertThat(page.files().keySet().stream().filter(file -> file.endsWith(".svg")))
                .hasSize((int) figures);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", "a b", "(x)", "ä", ".x"})
    void aNameThatIsNoSimpleFileNameIsRefused(String name) {
        assertThatThrownBy(() -> MarkdownRenderer.render(new Report("t", List.of()), name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit a page");
    }

    static Stream<String> payloads() {
        return Stream.concat(
                EscapingTest.payloads().stream(),
                Stream.of(
                        "# heading",
                        "## two ##",
                        "- item",
                        "+ item",
                        "* item",
                        "1. item",
                        "12) item",
                        "1234567890. no item",
                        "> quote",
                        "---",
                        "===",
                        "***",
                        "___",
                        "    code",
                        "\tcode",
                        "```",
                        "~~~ x",
                        "`code`",
                        "**bold** _it_ __bold__ *it*",
                        "~~gone~~",
                        "[link](http://evil.example)",
                        "![image](x.png)",
                        "[ref]: http://evil.example",
                        "[^1]: note",
                        "[ ] task",
                        "<http://evil.example>",
                        "http://evil.example and www.evil.example",
                        "a | b || c \\| d \\\\| e",
                        "| --- |",
                        "$x$ and $$y$$",
                        "ends with \\",
                        "\\*not\\*",
                        "&copy; &#42;",
                        "two  \nlines",
                        "<!-- comment -->",
                        "</details>",
                        "<details>",
                        "!",
                        "+",
                        "-",
                        "="));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void noTextChangesTheStructureOfAPage(String payload) {
        String harmless = payload.isEmpty() ? "" : "harmless";
        assertThat(nodes(MarkdownRenderer.render(Pages.withEverywhere(payload), "x")
                        .text()))
                .isEqualTo(nodes(MarkdownRenderer.render(Pages.withEverywhere(harmless), "x")
                        .text()));
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void anyTextIsReadAsItself(String payload) {
        String expected = VisibleText.visible(payload).strip();
        List<Column> columns = List.of(new Column(payload, false), new Column("b", true));
        String page = text(
                new Heading(payload),
                new Paragraph(payload),
                new Table("", columns, List.of(List.of(payload, "1"), List.of("2", payload))));
        assertThat(content(PARSER.parse(page)).replaceAll("\\s", ""))
                .isEqualTo(("Title" + expected + expected + expected + "b" + expected + "12" + expected)
                        .replaceAll("\\s", ""));
    }

    @Test
    void codeHostsMakeNoLinkOfAnAddressInAText() {
        assertThat(text(new Paragraph("see http://a.example, www.b.example or ftp://c")))
                .contains("see http\\://a.example, www\\.b.example or ftp\\://c");
    }

    private static String text(Block... blocks) {
        return MarkdownRenderer.render(new Report("Title", List.of(blocks)), "x")
                .text();
    }

    /// The kinds of nodes in order, tags by their names; what texts say is left out.
    private static List<String> nodes(String markdown) {
        List<String> kinds = new ArrayList<>();
        collect(PARSER.parse(markdown), kinds);
        return kinds;
    }

    private static void collect(Node parent, List<String> kinds) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            switch (node) {
                case Text _ -> {}
                case HtmlInline tag -> kinds.add(tag.getLiteral().replaceAll("(?s)\\balt=\"[^\"<>]*\"", ""));
                case HtmlBlock block ->
                    kinds.add(block.getLiteral().replaceAll("(?s)<summary>[^<>]*</summary>", "<summary>"));
                default -> kinds.add(node.getClass().getSimpleName());
            }
            collect(node, kinds);
            kinds.add("/");
            if (node instanceof Text) {
                kinds.removeLast();
            }
        }
    }

    private static String content(Node parent) {
        StringBuilder content = new StringBuilder();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            content.append(
                    switch (node) {
                        case Text text -> text.getLiteral();
                        case Code code -> code.getLiteral();
                        default -> content(node);
                    });
        }
        return content.toString();
    }
}
