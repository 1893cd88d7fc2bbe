package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Calibration;
import dev.chainrule.evaluate.Combination;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Details;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.KeyFigure;
import dev.chainrule.lab.page.Block.KeyFigures;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Report;
import dev.chainrule.settings.Kebab;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// The page about an ensemble: what it is worth beside its members, by their number and diversity, and how it goes.
///
/// @param study what was measured
/// @param command that makes the page again
public record EnsembleReport(Study study, String command) {
    /// The name of the page in a gallery.
    public static final String NAME = "ensemble";

    /// What the page answers.
    public static final String QUESTION =
            "Predictions of different networks are averaged: can that be, how does it go step by step, and what does"
                    + " it bring?";

    private static final int MOST_IN_A_MATRIX = 12;

    /// The page.
    public Report report() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(QUESTION));
        blocks.add(new Heading("Answer"));
        blocks.add(new Paragraph(answer()));
        blocks.add(figures());
        if (!study.notes().isEmpty()) {
            blocks.add(new Notes(study.notes().stream()
                    .map(note -> new Note(Tone.ATTENTION, "Beware:", note))
                    .toList()));
        }
        steps(blocks);
        if (study.runs().size() > 1) {
            number(blocks);
            diversity(blocks);
        }
        calibration(blocks);
        weights(blocks);
        members(blocks);
        blocks.add(new Heading("Do it again"));
        blocks.add(new Code(command));
        return new Report("Ensemble of " + Numbers.count(study.runs().size(), "run"), blocks);
    }

    /// What came out, in two or three sentences.
    public String answer() {
        Part main = study.main();
        Gain gain = study.gain(study.combination());
        String first = String.format(
                Locale.ROOT,
                "Together %s reach %s on the %s images, by %s, against %s of the mean of them: %s ± %.1f.",
                Numbers.count(study.runs().size(), "network"),
                Numbers.percent(study.together(study.combination(), main).accuracy()),
                main.id(),
                words(study.combination()),
                Numbers.percent(study.alone(main)),
                signed(gain.value()),
                100 * gain.interval());
        if (study.runs().size() < 2) {
            return first;
        }
        int risesTo = study.subsets(study.combination()).risesTo();
        String number = risesTo == study.runs().size()
                ? " In the mean over subsets, every member more makes it better."
                : " In the mean over subsets, every member more makes it better up to %s of them.".formatted(risesTo);
        String last = study.meanNetwork().missing().isEmpty()
                ? " One network with the mean of their weights reaches %s."
                        .formatted(
                                Numbers.percent(study.meanNetwork().accuracies().getOrDefault(main, Double.NaN)))
                : "";
        return first + number + last;
    }

    private static String words(Combination way) {
        return switch (way) {
            case PROBABILITIES -> "the mean of their probabilities";
            case SCORES -> "the mean of their scores";
            case VOTES -> "votes";
        };
    }

    private static String signed(double difference) {
        return (difference >= 0 ? "+" : "") + Numbers.points(difference).replaceFirst("^-", "−");
    }

    private KeyFigures figures() {
        Part main = study.main();
        Combination way = study.combination();
        String images = Numbers.count(study.answers().getFirst().labels().length) + " " + main.id() + " images";
        double together = study.together(way, main).accuracy();
        return new KeyFigures(List.of(
                new KeyFigure("Mean of the members", Numbers.percent(study.alone(main)), images),
                new KeyFigure("Best member", Numbers.percent(study.best(main)), "found on these images"),
                new KeyFigure("Ensemble", Numbers.percent(together), Kebab.of(way)),
                new KeyFigure(
                        "Gain over the mean",
                        signed(study.gain(way).value()),
                        String.format(
                                Locale.ROOT,
                                "± %.1f (95 %%, over images)",
                                100 * study.gain(way).interval()))));
    }

    private void steps(List<Block> blocks) {
        blocks.add(new Heading("Step by step"));
        blocks.add(new Paragraph("1. Train networks independently, here %s. Their weights are different, and stay so."
                .formatted(Numbers.count(study.runs().size(), "run"))));
        blocks.add(new Paragraph(
                "2. Show an image to each of them. The softmax of its scores says how likely it holds each"
                        + " class. These numbers mean the same for every network, whatever its weights: so they"
                        + " can be averaged."));
        blocks.add(
                new Paragraph("3. The class with the highest mean is the prediction. Scores can be averaged in place of"
                        + " probabilities, or each network has a vote."));
        WorkedExample.of(study).ifPresent(example -> {
            String sentence = example.sentence();
            blocks.add(new Paragraph(sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1)));
            blocks.add(example.table());
        });
        blocks.add(new Paragraph("It costs a forward pass of every member. What came out:"));
        blocks.add(outcome());
    }

    private Table outcome() {
        List<Column> columns = new ArrayList<>(List.of(new Column("who", false)));
        study.parts().forEach(part -> columns.add(new Column(part.id(), true)));
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("mean of the members", study::alone));
        rows.add(row("best member on these images", study::best));
        for (Combination way : Combination.values()) {
            rows.add(row(
                    "ensemble: " + Kebab.of(way),
                    part -> study.together(way, part).accuracy()));
        }
        if (study.meanNetwork().missing().isEmpty()) {
            rows.add(row(
                    "weights averaged into one network",
                    part -> study.meanNetwork().accuracies().getOrDefault(part, Double.NaN)));
        }
        return new Table("Accuracy", columns, rows);
    }

    private List<String> row(String who, ToDoubleFunction<Part> accuracy) {
        return Stream.concat(
                        Stream.of(who),
                        study.parts().stream().map(part -> Numbers.percent(accuracy.applyAsDouble(part))))
                .toList();
    }

    private void number(List<Block> blocks) {
        blocks.add(new Heading("By number of members"));
        blocks.add(new EnsembleFigures(study).byNumber());
        blocks.add(new Table(
                "Accuracy by number, " + Kebab.of(study.combination()),
                List.of(
                        new Column("members", true),
                        new Column("ensembles", true),
                        new Column("mean", true),
                        new Column("lowest", true),
                        new Column("highest", true),
                        new Column("more than before", true)),
                new EnsembleFigures(study).sizes()));
    }

    private void diversity(List<Block> blocks) {
        blocks.add(new Heading("By diversity"));
        double correlation = study.diversityPays();
        String pays = Double.isNaN(correlation)
                ? ""
                : " Over all pairs, the correlation of their disagreement with their gain is %s."
                        .formatted(String.format(Locale.ROOT, "%.2f", correlation));
        blocks.add(new Paragraph("Two members predict different classes for %s of the images, in the mean.%s"
                .formatted(Numbers.percent(study.diversity().mean()), pays)));
        blocks.add(new EnsembleFigures(study).diversity());
        if (study.runs().size() <= MOST_IN_A_MATRIX) {
            blocks.add(new Details("Each two members", List.of(new EnsembleFigures(study).disagreement())));
        }
    }

    private void calibration(List<Block> blocks) {
        blocks.add(new Heading("How sure"));
        blocks.add(new Paragraph("The expected calibration error is how far the probability of a prediction is from how"
                + " often it is right, in %s bins. The negative log likelihood and the Brier score also count how good"
                        .formatted(Calibration.BINS)
                + " the answers are. Of all three, less is better."));
        blocks.add(new EnsembleFigures(study).reliability());
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "mean of the members",
                Numbers.percent(study.calibrationAlone(Calibration::expectedError)),
                Numbers.significant(study.calibrationAlone(Calibration::negativeLogLikelihood)),
                Numbers.significant(study.calibrationAlone(Calibration::brier))));
        for (Combination way : Combination.values()) {
            Calibration calibration = study.calibration(way);
            rows.add(List.of(
                    "ensemble: " + Kebab.of(way),
                    Numbers.percent(calibration.expectedError()),
                    Numbers.significant(calibration.negativeLogLikelihood()),
                    Numbers.significant(calibration.brier())));
        }
        blocks.add(new Table(
                "Calibration",
                List.of(
                        new Column("who", false),
                        new Column("expected calibration error", true),
                        new Column("negative log likelihood", true),
                        new Column("Brier score", true)),
                rows));
    }

    private void weights(List<Block> blocks) {
        if (study.runs().size() < 2) {
            return;
        }
        blocks.add(new Heading("Why not average the weights?"));
        blocks.add(new Paragraph(
                study.meanNetwork().missing().isEmpty()
                        ? ofWeights()
                        : "There is no network with the mean of the weights here: "
                                + study.meanNetwork().missing()));
    }

    private String ofWeights() {
        double mean = study.meanNetwork().accuracies().getOrDefault(study.main(), Double.NaN);
        String measured =
                "One network with the mean of the weights, and with the statistics of its normalising layers gathered anew, reaches %s on the %s images, the members %s in the mean. "
                        .formatted(
                                Numbers.percent(mean), study.main().id(), Numbers.percent(study.alone(study.main())));
        return measured
                + (mean < study.alone(study.main())
                        ? "Hidden units have no order: what one network does with its third unit another does with its"
                              + " tenth, so the mean of the two does neither. Weights on the path of one training have"
                              + " their units in the same places, which is why a running average of them can work."
                        : "So their hidden units stand in the same places, as those on the path of one training do;"
                                + " networks that started from different weights cannot be averaged so.");
    }

    private void members(List<Block> blocks) {
        blocks.add(new Heading("Each member"));
        List<Column> columns = new ArrayList<>(
                List.of(new Column("run", false), new Column("preset", false), new Column("seed", true)));
        study.parts().forEach(part -> columns.add(new Column(part.id(), true)));
        List<List<String>> rows = study.runs().stream()
                .map(run -> Stream.concat(
                                Stream.of(
                                        run.name(),
                                        run.record().settings().preset(),
                                        Long.toString(run.record().settings().seed())),
                                study.parts().stream().map(part -> Numbers.percent(study.accuracy(run, part))))
                        .toList())
                .toList();
        blocks.add(new Table("Members", columns, rows));
    }
}
