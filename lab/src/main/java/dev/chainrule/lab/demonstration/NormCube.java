package dev.chainrule.lab.demonstration;

import dev.chainrule.lab.demonstration.DemonstrationPage.Expectation;
import dev.chainrule.lab.derive.SharedStatistics;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import java.util.List;
import java.util.function.DoubleConsumer;

/// Over which numbers of a batch of images each normalisation takes its mean, tried on the layers: the cubes that are
/// drawn of batch, layer, instance and group normalisation.
record NormCube() implements Demonstration {
    /// What the papers say, in the order of [SharedStatistics#ofAll].
    private static final List<String> PUBLISHED = List.of("N·H·W", "N", "C·H·W", "C", "C/2·H·W", "H·W");

    @Override
    public String id() {
        return "norm-cube";
    }

    @Override
    public String question() {
        return "Which numbers of a batch of images share one mean and one variance in batch, layer, instance and group"
                + " normalisation?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "Notes on CS231n A2",
                "Batch norm: each channel over N, H and W. Layer norm: each image over C, H and W. Instance norm: each"
                        + " channel of each image. Group norm: each group of channels of each image. So drawn by Y. Wu"
                        + " and K. He, Group normalization, 2018, figure 2.");
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        List<SharedStatistics> layers = SharedStatistics.ofAll();
        List<String> axes = layers.stream().map(SharedStatistics::axes).toList();
        SharedStatistics batch = layers.getFirst();
        SharedStatistics instance = layers.getLast();
        String answer =
                "Of %s numbers, batch norm brings %s together to mean 0 and deviation 1 (over %s), %s over %s, %s over %s, and %s over %s. Found by changing one number of the input at a time: those outputs that change with it are of its group."
                        .formatted(
                                batch.images().size(),
                                batch.size(),
                                batch.axes(),
                                words(layers.get(2)),
                                axes.get(2),
                                words(layers.get(4)),
                                axes.get(4),
                                words(instance),
                                instance.axes());
        return DemonstrationPage.of(this, answer, expected(axes), measured(layers), """
            Which of them trains better, and what evaluation does: these are the layers in training, in float64, with \
            gamma 1 and beta 0. The same picture is on the pages of chainrule derive batch-norm, layer-norm and \
            group-norm, with --out page.html.\
            """);
    }

    private static List<Expectation> expected(List<String> axes) {
        return List.of(new Expectation(
                "the axes that the papers name, %s; found: %s."
                        .formatted(String.join(", ", PUBLISHED), String.join(", ", axes)),
                axes.equals(PUBLISHED)));
    }

    private static String words(SharedStatistics layer) {
        return "%s %s".formatted(layer.name().replaceFirst("( =|,).*", ""), layer.size());
    }

    private static List<Block> measured(List<SharedStatistics> layers) {
        return List.of(
                SharedStatistics.picture(),
                table(layers),
                new Paragraph("What lies along N is of different images. Where the dark part runs along N, as in both"
                    + " kinds of batch norm, the output for an image depends on the others of its batch, and"
                    + " evaluation needs statistics that training kept. Where it does not, an image is normalised by"
                    + " itself, in training and evaluation alike."),
                new Paragraph("Gamma and beta do not follow the groups: layer norm of one group has a mean for each"
                        + " image, but a scale for each channel. Only batch norm has as many scales as means."),
                new Paragraph("On the output of an affine layer, (N, D), H·W is 1 and D takes the place of C: batch"
                        + " norm works down the columns of the matrix, layer norm along its rows."));
    }

    private static Table table(List<SharedStatistics> layers) {
        return new Table(
                "Numbers that share a mean",
                List.of(
                        new Column("layer", false),
                        new Column("mean over", false),
                        new Column("numbers in a mean", true),
                        new Column("means", true),
                        new Column("gamma and beta", false),
                        new Column("images see each other", false)),
                layers.stream()
                        .map(layer -> List.of(
                                layer.name(),
                                layer.axes(),
                                String.valueOf(layer.size()),
                                String.valueOf(layer.means()),
                                layer.scales().toString(),
                                layer.acrossImages() ? "yes" : "no"))
                        .toList());
    }
}
