package dev.chainrule.lab.demonstration;

import dev.chainrule.lab.demonstration.DemonstrationPage.Expectation;
import dev.chainrule.lab.demonstration.LayerNormFigures.Alone;
import dev.chainrule.lab.demonstration.LayerNormFigures.Trained;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.LayerNorm;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/// Why layer normalisation has a scale for each feature although it normalises rows, and what it does without a batch.
record LayerNormWithoutBatch() implements Demonstration {
    private static final double MOST_DIFFERENCE = 1e-12;

    @Override
    public String id() {
        return "layer-norm-without-batch";
    }

    @Override
    public String question() {
        return "Why are layer norm's gamma and beta of shape (D,), and what does it do without a batch, as in a"
                + " recurrent net?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "Notes, open questions",
                "Layer norm needs no statistics of a batch, so it does the same in training and evaluation, for batches"
                        + " of any size and for each step of a sequence: J. L. Ba, J. R. Kiros and G. E. Hinton, Layer"
                        + " normalization, 2016.");
    }

    /// A training and what it was.
    private record Row(String net, Trained trained) {}

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        List<Alone> alone = LayerNormFigures.alone();
        double zero = LayerNormFigures.batchOfTheSame();
        double gradient = LayerNormFigures.scaleGradient();
        double[] plain = LayerNormFigures.recurrence(1.2, false);
        double[] normalised = LayerNormFigures.recurrence(1.2, true);
        progress.accept(0.1);
        Row layer = new Row("layer norm, batches of 1", LayerNormFigures.train(LayerNorm.Settings.of(), 1));
        progress.accept(0.6);
        Row batch = new Row("batch norm, batches of 1", LayerNormFigures.train(BatchNorm.Settings.of(), 1));
        Row pairs = new Row("batch norm, batches of 2", LayerNormFigures.train(BatchNorm.Settings.of(), 2));
        OptionalDouble depends = alone.get(2).differences().get(1);
        String answer =
                "A scale belongs to a feature, which is there in every batch; a row is not: dγ_j = Σ_i dy_ij·x̂_ij, which the layer gives with a relative difference of %s. The outputs of an example are the same bits alone, in batches of 2, 10 and 100, in training and evaluation. Batch norm's depend on the others in training (by up to %s), are 0 for an example alone, and the layer refuses it; layer norm trained one image at a time from a loss of %s to %s."
                        .formatted(
                                Numbers.significant(gradient),
                                Numbers.significant(depends.orElse(Double.NaN)),
                                Numbers.significant(layer.trained.first()),
                                Numbers.significant(layer.trained.last()));
        List<Block> measured =
                measured(alone, zero, states(plain, normalised), trainings(List.of(layer, batch, pairs)), batch);
        return DemonstrationPage.of(
                this,
                answer,
                expected(alone, zero, gradient, layer, batch),
                measured,
                "Which of them is better where both can be used; see cs231n-layer-norm-batch-size. The sequence is a"
                        + " product of matrices, not a trained recurrent net.");
    }

    private static List<Expectation> expected(List<Alone> alone, double zero, double gradient, Row layer, Row batch) {
        OptionalDouble depends = alone.get(2).differences().get(1);
        return List.of(
                new Expectation(
                        "layer norm gives an example the same bits in every batch, in training and evaluation, and"
                                + " batch norm in evaluation.",
                        Stream.of(0, 1, 3).allMatch(i -> alone.get(i).same())),
                new Expectation(
                        "in training batch norm refuses one example, gives 0 for its statistics (%s), and depends on the others (by up to %s)."
                                .formatted(Numbers.brief(zero), Numbers.significant(depends.orElse(Double.NaN))),
                        alone.get(2).differences().getFirst().isEmpty() && zero == 0 && depends.orElse(0) > 0.1),
                new Expectation(
                        "dγ_j is Σ_i dy_ij·x̂_ij; relative difference %s.".formatted(Numbers.significant(gradient)),
                        gradient <= MOST_DIFFERENCE),
                new Expectation(
                        "layer norm trains one image at a time, from a loss of %s to %s, and batch norm cannot."
                                .formatted(
                                        Numbers.significant(layer.trained.first()),
                                        Numbers.significant(layer.trained.last())),
                        layer.trained.last() < layer.trained.first() - 0.3
                                && batch.trained.refusal().isPresent()));
    }

    private static List<Block> measured(List<Alone> alone, double zero, Table states, Table trainings, Row refused) {
        return List.of(
                new Paragraph("Statistics are taken along a row, but scale and shift are learned, and learning needs"
                    + " something that comes back: feature j of every example is scaled by the same γ_j. With a γ of"
                    + " shape (N,), the third example of one batch and the third of the next would share a number"
                    + " although they have nothing in common, and an unseen example would have none. So the gradient"
                    + " sums over the examples, as that of a bias does. Checked against the layer for batches of 1, 2"
                    + " and 10: γ has the same shape in all."),
                aloneTable(alone),
                new Paragraph(
                        "The largest difference, over %s features, from the outputs that the same example has in the batch of %s; in float32, with a random scale and shift. For an example alone batch norm's formula gives mean = the example and variance = 0, so (x − mean) is 0: a batch of one and the same example twice gives outputs of %s at most. The library refuses a batch of one:"
                                .formatted(LayerNormFigures.FEATURES, LayerNormFigures.LARGEST, Numbers.brief(zero))),
                new Code(refused.trained.refusal().orElse("")),
                states,
                new Paragraph("A recurrent net multiplies its state with the same matrix at every step. Without"
                    + " normalisation the deviation of the state is another one at every step, so batch norm would"
                    + " need statistics of its own for each step, and has none for steps beyond the longest sequence"
                    + " of training. Layer norm takes what is there: one sequence, any length."),
                trainings,
                new Paragraph(
                        "%s images of the bundled CIFAR-10, two hidden layers of 50, %s epochs of SGD at rate 0.005 times the batch size. In a batch of two, batch norm brings each feature to −1 and 1, or close to it: only which of the two examples has more of it is left."
                                .formatted(LayerNormFigures.IMAGES, LayerNormFigures.EPOCHS)));
    }

    private static Table aloneTable(List<Alone> alone) {
        List<Column> columns = Stream.concat(
                        Stream.of(new Column("layer", false), new Column("pass", false)),
                        LayerNormFigures.BATCHES.stream()
                                .map(size -> new Column(size == 1 ? "alone" : "in a batch of " + size, false)))
                .toList();
        return new Table(
                "Outputs of one example",
                columns,
                alone.stream()
                        .map(each -> Stream.concat(
                                        Stream.of(each.layer(), each.pass()),
                                        each.differences().stream().map(LayerNormWithoutBatch::words))
                                .toList())
                        .toList());
    }

    private static String words(OptionalDouble difference) {
        if (difference.isEmpty()) {
            return "refused";
        }
        double by = difference.getAsDouble();
        return by == 0 ? "the same bits" : "differs by up to " + Numbers.significant(by);
    }

    private static Table states(double[] plain, double... normalised) {
        return new Table(
                "Deviation of the state of one sequence, 64 numbers multiplied with a random matrix of gain 1.2",
                List.of(
                        new Column("state", false),
                        new Column("after 1 step", true),
                        new Column("after 10", true),
                        new Column("after 100", true)),
                List.of(stateRow("as it is", plain), stateRow("layer norm at each step", normalised)));
    }

    private static List<String> stateRow(String name, double... deviations) {
        return Stream.concat(Stream.of(name), Arrays.stream(deviations).mapToObj(Numbers::significant))
                .toList();
    }

    private static Table trainings(List<Row> rows) {
        return new Table(
                "Small trainings",
                List.of(
                        new Column("net", false),
                        new Column("loss of the first 100 steps", true),
                        new Column("of the last 100", true),
                        new Column("accuracy on these images", true)),
                rows.stream()
                        .map(row -> List.of(
                                row.net,
                                row.trained.refusal().isPresent()
                                        ? "refused"
                                        : Numbers.significant(row.trained.first()),
                                Numbers.significant(row.trained.last()),
                                Numbers.percent(row.trained.training())))
                        .toList());
    }
}
