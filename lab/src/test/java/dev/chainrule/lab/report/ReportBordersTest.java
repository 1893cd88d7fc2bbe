package dev.chainrule.lab.report;

import static dev.chainrule.lab.report.RunReportTest.answers;
import static dev.chainrule.lab.report.RunReportTest.falling;
import static dev.chainrule.lab.report.RunReportTest.leads;
import static dev.chainrule.lab.report.RunReportTest.measured;
import static dev.chainrule.lab.report.RunReportTest.names;
import static dev.chainrule.lab.report.RunReportTest.plain;
import static dev.chainrule.lab.report.RunReportTest.run;
import static dev.chainrule.lab.report.RunReportTest.steady;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Pages;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.History;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages about runs at the borders: nothing, one, very many, very long, no numbers.
class ReportBordersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 28, 224})
    void imagesOfAnySizeMakeAPageOfModerateSize(int size) {
        RunReport report = run(falling(500), steady(5), answers(10, 200, 0.3), null, names(10));
        byte[] noise = new byte[3 * size * size];
        new Random(size).nextBytes(noise);
        String page = HtmlRenderer.render(new RunReport(report.run(), _ -> new Picture(noise, Shape.of(3, size, size)))
                .report());
        Pages.parse(page);
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(600_000);
    }

    @Test
    void aVeryLongRunOfManyClassesWithLongNamesMakesAPageOfModerateSize() {
        List<String> names = IntStream.range(0, 200)
                .mapToObj(k -> k + "<script>alert(1)</script>\uD83D\uDE00\u05D0\u05D1" + "x".repeat(200))
                .toList();
        List<History.Measurement> measurements = IntStream.rangeClosed(1, 10_000)
                .mapToObj(epoch -> new History.Measurement(20L * epoch, epoch, 0.5, 0.4, 1 + 1.0 / epoch))
                .toList();
        RunReport report = run(falling(200_000), measurements, answers(200, 4000, 0.3), null, names);
        String page = HtmlRenderer.render(report.report());
        Pages.parse(page);
        assertThat(page).doesNotContain("<script>");
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(2_000_000);
    }

    @Test
    void oneClassAloneInValidationIsNoTrouble() {
        int[] zeros = new int[50];
        Evaluation one = new Evaluation(zeros, zeros, new float[50][10]);
        String page = HtmlRenderer.render(
                run(falling(200), steady(2), one, null, names(10)).report());
        Pages.parse(page);
        assertThat(page).doesNotContain("NaN", "Infinity", "No better than one word");
    }

    @Test
    void anEmptyHistoryIsNoTrouble() {
        RunReport report = run(new double[0], List.of(), answers(10, 0, 0), null, names(10));
        String page = HtmlRenderer.render(report.report());
        assertThat(page)
                .contains("Nothing was measured.", "no validation images")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void aHistoryOfOneStepIsNoTrouble() {
        RunReport report =
                run(new double[] {2.3}, List.of(measured(0, 0.1, 0.1)), answers(10, 100, 0.1), null, names(10));
        String page = HtmlRenderer.render(report.report());
        assertThat(Pages.elements(page, "svg")).hasSize(4);
        assertThat(plain(page)).contains("After 1 step and 12 s").doesNotContain("NaN", "Infinity");
    }

    @Test
    void accuraciesAndScoresThatAreNotNumbersAreNoTrouble() {
        float[][] scores = new float[50][10];
        Arrays.stream(scores).forEach(row -> Arrays.fill(row, Float.NaN));
        int[] predictions = new int[50];
        Arrays.fill(predictions, -1);
        Evaluation lost = new Evaluation(new int[50], predictions, scores);
        double[] losses = falling(100);
        losses[99] = Double.NaN;
        RunReport report = run(losses, List.of(measured(1, Double.NaN, Double.NaN)), lost, lost, names(10));
        String page = HtmlRenderer.render(report.report());
        Pages.parse(page);
        assertThat(page).doesNotContain("NaN", "Infinity");
        assertThat(leads(report)).contains("Diverged: the loss is not finite.", "Scores that are no numbers.");
    }

    @Test
    void oneClassIsNoTrouble() {
        RunReport report = run(falling(100), steady(3), answers(1, 20, 1), null, names(1));
        String page = HtmlRenderer.render(report.report());
        Pages.parse(page);
        assertThat(page).contains("There are none: each validation image is labelled correctly.");
    }

    @Test
    void aHundredClassesShowTheHighestAndLowestAndTheMostFrequentMistakes() {
        RunReport report = run(falling(1000), steady(10), answers(100, 2000, 0.3), null, names(100));
        String page = HtmlRenderer.render(report.report());
        assertThat(Pages.elements(page, "rect")).hasSize(24);
        assertThat(Pages.texts(page, "h2")).contains("The most frequent mistakes");
        assertThat(page).contains("the 12 highest and the 12 lowest of 100 classes");
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(400_000);
    }
}
