package dev.chainrule.lab.demonstration;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Mark;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// The page about [WhitenedImages].
record WhitenedPage(Demonstration asked, BaseSettings.Data data, WhitenedFigures measured) {
    private static final int FIRST = 24;

    /// Numbers beyond so many root mean squares are drawn as the brightest or darkest.
    private static final double BRIGHTEST = 2.5;

    private static final int SMOOTHING = 25;

    List<Block> blocks(String answer) {
        List<Block> blocks = new ArrayList<>(List.of(
                new Paragraph(asked.question()),
                new Paragraph("From %s.".formatted(asked.source().course())),
                new Heading("Answer"),
                new Paragraph(answer)));
        blocks.addAll(spectrum());
        blocks.addAll(waves());
        blocks.addAll(pictures());
        blocks.addAll(frequencies());
        blocks.addAll(check());
        blocks.addAll(List.of(
                new Heading("What others found"),
                new Paragraph(asked.source().published()),
                new Heading("Do it again"),
                new Code(data == BaseSettings.Data.CIFAR10 ? asked.command() + " --data cifar10" : asked.command())));
        return blocks;
    }

    private int features() {
        return measured.components().features();
    }

    private double[] indices() {
        return IntStream.rangeClosed(1, features()).asDoubleStream().toArray();
    }

    /// What share of all variance the first components have, for any number of them.
    private static double[] shares(double... variances) {
        double[] shares = new double[variances.length];
        double all = Arrays.stream(variances).sum();
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            sum += variances[i];
            shares[i] = sum / all;
        }
        return shares;
    }

    private List<Block> spectrum() {
        double[] variances = measured.components().variances();
        double[] shares = shares(variances);
        int nine = measured.components().componentsFor(0.9);
        int ninetyNine = measured.components().componentsFor(0.99);
        Axis component = new Axis("component", Axis.Scale.LOGARITHMIC, Axis.Unit.NUMBER);
        return List.of(
                new Heading("The spectrum"),
                new Paragraph(
                        "The variance along the first component is %s, along the last %s, in squares of units of 0 to 255: %s times as large. %s have 90 %% of the variance, %s have 99 %%."
                                .formatted(
                                        Numbers.significant(variances[0]),
                                        Numbers.significant(variances[variances.length - 1]),
                                        Numbers.significant(variances[0] / variances[variances.length - 1]),
                                        Numbers.count(nine, "component"),
                                        Numbers.count(ninetyNine, "component"))),
                new LineChart(
                        "Variance along each component",
                        "The eigenvalues of the covariance of the training images, falling. Both axes are logarithmic.",
                        component,
                        new Axis("variance", Axis.Scale.LOGARITHMIC, Axis.Unit.NUMBER),
                        List.of(Series.of("variance", indices(), variances)),
                        List.of(),
                        List.of()),
                new LineChart(
                        "Share of the variance that the first components have",
                        "",
                        component,
                        new Axis("share of the variance", Axis.Scale.LINEAR, Axis.Unit.PERCENT),
                        List.of(Series.of("share", indices(), shares)),
                        List.of(),
                        List.of(
                                new Mark(nine, shares[nine - 1], nine + " components"),
                                new Mark(ninetyNine, shares[ninetyNine - 1], ninetyNine + " components"))));
    }

    private List<Block> waves() {
        double[] mean = measured.mean();
        return List.of(
                new Heading("The components are waves"),
                new Paragraph(
                        "Neighbouring pixels resemble each other, wherever in the image they are; the eigenvectors of"
                            + " such a covariance are waves. The first are slow waves of grey, because photographs"
                            + " differ most in what is large; the colours follow, and the last are the finest waves,"
                            + " in which photographs hardly differ."),
                new ImageGrid(
                        "The first components, and some late ones",
                        "Grey is 0; each is scaled by itself. The variance along it, in squares of units of 0 to 255,"
                                + " and its mean frequency in cycles an image.",
                        components()),
                new LineChart(
                        "Mean frequency of each component",
                        "Each frequency weighted by its power; the mean of neighbouring components. It rises on the"
                                + " whole: the less variance a component has, the finer its waves.",
                        Axis.of("component"),
                        Axis.of("cycles an image"),
                        List.of(new Series("frequency", indices(), mean, SMOOTHING)),
                        List.of(),
                        List.of()));
    }

    private List<CaptionedPicture> components() {
        List<Integer> indices =
                new ArrayList<>(IntStream.range(0, FIRST).boxed().toList());
        for (int late : new int[] {WhitenedFigures.KEPT - 1, 499, 999, 1999, 2999, features() - 1}) {
            if (late < features()) {
                indices.add(late);
            }
        }
        double[] variances = measured.components().variances();
        return indices.stream()
                .distinct()
                .map(k -> new CaptionedPicture(
                        signed(measured.components().component(k)),
                        "component " + (k + 1),
                        "component " + (k + 1),
                        "%s; %s".formatted(Numbers.significant(variances[k]), Numbers.significant(measured.mean()[k]))))
                .toList();
    }

    private List<Block> pictures() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Heading("Pictures"));
        blocks.add(new Paragraph(
                "%s of %s components keep %s of the variance of the training images and %s of that of validation images: what is lost is fine detail. Whitened, every component has the same variance: what was finest and weakest, edges and noise, is now as strong as what was broad and strong, and areas of one colour become grey. A larger epsilon leaves components weak whose variance is below it, so that less noise is seen. With %1$s components there is no fine detail to amplify: what is left are blobs of the size of the finest waves that were kept."
                        .formatted(
                                WhitenedFigures.KEPT,
                                Numbers.count(features()),
                                Numbers.percent(measured.components().share(WhitenedFigures.KEPT)),
                                Numbers.percent(measured.keptHeldOut()))));
        WhitenedFigures.forms(measured.components(), measured.shown())
                .forEach((name, pixels) -> blocks.add(grid(name, pixels)));
        return blocks;
    }

    private ImageGrid grid(String name, double[] pixels) {
        boolean photograph = name.equals(WhitenedFigures.AS_THEY_ARE) || name.equals(WhitenedFigures.BLURRED);
        int size = features();
        List<CaptionedPicture> pictures = IntStream.range(0, pixels.length / size)
                .mapToObj(n -> {
                    double[] numbers = Arrays.copyOfRange(pixels, n * size, (n + 1) * size);
                    return new CaptionedPicture(
                            photograph ? photograph(numbers) : signed(numbers),
                            "validation image %s, %s".formatted(n + 1, name),
                            "",
                            "");
                })
                .toList();
        return name.equals(WhitenedFigures.AS_THEY_ARE)
                ? new ImageGrid("As they are", "A validation image of each class.", pictures)
                : new ImageGrid(
                        name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
                        photograph ? "With the mean image." : "Grey is 0; each is scaled by itself.",
                        pictures);
    }

    private List<Block> frequencies() {
        List<Series> series = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        measured.power().forEach((name, power) -> {
            double[] relative = power.relative();
            double[] rings =
                    IntStream.range(0, relative.length).asDoubleStream().toArray();
            series.add(Series.of(name, rings, relative));
            rows.add(List.of(
                    name,
                    Numbers.percent(power.shareUpTo(WhitenedFigures.LOW)),
                    Numbers.percent(1 - power.shareUpTo(WhitenedFigures.LOW)),
                    Numbers.significant(power.mean())));
        });
        Frequencies some = measured.powerOf(WhitenedFigures.AS_THEY_ARE);
        Frequencies white = measured.powerOf(WhitenedFigures.whitened(WhitenedFigures.EPSILONS[0]));
        return List.of(
                new Heading("Why the low frequencies seem to vanish"),
                new Paragraph(
                        "They do not: whitening gives each wave the same variance. But only %s of all waves are as low as %s cycles an image, and a picture is the sum of all: these few had %s of the variance before and have %s after."
                                .formatted(
                                        Numbers.percent(some.wavesUpTo(WhitenedFigures.LOW)),
                                        WhitenedFigures.LOW,
                                        Numbers.percent(some.shareUpTo(WhitenedFigures.LOW)),
                                        Numbers.percent(white.shareUpTo(WhitenedFigures.LOW)))),
                new LineChart(
                        "Variance of a wave by its frequency",
                        "As a multiple of the mean of all waves, of 1000 training images: a horizontal line is white.",
                        Axis.of("cycles an image"),
                        new Axis("variance : mean variance", Axis.Scale.LOGARITHMIC, Axis.Unit.NUMBER),
                        series,
                        List.of(new Guide(1, "white")),
                        List.of()),
                shares(rows));
    }

    private static Table shares(List<List<String>> rows) {
        return new Table(
                "Share of the variance",
                List.of(
                        new Column("images", false),
                        new Column("up to %s cycles an image".formatted(WhitenedFigures.LOW), true),
                        new Column("above", true),
                        new Column("mean frequency", true)),
                rows);
    }

    private List<Block> check() {
        return List.of(
                new Heading("Is it white"),
                new Paragraph(
                        "The covariance of the %s training images after ZCA whitening with all components and epsilon %s, in float32, differs from the identity by at most %s; epsilon alone takes %s from the variance of the last component."
                                .formatted(
                                        Numbers.count(measured.components().examples()),
                                        Numbers.brief(WhitenedFigures.EPSILONS[0]),
                                        Numbers.significant(measured.whiteness().distance()),
                                        Numbers.significant(measured.whiteness().expected()))),
                new Paragraph(
                        "Mean, components and variances are those of the training images alone, so other images are only nearly white: of the whitened validation images the pixel that varies most has a variance of %s."
                                .formatted(
                                        Numbers.significant(measured.whiteness().heldOut()))));
    }

    private Picture photograph(double[] numbers) {
        byte[] pixels = new byte[numbers.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(Math.clamp(numbers[i] + measured.back()[i], 0.0, 255.0));
        }
        return new Picture(pixels, image());
    }

    private Picture signed(double[] numbers) {
        double size =
                StrictMath.sqrt(Arrays.stream(numbers).map(v -> v * v).average().orElse(0));
        byte[] pixels = new byte[numbers.length];
        for (int i = 0; i < pixels.length; i++) {
            double brightness = size > 0 ? Math.clamp(numbers[i] / (BRIGHTEST * size), -1.0, 1.0) : 0;
            pixels[i] = (byte) Math.round(127.5 + 127.5 * brightness);
        }
        return new Picture(pixels, image());
    }

    private Shape image() {
        Shape batch = measured.shown().shape();
        return Shape.of(batch.extent(1), batch.extent(2), batch.extent(3));
    }
}
