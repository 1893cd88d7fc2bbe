package dev.chainrule.lab.explain;

import dev.chainrule.explain.ClassVisualization;
import dev.chainrule.explain.FoolingImage;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/// Images that a network takes for a class though nobody else would: from noise, and next to an image.
final class InventedSection {
    private static final int MOST_CLASSES = 20;
    private static final double HALF = 0.5;

    private InventedSection() {}

    /// An image for each class, from noise.
    static Section classes(Look look, DoubleConsumer progress) {
        int count = Math.min(MOST_CLASSES, look.model().classes());
        int[] classes = IntStream.range(0, count).toArray();
        ClassVisualization settings = ClassVisualization.of(look.image());
        ClassVisualization.Visualized all = settings.of(look.model(), look.range(), progress, classes);
        byte[][] pixels = look.range().bytes(all.images());
        List<CaptionedPicture> pictures = IntStream.range(0, count)
                .mapToObj(k -> new CaptionedPicture(
                        new Picture(pixels[k], look.image()),
                        "an image that raises the score of " + look.className(k),
                        look.className(k) + " " + Numbers.wholePercent(all.probabilities()[k]),
                        "noise " + Numbers.wholePercent(all.probabilitiesBefore()[k])))
                .toList();
        String rest = rest(look, count);
        return new Section(
                List.of(
                        new Heading("What the network takes for each class"),
                        new Paragraph(
                                ("From noise, %s steps of gradient ascent on the score of a class, less a penalty on"
                                    + " pixels far from grey; the image is moved by up to %s and blurred now and then,"
                                    + " so that what stays is what the network looks for anywhere. It is one of many"
                                    + " such images, and no memory of a training image.%s")
                                        .formatted(settings.steps(), Numbers.count(settings.jitter(), "pixel"), rest)),
                        new ImageGrid(
                                "An image for each class",
                                "How sure the network is of the image, and of the noise that it began with.",
                                pictures)),
                List.of(("From noise, gradient ascent on the score of a class ends in an image that the network takes"
                                + " for it, with more than 50 %%, for %s of %s classes.")
                        .formatted(
                                Arrays.stream(all.probabilities())
                                        .filter(probability -> probability > HALF)
                                        .count(),
                                count)),
                Map.of(
                        "class_image_probabilities",
                        Arrays.stream(all.probabilities()).boxed().toList()));
    }

    private static String rest(Look look, int count) {
        return count < look.model().classes()
                ? " Shown are the first %s of %s classes."
                        .formatted(count, look.model().classes())
                : "";
    }

    /// Each image with the smallest change that was found to make the network name its least likely class.
    static Section fooling(Look look, DoubleConsumer progress) {
        int examples = look.subjects().size();
        int[] targets = new int[examples];
        Arrays.setAll(
                targets,
                n -> look.trained()
                        .scoreNames()
                        .indexOf(look.predictions().get(n).classes().getLast().name()));
        FoolingImage settings = FoolingImage.of();
        FoolingImage.Fooled all = settings.of(look.model(), look.x(), look.range(), progress, targets);
        List<CaptionedPicture> pictures = pictures(look, settings, all, targets);
        return new Section(
                List.of(
                        new Heading("What deceives it"),
                        new Paragraph(
                                ("Each image, its change made 20 times as strong around grey, and the changed image,"
                                    + " which the network takes for the class that it had held least likely: gradient"
                                    + " ascent on the score of that class, in steps of %s of 255 a pixel and channel,"
                                    + " until the image as whole bytes is taken for it. %s It says nothing of how"
                                    + " often such images occur by themselves.")
                                        .formatted(Numbers.significant(255.0 / 4 * settings.rate()), reached(all))),
                        new ImageGrid("Image, change, changed image", "", pictures, 6)),
                List.of(reached(all)),
                Map.of("fooling_steps", Arrays.stream(all.wholeSteps()).boxed().toList()));
    }

    private static List<CaptionedPicture> pictures(
            Look look, FoolingImage settings, FoolingImage.Fooled all, int... targets) {
        byte[][] pixels = look.range().bytes(all.images());
        List<CaptionedPicture> pictures = new ArrayList<>();
        for (int n = 0; n < targets.length; n++) {
            byte[] before = look.subjects().get(n).pixels();
            String name = look.subjects().get(n).name();
            String target = look.className(targets[n]);
            pictures.add(new CaptionedPicture(look.picture(n), name, look.answer(n), look.truth(n)));
            pictures.add(new CaptionedPicture(
                    difference(look, before, pixels[n]),
                    "the change of " + name,
                    "by " + Numbers.significant(meanChange(before, pixels[n])),
                    "of 255, mean"));
            pictures.add(new CaptionedPicture(
                    new Picture(pixels[n], look.image()),
                    name + " as " + target,
                    all.reachedWhole(n) ? target + " " + Numbers.wholePercent(all.probabilities()[n]) : "not fooled",
                    Numbers.count(all.reachedWhole(n) ? all.wholeSteps()[n] : settings.most(), "step")));
        }
        return pictures;
    }

    private static String reached(FoolingImage.Fooled all) {
        int[] steps = Arrays.stream(all.wholeSteps()).filter(step -> step >= 0).toArray();
        return steps.length == 0
                ? "No image is taken for the class that the network held least likely within 100 small steps of"
                        + " gradient ascent."
                : "%s of %s images %s taken for the class that the network held least likely, after %s small steps of gradient ascent."
                        .formatted(
                                steps.length, all.wholeSteps().length, steps.length == 1 ? "is" : "are", range(steps));
    }

    private static String range(int... steps) {
        int fewest = Arrays.stream(steps).min().orElseThrow();
        int most = Arrays.stream(steps).max().orElseThrow();
        return fewest == most ? Integer.toString(most) : fewest + " to " + most;
    }

    private static Picture difference(Look look, byte[] before, byte[] after) {
        byte[] pixels = new byte[before.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.clamp(128 + 20L * ((after[i] & 0xff) - (before[i] & 0xff)), 0, 255);
        }
        return new Picture(pixels, look.image());
    }

    private static double meanChange(byte[] before, byte[] after) {
        return IntStream.range(0, before.length)
                .mapToDouble(i -> Math.abs((after[i] & 0xff) - (before[i] & 0xff)))
                .average()
                .orElse(0);
    }
}
