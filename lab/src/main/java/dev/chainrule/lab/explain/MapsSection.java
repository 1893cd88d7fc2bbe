package dev.chainrule.lab.explain;

import dev.chainrule.explain.IntegratedGradients.Contributions;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// What of each image the score of a class hangs on, a row an image and a column a method; how to read each; and
/// whether the maps would be others without training.
record MapsSection(Look look, List<Maps> all) {
    /// Maps whose order of pixels is more alike than that say little of what was learned.
    static final double MOST_ALIKE = 0.3;

    Section section() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Heading("What the answers hang on"));
        blocks.add(new Paragraph("Each row is an image, with what the network says and how sure it is. The maps explain"
                + " the score of %s.".formatted(explained())));
        blocks.add(new ImageGrid("Images and their maps", "", pictures(), 1 + all.size()));
        blocks.add(new Table(
                "How to read the maps",
                List.of(
                        new Column("map", false),
                        new Column("shows", false),
                        new Column("cannot show", false),
                        new Column("rank correlation with untrained", true)),
                all.stream().map(this::reading).toList()));
        blocks.add(new Paragraph("The last column compares each map with that of the same network with weights drawn"
                + " anew, which has learned nothing: 1 would be the same order of pixels, 0 none in"
                + " common. Mean over the images." + alike()));
        List<String> sentences = new ArrayList<>();
        Map<String, Object> figures = new LinkedHashMap<>();
        all.forEach(maps -> facts(maps, sentences, figures));
        double[] correlations = all.stream()
                .map(Maps::correlation)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        if (correlations.length > 0) {
            String low = correlation(Arrays.stream(correlations).min().orElseThrow());
            String high = correlation(Arrays.stream(correlations).max().orElseThrow());
            sentences.add("The rank correlation of the maps with those of the same network before training is "
                    + (low.equals(high) ? low : low + " to " + high) + ".");
        }
        return new Section(blocks, sentences, figures);
    }

    private String explained() {
        int[] classes = look.classes();
        boolean answers = IntStream.range(0, classes.length)
                .allMatch(n -> look.className(classes[n])
                        .equals(look.predictions().get(n).best().name()));
        boolean one = Arrays.stream(classes).distinct().count() == 1;
        return answers
                ? "the class that the network names"
                : one ? look.className(classes[0]) : "the class that the image is of";
    }

    private List<CaptionedPicture> pictures() {
        List<CaptionedPicture> pictures = new ArrayList<>();
        for (int n = 0; n < look.subjects().size(); n++) {
            String name = look.subjects().get(n).name();
            String truth = look.truth(n);
            pictures.add(new CaptionedPicture(look.picture(n), name, look.answer(n), truth.isEmpty() ? name : truth));
            for (Maps maps : all) {
                pictures.add(new CaptionedPicture(
                        picture(maps, n),
                        maps.method().title() + " of " + name,
                        "",
                        maps.method().title()));
            }
        }
        return pictures;
    }

    private Picture picture(Maps maps, int n) {
        int height = look.image().extent(1);
        int width = look.image().extent(2);
        double[] map = maps.values().get(n);
        return switch (maps.method()) {
            case SALIENCY, SMOOTH_GRAD -> MapPicture.heat(height, width, map);
            case INTEGRATED_GRADIENTS -> MapPicture.signed(height, width, map);
            case GRAD_CAM, OCCLUSION -> MapPicture.over(look.picture(n), map);
            case CLASS_IMAGES, FOOLING, FILTERS, ACTIVATIONS, NEIGHBOURS, EXCITING ->
                throw new IllegalStateException("MapsSection: " + maps.method() + " yields no maps");
        };
    }

    private List<String> reading(Maps maps) {
        OptionalDouble correlation = maps.correlation();
        return List.of(
                maps.method().title(),
                shows(maps),
                cannotShow(maps.method()),
                correlation.isPresent() ? correlation(correlation.getAsDouble()) : "–");
    }

    private static String correlation(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private String shows(Maps maps) {
        return switch (maps.method()) {
            case SALIENCY ->
                "Bright: a small change of the pixel changes the score much. The largest magnitude of the gradient"
                        + " among the channels.";
            case SMOOTH_GRAD ->
                "The same as a mean over 50 copies with noise of 15 % of the image's range: what is left when single"
                        + " sharp bends of the score cancel out.";
            case INTEGRATED_GRADIENTS ->
                "Red raises the score, blue lowers it, compared with a grey image. All pixels together are the"
                        + " difference of the two scores" + completeness(maps) + ".";
            case GRAD_CAM ->
                "Bright: there the channels of %s speak for the class. A coarse map, enlarged.".formatted(maps.place());
            case OCCLUSION ->
                "Bright: hiding it with grey (%s) lowers the probability. The mean over the patches that hide a pixel."
                        .formatted(maps.place());
            case CLASS_IMAGES, FOOLING, FILTERS, ACTIVATIONS, NEIGHBOURS, EXCITING -> "";
        };
    }

    private static String completeness(Maps maps) {
        return maps.contributions()
                .map(all -> ": here within %s, with %s to %s parts of the way"
                        .formatted(
                                Numbers.smallPercent(largestError(all)),
                                Arrays.stream(all.steps()).min().orElse(0),
                                Arrays.stream(all.steps()).max().orElse(0)))
                .orElse("");
    }

    private static double largestError(Contributions all) {
        return Arrays.stream(all.errors()).max().orElse(Double.NaN);
    }

    private static String cannotShow(Method method) {
        return switch (method) {
            case SALIENCY -> "Whether a pixel speaks for or against, and what a large change would do.";
            case SMOOTH_GRAD -> "Details smaller than what the noise blurs; for or against.";
            case INTEGRATED_GRADIENTS -> "Pixels that are grey themselves: they contribute 0 by definition.";
            case GRAD_CAM -> "Details, and what speaks against the class.";
            case OCCLUSION -> "What two places do together, and details smaller than the patch.";
            case CLASS_IMAGES, FOOLING, FILTERS, ACTIVATIONS, NEIGHBOURS, EXCITING -> "";
        };
    }

    private String alike() {
        List<String> names = all.stream()
                .filter(maps -> maps.correlation().orElse(0) >= MOST_ALIKE)
                .map(maps -> maps.method().title())
                .toList();
        return names.isEmpty()
                ? ""
                : " From %s on a map tells of the image more than of what was learned: here %s."
                        .formatted(String.format(Locale.ROOT, "%.1f", MOST_ALIKE), String.join(", ", names));
    }

    private static void facts(Maps maps, List<String> sentences, Map<String, Object> figures) {
        String key = maps.method().name().toLowerCase(Locale.ROOT);
        OptionalDouble correlation = maps.correlation();
        if (correlation.isPresent()) {
            figures.put(key + "_correlation_with_untrained", correlation.getAsDouble());
        }
        maps.contributions().ifPresent(all -> {
            figures.put("completeness_error", largestError(all));
            figures.put("integration_steps", Arrays.stream(all.steps()).boxed().toList());
            sentences.add("Integrated gradients are complete within %s, with at most %s parts of the way."
                    .formatted(
                            Numbers.smallPercent(largestError(all)),
                            Arrays.stream(all.steps()).max().orElse(0)));
        });
    }
}
