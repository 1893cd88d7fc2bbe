package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Cubes;
import dev.chainrule.lab.page.Block.Density;
import dev.chainrule.lab.page.Block.Details;
import dev.chainrule.lab.page.Block.Figure;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.HeatMap;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.KeyFigure;
import dev.chainrule.lab.page.Block.KeyFigures;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Matrix;
import dev.chainrule.lab.page.Block.NodeGraph;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.ParallelCoordinates;
import dev.chainrule.lab.page.Block.Plane;
import dev.chainrule.lab.page.Block.Scatter;
import dev.chainrule.lab.page.Block.Table;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/// Writes a [Report] as one HTML file that needs nothing else: styles, drawings and images are inside, there is no
/// script, and a content security policy forbids the browser to load anything. The file is well-formed XML too. Equal
/// reports give equal files.
public final class HtmlRenderer {
    /// Half of the page, in the units of drawings.
    private static final int WIDEST_BESIDE = 540;

    private final Markup out = new Markup();
    /// Whether the figures being written stand in a row.
    private boolean inRow;

    private HtmlRenderer() {}

    /// The report as the text of an HTML file, to be stored as UTF-8.
    public static String render(Report report) {
        HtmlRenderer renderer = new HtmlRenderer();
        renderer.page(report);
        return renderer.out.toString();
    }

    private void page(Report report) {
        out.raw("<!DOCTYPE html>")
                .line()
                .open("html", "lang", "en")
                .line()
                .open("head")
                .line();
        out.empty("meta", "charset", "utf-8").line();
        String css = "\n" + StyleSheet.css();
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", policy(css))
                .line();
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        out.empty("meta", "name", "generator", "content", "Chainrule").line();
        out.empty("link", "rel", "icon", "href", "data:,").line();
        out.element("title", report.title()).line();
        out.empty("meta", "name", "description", "content", report.description())
                .line();
        out.open("style").raw(css).close("style").line();
        out.close("head").line().open("body").line().open("main").line();
        out.element("h1", report.title()).line();
        blocks(report.blocks());
        out.close("main").line();
        out.element("footer", "Made by Chainrule. This file is complete: it runs no script and loads nothing.")
                .line();
        out.close("body").line().close("html").line();
    }

    /// Forbids all but the images inside the page and this very style sheet.
    private static String policy(String css) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(css.getBytes(StandardCharsets.UTF_8));
            return "default-src 'none'; img-src data:; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
                    .formatted(Base64.getEncoder().encodeToString(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("HtmlRenderer: every Java platform has SHA-256", e);
        }
    }

    /// A heading and what follows it are one section, whose first block does not part from it on paper.
    private void blocks(List<Block> blocks) {
        boolean inSection = false;
        for (Block block : blocks) {
            if (block instanceof Heading) {
                endRow();
                if (inSection) {
                    out.close("section").line();
                }
                out.open("section").line();
                inSection = true;
            }
            inPlace(block);
        }
        endRow();
        if (inSection) {
            out.close("section").line();
        }
    }

    /// Charts that follow each other stand side by side where there is room.
    private void inPlace(Block block) {
        boolean chart = block instanceof Figure && !(block instanceof NodeGraph) && !(block instanceof Cubes);
        if (chart && !inRow) {
            out.open("div", "class", "row").line();
            inRow = true;
        } else if (!chart) {
            endRow();
        }
        write(block);
    }

    private void endRow() {
        if (inRow) {
            out.close("div").line();
            inRow = false;
        }
    }

    private void write(Block block) {
        switch (block) {
            case Heading heading -> out.element("h2", heading.text());
            case Paragraph paragraph -> out.element("p", paragraph.text());
            case Details details -> details(details);
            case Code code -> code(code);
            case KeyFigures figures -> keyFigures(figures);
            case Notes notes -> notes(notes);
            case Table table -> table(table);
            case Figure figure -> figure(figure);
            case ImageGrid grid -> images(grid);
        }
        out.line();
    }

    private void details(Details details) {
        out.open("details").element("summary", details.summary()).line();
        details.blocks().forEach(this::inPlace);
        endRow();
        out.close("details");
    }

    private void code(Code code) {
        String first = code.text().strip().lines().findFirst().orElse("").strip();
        out.scrolling("pre", first.isEmpty() ? "text" : first).open("code");
        String separator = "";
        for (String line : code.text().split("\n", -1)) {
            out.raw(separator).text(line);
            separator = "\n";
        }
        out.close("code").close("pre");
    }

    private void figure(Figure figure) {
        switch (figure) {
            // As wide as they need: a wide one has a row of its own.
            case HeatMap map -> open(new SvgHeatMap(map).width());
            case ParallelCoordinates chart -> open(SvgParallel.width(chart));
            default -> out.open("figure");
        }
        caption(figure.title(), figure.description());
        switch (figure) {
            case LineChart chart -> SvgLineChart.draw(out, chart);
            case BarChart chart -> SvgBarChart.draw(out, chart);
            case Matrix matrix -> HtmlMatrix.write(out, matrix);
            case Density density -> SvgDensity.draw(out, density);
            case HeatMap map -> scrolling(map.title(), () -> new SvgHeatMap(map).draw(out));
            case Scatter chart -> SvgScatter.draw(out, chart);
            case Plane plane -> SvgPlane.draw(out, plane);
            case ParallelCoordinates chart -> scrolling(chart.title(), () -> SvgParallel.draw(out, chart));
            case NodeGraph graph -> scrolling(graph.title(), () -> SvgNodeGraph.draw(out, graph));
            case Cubes cubes -> scrolling(cubes.title(), () -> SvgCubes.draw(out, cubes));
        }
        HtmlNumbers.write(out, figure);
        out.close("figure");
    }

    private void open(int width) {
        out.open("figure", "class", width > WIDEST_BESIDE ? "wide" : "narrow");
    }

    /// Numbers in a drawing are not made smaller than they can be read: a narrow screen scrolls.
    private void scrolling(String title, Runnable drawing) {
        out.scrolling("div", title);
        drawing.run();
        out.close("div");
    }

    private void images(ImageGrid grid) {
        out.open("figure");
        caption(grid.title(), grid.description());
        HtmlImages.write(out, grid);
        out.close("figure");
    }

    private void caption(String title, String description) {
        out.open("figcaption").element("b", title);
        if (!description.isEmpty()) {
            out.element("span", description);
        }
        out.close("figcaption").line();
    }

    private void keyFigures(KeyFigures block) {
        out.open("dl", "class", "key").line();
        for (KeyFigure figure : block.figures()) {
            out.open("div").element("dt", figure.label()).element("dd", figure.value(), "class", "value");
            if (!figure.detail().isEmpty()) {
                out.element("dd", figure.detail(), "class", "detail");
            }
            out.close("div").line();
        }
        out.close("dl");
    }

    private void notes(Notes block) {
        out.open("ul", "class", "notes").line();
        for (Note note : block.notes()) {
            switch (note.tone()) {
                case FINE -> sign("fine", "✓", "as it should be");
                case ATTENTION -> sign("attention", "!", "worth a look");
                case NOTE -> sign("remark", "·", "a remark");
            }
            out.element("b", note.lead()).text(" " + note.text()).close("li").line();
        }
        out.close("ul");
    }

    private void sign(String style, String sign, String meaning) {
        out.open("li", "class", style);
        out.element("i", sign, "aria-hidden", "true").element("span", meaning + ": ", "class", "hidden");
    }

    private void table(Table table) {
        out.scrolling("div", table.title().isEmpty() ? "table" : table.title()).open("table", "class", "rows");
        if (!table.title().isEmpty()) {
            out.element("caption", table.title(), "class", "hidden");
        }
        out.open("thead").open("tr");
        for (Block.Column column : table.columns()) {
            out.element("th", column.name(), "scope", "col", "class", alignment(column));
        }
        out.close("tr").close("thead").line().open("tbody").line();
        for (var row : table.rows()) {
            out.open("tr");
            for (int i = 0; i < row.size(); i++) {
                String alignment = alignment(table.columns().get(i));
                if (i == 0) {
                    out.element("th", row.get(i), "scope", "row", "class", alignment);
                } else {
                    out.element("td", row.get(i), "class", alignment);
                }
            }
            out.close("tr").line();
        }
        out.close("tbody").close("table").close("div");
    }

    private static String alignment(Block.Column column) {
        return column.numeric() ? "number" : "words";
    }
}
