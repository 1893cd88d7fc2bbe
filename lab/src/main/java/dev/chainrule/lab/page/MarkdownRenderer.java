package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Code;
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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes a [Report] as Markdown that code hosts show: figures are SVG files with their numbers in CSV files, images
/// PNG files, all beside the page. Equal reports give equal files.
public final class MarkdownRenderer {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private final String name;
    private final StringBuilder out = new StringBuilder();
    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private int figures;

    private MarkdownRenderer(String name) {
        this.name = name;
    }

    /// The report as Markdown and files.
    ///
    /// @param name of the page, the beginning of the names of its files, for example `kth-depth`
    /// @throws IllegalArgumentException if the name is more than letters, digits, dots, underscores and hyphens
    public static MarkdownPage render(Report report, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "MarkdownRenderer: name %s does not fit a page; expected letters, digits, dots, underscores and hyphens"
                            .formatted(name));
        }
        MarkdownRenderer renderer = new MarkdownRenderer(name);
        renderer.part("# " + MarkdownText.of(report.title()));
        report.blocks().forEach(renderer::write);
        return new MarkdownPage(name, renderer.out.toString(), renderer.files);
    }

    /// A part between blank lines.
    private void part(String text) {
        if (!out.isEmpty()) {
            out.append('\n');
        }
        out.append(text.endsWith("\n") ? text : text + '\n');
    }

    private void write(Block block) {
        switch (block) {
            case Heading heading -> part("## " + MarkdownText.of(heading.text()));
            case Paragraph paragraph -> part(MarkdownText.of(paragraph.text()));
            case Details details -> details(details);
            case Code code -> part(MarkdownText.fenced(code.text()));
            case KeyFigures key -> part(lines(key.figures(), MarkdownRenderer::keyFigure));
            case Notes notes -> part(lines(notes.notes(), MarkdownRenderer::note));
            case Table table -> table(table);
            case Figure figure -> figure(figure);
            case ImageGrid grid -> images(grid);
        }
    }

    private static <T> String lines(List<T> items, Function<T, String> line) {
        return items.stream().map(line).collect(Collectors.joining());
    }

    private void details(Details details) {
        part("<details>\n<summary>%s</summary>".formatted(MarkdownText.inHtml(details.summary())));
        details.blocks().forEach(this::write);
        part("</details>");
    }

    private static String keyFigure(KeyFigure figure) {
        String detail = figure.detail().isEmpty() ? "" : " – " + MarkdownText.of(figure.detail());
        return "- %s: %s%s\n".formatted(MarkdownText.of(figure.label()), strong(figure.value()), detail);
    }

    private static String note(Note note) {
        String sign = switch (note.tone()) {
            case FINE -> "✓";
            case ATTENTION -> "**!**";
            case NOTE -> "·";
        };
        return Stream.of(sign, strong(note.lead()), MarkdownText.of(note.text()))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" ", "- ", "\n"));
    }

    /// Text in bold; tags work between any characters, asterisks do not.
    private static String strong(String text) {
        String content = MarkdownText.of(text);
        return content.isEmpty() ? "" : "<b>" + content + "</b>";
    }

    private void table(Table table) {
        if (!table.title().isEmpty()) {
            part(strong(table.title()));
        }
        if (table.columns().isEmpty()) {
            return;
        }
        String alignments = table.columns().stream()
                .map(column -> column.numeric() ? "---:" : "---")
                .collect(Collectors.joining(" | ", "| ", " |\n"));
        part(row(table.columns().stream().map(Column::name).toList())
                + alignments
                + table.rows().stream().map(MarkdownRenderer::row).collect(Collectors.joining()));
    }

    private static String row(List<String> cells) {
        return cells.stream().map(MarkdownText::inCell).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private void caption(String title, String description) {
        String both = strong(title) + (description.isEmpty() ? "" : "<br>" + MarkdownText.of(description));
        if (!both.isEmpty()) {
            part(both);
        }
    }

    private void figure(Figure figure) {
        String file = name + "-" + ++figures;
        caption(figure.title(), figure.description());
        String words = figure.title() + ": " + SvgFile.summary(figure);
        part("![%s](%s.svg)\n\n[Numbers as CSV](%s.csv)".formatted(MarkdownText.of(words), file, file));
        add(file + ".svg", SvgFile.of(figure));
        add(file + ".csv", Csv.of(figure));
    }

    private void add(String file, String text) {
        files.put(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /// The images on one sheet, row by row, and what each is in words below it.
    private void images(ImageGrid grid) {
        caption(grid.title(), grid.description());
        figures++;
        if (grid.images().isEmpty()) {
            return;
        }
        String file = "%s-%s.png".formatted(name, figures);
        files.put(
                file,
                Png.encode(ContactSheet.of(
                        grid.images().stream().map(CaptionedPicture::picture).toList(), grid.columns())));
        String words = grid.images().stream()
                .map(CaptionedPicture::alternative)
                .collect(Collectors.joining(", ", grid.title() + ": ", ""));
        part("![%s](%s)".formatted(MarkdownText.of(words), file));
        String captions = grid.images().stream()
                .map(image -> Stream.of(image.caption(), image.detail())
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(" ")))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        if (!captions.isEmpty()) {
            part(MarkdownText.of("Row by row: " + captions + "."));
        }
    }
}
