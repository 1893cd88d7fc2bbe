package dev.chainrule.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.doctor.Answers;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Pages;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.run.Beginning;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.DataOrigin;
import dev.chainrule.lab.run.InputStatistics;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.History;
import dev.chainrule.train.TrainingResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class RunReportTest {
    private static final double LN_10 = StrictMath.log(10);

    @Test
    void aUsualRunGivesACompletePage() {
        String page = HtmlRenderer.render(usual().report());
        assertThat(Pages.texts(page, "h2"))
                .containsExactly(
                        "How to read this", "Class by class", "Most confidently wrong", "Settings", "Do it again");
        assertThat(Pages.texts(page, "dt"))
                .containsExactly("Validation accuracy", "Test accuracy", "Final loss", "Time", "Images per second");
        assertThat(Pages.elements(page, "img")).hasSize(24);
        assertThat(Pages.texts(page, "code")).containsExactly("chainrule train --config runs/a-run/settings.yaml");
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(400_000);
    }

    @Test
    void theSameRunGivesTheSamePage() {
        assertThat(HtmlRenderer.render(usual().report())).isEqualTo(HtmlRenderer.render(usual().report()));
    }

    @Test
    void theSummarySaysInWordsWhatCameOut() {
        RunReport report = run(falling(400), steady(4), answers(10, 200, 0.5), null, names(10));
        assertThat(plain(Pages.texts(HtmlRenderer.render(report.report()), "p").getFirst()))
                .isEqualTo("After 4 epochs (400 steps) and 12 s, the network labels 100 of the 200 validation images"
                        + " correctly (50.0 %); guessing among 10 classes would be right on 10.0 %. All 28 epochs"
                        + " are done.");
    }

    @Test
    void theBestEpochIsMarked() {
        List<History.Measurement> measurements =
                List.of(measured(1, 0.3, 0.3), measured(2, 0.5, 0.45), measured(3, 0.6, 0.4));
        RunReport report = run(falling(300), measurements, answers(10, 200, 0.4), null, names(10));
        assertThat(plain(HtmlRenderer.render(report.report()))).contains("best: 45.0 %, epoch 2");
    }

    @Test
    void aRunThatWasCutOffIsNotSaidToHaveNoValidationImages() {
        RunRecord ended = record(falling(200), steady(2), names(10), 0);
        RunRecord cutOff = new RunRecord(
                ended.folder(),
                ended.settings(),
                ended.beginning(),
                ended.history(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(HtmlRenderer.render(new RunReport(cutOff, RunReportTest::picture).report()))
                .contains("training was cut off before the network was tried on the validation images.")
                .contains("It was cut off after step 200 of 2800.")
                .doesNotContain("There were no validation images");
    }

    @Test
    void scoresBeyondTheNamesAreNumbered() {
        Evaluation evaluation =
                new Evaluation(new int[] {0, 1}, new int[] {3, 1}, new float[][] {{0, 0, 0, 1}, {0, 1, 0, 0}});
        RunReport report = run(falling(100), steady(3), evaluation, null, names(2));
        assertThat(HtmlRenderer.render(report.report())).contains("class 3");
    }

    @Test
    void theMostConfidentMistakesComeFirst() {
        Evaluation evaluation =
                new Evaluation(new int[] {0, 0, 0}, new int[] {1, 0, 1}, new float[][] {{0, 1}, {9, 0}, {0, 5}});
        assertThat(Answers.of(evaluation, names(2)).confidentlyWrong(24)).containsExactly(2, 0);
        assertThat(Answers.of(evaluation, names(2)).confidentlyWrong(1)).containsExactly(2);
    }

    @Test
    void moreBlocksStandBeforeTheSettings() {
        String page = HtmlRenderer.render(usual().report(List.of(new Block.Heading("More"))));
        assertThat(Pages.texts(page, "h2")).containsSubsequence("Most confidently wrong", "More", "Settings");
    }

    @Test
    void theRateAndTheValidationLossAreShownAsTheyWere() {
        List<History.Measurement> measurements = List.of(
                new History.Measurement(1, 0, 0.1, 0.1, 26),
                new History.Measurement(100, 1, 0.4, 0.4, 1.8),
                new History.Measurement(200, 2, 0.5, 0.5, 1.4),
                new History.Measurement(300, 3, 0.6, 0.5, 1.5));
        String page = plain(HtmlRenderer.render(run(falling(300), measurements, answers(10, 200, 0.5), null, names(10))
                .report()));
        assertThat(page)
                .contains("lowest: 1.400, epoch 2")
                .contains("learning rate over epoch. rate: from 0.100 to 0.100, lowest 0.100, highest 0.100.")
                .contains("validation: from 1.800 to 1.500, lowest 1.400, highest 1.800.");
    }

    @Test
    void settingsAreFoldedToWhatDiffersFromThePreset() {
        assertThat(HtmlRenderer.render(usual().report())).contains("Those of preset quick, all of them.");
        String page = HtmlRenderer.render(new RunReport(
                        with(
                                record(falling(200), steady(2), names(10), 0),
                                Preset.quick().settings().withSeed(7)),
                        RunReportTest::picture)
                .report());
        List<Element> tables = Pages.elements(page, "table").stream()
                .filter(table -> table.getAttribute("class").equals("rows"))
                .toList();
        assertThat(tables.stream()
                        .map(table ->
                                table.getElementsByTagName("caption").item(0).getTextContent()))
                .containsExactly("What differs from the preset", "Settings");
        assertThat(Pages.elements(page, "details").stream()
                        .filter(details -> !details.getAttribute("class").equals("numbers"))
                        .map(Element::getTextContent)
                        .findFirst()
                        .orElseThrow())
                .contains("batch-size", "memory");
        assertThat(tables.getFirst().getTextContent().strip().replaceAll("\\s+", " "))
                .isEqualTo("What differs from the presetsettingvalue seed7");
    }

    @Test
    void whatIsKnownOfTheDataIsSaid() {
        RunRecord record = record(falling(200), steady(2), names(10), 0);
        Beginning plain = record.beginning();
        Beginning noted = new Beginning(
                plain.version(),
                plain.java(),
                plain.dataSha256(),
                plain.classNames(),
                plain.image(),
                plain.trainingImages(),
                plain.stepsPerEpoch(),
                plain.inputs(),
                plain.firstPenalty(),
                plain.memory(),
                new DataOrigin("my photos", "/home/me/my photos", List.of("25 files passed over (.heic 25)")),
                Optional.empty());
        RunRecord told = new RunRecord(
                record.folder(),
                record.settings(),
                noted,
                record.history(),
                record.conclusion(),
                Optional.empty(),
                Optional.empty());
        assertThat(HtmlRenderer.render(new RunReport(told, RunReportTest::picture).report()))
                .contains("25 files passed over (.heic 25)");
    }

    @Test
    void noHeaderIsEmptyAndNoImageRepeatsItsCaption() {
        String page = HtmlRenderer.render(usual().report());
        assertThat(Pages.texts(page, "th")).isNotEmpty().allMatch(text -> !text.isBlank());
        assertThat(Pages.elements(page, "li").stream()
                        .filter(item -> item.getElementsByTagName("img").getLength() > 0))
                .hasSize(24)
                .allSatisfy(item -> {
                    Element image = (Element) item.getElementsByTagName("img").item(0);
                    assertThat(image.getAttribute("alt")).startsWith("validation image ");
                    assertThat(item.getTextContent()).doesNotContain(image.getAttribute("alt"));
                });
    }

    @Test
    void oneEpochIsWrittenInTheSingular() {
        RunRecord record = record(falling(200), steady(2), names(10), 0);
        RunRecord one = with(
                record,
                new SettingsBuilder()
                        .preset("quick", "--preset")
                        .set("epochs", "1", "--epochs")
                        .build());
        assertThat(HtmlRenderer.render(new RunReport(one, RunReportTest::picture).report()))
                .contains("The one epoch is done.");
    }

    private static RunRecord with(RunRecord record, RunSettings settings) {
        return new RunRecord(
                record.folder(),
                settings,
                record.beginning(),
                record.history(),
                record.conclusion(),
                record.validation(),
                record.test());
    }

    private static RunReport usual() {
        double[] losses = falling(9000);
        return run(losses, steady(90), answers(10, 1000, 0.45), answers(10, 1000, 0.44), names(10));
    }

    static RunReport run(
            double[] losses,
            List<History.Measurement> measurements,
            Evaluation validation,
            @Nullable Evaluation test,
            List<String> names) {
        RunRecord record = record(losses, measurements, names, 0);
        RunRecord answered = new RunRecord(
                record.folder(),
                record.settings(),
                record.beginning(),
                record.history(),
                record.conclusion(),
                validation.labels().length == 0 ? Optional.empty() : Optional.of(validation),
                Optional.ofNullable(test));
        return new RunReport(answered, RunReportTest::picture);
    }

    private static RunRecord record(
            double[] losses, List<History.Measurement> measurements, List<String> names, double firstPenalty) {
        History history = new History();
        for (double loss : losses) {
            history.add(loss, 0.1);
        }
        measurements.forEach(history::add);
        Conclusion conclusion = new Conclusion(
                TrainingResult.End.COMPLETE,
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                12,
                Optional.empty());
        return new RunRecord(
                new RunFolder(Path.of("runs/a-run")),
                Preset.quick().settings(),
                new Beginning(
                        "0",
                        "25",
                        "",
                        names,
                        Shape.of(3, 32, 32),
                        5000,
                        100,
                        new InputStatistics(0, 1),
                        firstPenalty,
                        "1 GiB",
                        new DataOrigin("cifar10-small", "", List.of()),
                        Optional.empty()),
                history,
                Optional.of(conclusion),
                Optional.empty(),
                Optional.empty());
    }

    static Picture picture(int example) {
        byte[] pixels = new byte[3 * 32 * 32];
        new Random(example).nextBytes(pixels);
        return new Picture(pixels, Shape.of(3, 32, 32));
    }

    private static List<Note> notes(RunReport report) {
        return report.report().blocks().stream()
                .filter(Notes.class::isInstance)
                .map(Notes.class::cast)
                .flatMap(block -> block.notes().stream())
                .toList();
    }

    static List<String> leads(RunReport report) {
        return notes(report).stream().map(Note::lead).toList();
    }

    static String plain(String text) {
        return text.replace('\u00a0', ' ');
    }

    static List<String> names(int classes) {
        return IntStream.range(0, classes).mapToObj(k -> "name " + k).toList();
    }

    /// Losses that fall from ln 10, with noise.
    static double[] falling(int steps) {
        Random random = new Random(steps);
        return IntStream.range(0, steps)
                .mapToDouble(i -> i == 0 ? LN_10 : 1.2 + 1.1 / (1 + 10.0 * i / steps) + 0.1 * random.nextGaussian())
                .toArray();
    }

    static History.Measurement measured(int epoch, double training, double validation) {
        return new History.Measurement(Math.max(1, 100L * epoch), epoch, training, validation);
    }

    /// Accuracies that rise to the end, with a small gap.
    static List<History.Measurement> steady(int epochs) {
        return IntStream.rangeClosed(0, epochs)
                .mapToObj(epoch -> measured(epoch, 0.1 + 0.4 * epoch / epochs, 0.1 + 0.38 * epoch / epochs))
                .toList();
    }

    /// Answers of which a share is right, evenly over the classes.
    static Evaluation answers(int classes, int count, double share) {
        Random random = new Random(classes);
        int[] labels = IntStream.range(0, count).map(i -> i % classes).toArray();
        int[] predictions = new int[count];
        float[][] scores = new float[count][classes];
        for (int i = 0; i < count; i++) {
            predictions[i] = i < share * count ? labels[i] : (labels[i] + random.nextInt(classes)) % classes;
            predictions[i] =
                    i < share * count || predictions[i] != labels[i] ? predictions[i] : (labels[i] + 1) % classes;
            scores[i][predictions[i]] = 1 + random.nextFloat();
        }
        return new Evaluation(labels, predictions, scores);
    }
}
