package dev.chainrule.lab.report;

import dev.chainrule.lab.doctor.Answers;
import dev.chainrule.lab.doctor.Answers.Mistake;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Bar;
import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.Matrix;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.HtmlMatrix;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Where a network is right and wrong.
///
/// @param answers on the validation images
/// @param pictures the image of a validation example, by its place in the evaluation
record ClassByClass(Answers answers, IntFunction<Picture> pictures) {
    private static final int MOST_IMAGES = 24;
    private static final int MOST_BARS = 24;
    private static final int MOST_MISTAKES = 10;

    /// How each class fares, and what is taken for what.
    List<Block> classes() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Heading("Class by class"));
        blocks.add(bars());
        blocks.add(new Matrix(
                "Confusion matrix",
                "A row for what images are, a column for what the network says. Blue is right, orange is wrong.",
                answers.names(),
                answers.confusion()));
        List<Mistake> mistakes = answers.mistakes(MOST_MISTAKES);
        if (answers.classes() > HtmlMatrix.MOST_READABLE && !mistakes.isEmpty()) {
            blocks.add(new Heading("The most frequent mistakes"));
            blocks.add(mistakes(mistakes));
        }
        return blocks;
    }

    private BarChart bars() {
        List<Integer> order = answers.byShare();
        boolean all = order.size() <= MOST_BARS;
        int half = MOST_BARS / 2;
        List<Integer> shown = all
                ? order
                : Stream.concat(
                                order.subList(0, half).stream(),
                                order.subList(order.size() - half, order.size()).stream())
                        .toList();
        String which = all
                ? ""
                : " Shown: the %s highest and the %s lowest of %s classes.".formatted(half, half, order.size());
        List<Bar> bars = shown.stream()
                .map(label -> new Bar(
                        answers.names().get(label),
                        answers.share(label),
                        "%s of %s".formatted(answers.confusion()[label][label], answers.ofClass(label))))
                .toList();
        double mean = answers.evaluation().accuracy();
        return new BarChart(
                "Accuracy of each class",
                "The dotted line is the accuracy on all validation images." + which,
                bars,
                List.of(new Guide(mean, "all " + Numbers.percent(mean))));
    }

    private Table mistakes(List<Mistake> mistakes) {
        return new Table(
                "The most frequent mistakes",
                List.of(new Column("is", false), new Column("named", false), new Column("times", true)),
                mistakes.stream()
                        .map(mistake -> List.of(
                                answers.names().get(mistake.label()),
                                answers.names().get(mistake.named()),
                                "%s of %s".formatted(mistake.count(), answers.ofClass(mistake.label()))))
                        .toList());
    }

    /// The images on which the network is surest and wrong.
    List<Block> images() {
        List<CaptionedPicture> images = answers.confidentlyWrong(MOST_IMAGES).stream()
                .map(example -> new CaptionedPicture(
                        pictures.apply(example),
                        "validation image " + example,
                        answers.names().get(answers.evaluation().predictions()[example]) + " "
                                + Numbers.wholePercent(answers.evaluation().confidence(example)),
                        "is " + answers.names().get(answers.evaluation().labels()[example])))
                .toList();
        if (images.isEmpty()) {
            return List.of(
                    new Heading("Mistakes"),
                    new Paragraph("There are none: each validation image is labelled correctly."));
        }
        return List.of(
                new Heading("Most confidently wrong"),
                new ImageGrid(
                        "What the network says, how sure it is, and what it is",
                        "The wrongly labelled validation images of the highest softmax probability, the surest first.",
                        images));
    }
}
