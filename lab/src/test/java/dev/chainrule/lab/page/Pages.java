package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Bar;
import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Cubes;
import dev.chainrule.lab.page.Block.Density;
import dev.chainrule.lab.page.Block.Details;
import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.HeatMap;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.KeyFigure;
import dev.chainrule.lab.page.Block.KeyFigures;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Mark;
import dev.chainrule.lab.page.Block.Matrix;
import dev.chainrule.lab.page.Block.NodeGraph;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.ParallelCoordinates;
import dev.chainrule.lab.page.Block.Plane;
import dev.chainrule.lab.page.Block.Scatter;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/// Pages for tests, and pages read back as XML.
public final class Pages {
    private Pages() {}

    /// A page with every kind of block, and a text in every place that takes one.
    static Report withEverywhere(String text) {
        double[] x = {1, 2, 3};
        NodeBox.Part part = new NodeBox.Part(text, text, List.of(List.of(text)));
        return new Report(
                text,
                List.of(
                        new Heading(text),
                        new Paragraph(text),
                        new Code(text),
                        new Details(text, List.of(new Paragraph(text))),
                        new KeyFigures(List.of(new KeyFigure(text, text, text))),
                        new Notes(List.of(
                                new Note(Tone.FINE, text, text),
                                new Note(Tone.ATTENTION, text, text),
                                new Note(Tone.NOTE, text, text))),
                        new Table(
                                text,
                                List.of(new Column(text, false), new Column(text, true)),
                                List.of(List.of(text, text))),
                        new LineChart(
                                text,
                                text,
                                Axis.of(text),
                                Axis.of(text),
                                List.of(new Series(text, x, x, 1).withBand(x, x), new Series(text, x, x, 3)),
                                List.of(new Guide(2, text)),
                                List.of(new Mark(2, 2, text))),
                        new BarChart(text, text, List.of(new Bar(text, 0.5, text)), List.of(new Guide(0.5, text))),
                        new Matrix(text, text, List.of(text, text), new int[][] {{1, 2}, {0, 3}}),
                        new HeatMap(
                                text,
                                text,
                                text,
                                text,
                                List.of(text),
                                List.of(text, text),
                                new double[][] {{1, Double.NaN}},
                                Axis.Unit.PERCENT),
                        new Density(text, text, Axis.of(text), Axis.of(text), new double[] {1, 2}, x, new double[][] {
                            {0.25, 0.75}, {1, 0}
                        }),
                        new Scatter(
                                text,
                                text,
                                points(text),
                                Quantity.of(text, Quantity.Kind.LOGARITHMIC, x),
                                Optional.of(Quantity.of(text, List.of(text, text), 0, 1, 1)),
                                Optional.of(new Series(text, x, x, 1))),
                        new Plane(
                                text,
                                text,
                                points(text),
                                Quantity.of(text, Quantity.Kind.LINEAR, x),
                                Quantity.of(text, List.of(text, text), 0, 1, 1)),
                        new ParallelCoordinates(
                                text,
                                text,
                                points(text),
                                List.of(
                                        Quantity.of(text, List.of(text, text), 0, 1, 1),
                                        Quantity.of(text, Quantity.Kind.LINEAR, x))),
                        new NodeGraph(
                                text,
                                text,
                                List.of(
                                        new NodeBox(part, NodeBox.Part.none(), List.of()),
                                        new NodeBox(part, part, List.of(new NodeBox.Arrow(0, text, text))))),
                        new Cubes(
                                text,
                                text,
                                List.of(text, text, text),
                                List.of(new Cube(text, List.of(text), new int[][][] {{{0, 0}, {1, 1}}}))),
                        new ImageGrid(text, text, List.of(new CaptionedPicture(grey(2, 2), text, text, text)))));
    }

    /// Three points, one of them without a score.
    private static Points points(String text) {
        return new Points(
                List.of(text, text, text),
                Quantity.of(text, Quantity.Kind.SHARE, 0.5, Double.NaN, 0.25),
                OptionalInt.of(0));
    }

    static Picture grey(int height, int width) {
        return new Picture(new byte[height * width], Shape.of(1, height, width));
    }

    public static String html(Block... blocks) {
        return HtmlRenderer.render(new Report("Title", List.of(blocks)));
    }

    /// Reads a page as XML, which fails if it is not well-formed.
    public static Document parse(String page) {
        try {
            DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(page)));
        } catch (SAXException e) {
            throw new AssertionError("not well-formed: " + e.getMessage(), e);
        } catch (ParserConfigurationException | IOException e) {
            throw new AssertionError(e);
        }
    }

    public static List<Element> elements(String page, String tag) {
        NodeList nodes = parse(page).getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /// The elements of a name right inside of another one.
    static List<Element> children(Element parent, String tag) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getTagName().equals(tag)) {
                children.add(element);
            }
        }
        return children;
    }

    public static List<String> texts(String page, String tag) {
        return elements(page, tag).stream().map(Element::getTextContent).toList();
    }

    /// The elements and attributes of a page, without any text.
    static List<String> structure(String page) {
        List<String> names = new ArrayList<>();
        for (Element element : elements(page, "*")) {
            names.add(element.getTagName());
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                names.add("@" + element.getAttributes().item(i).getNodeName());
            }
        }
        return names;
    }
}
