package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.BarChart;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.ParallelCoordinates;
import dev.chainrule.lab.page.Block.Plane;
import dev.chainrule.lab.page.Block.Scatter;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.MarkdownRenderer;
import dev.chainrule.lab.page.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchReportTest {
    private static final String RATE = "learning-rate=log:1e-4..0.1";
    private static final String PENALTY = "penalties.strength=log:1e-5..0.1";
    private static final String HIDDEN = "model.hidden=choice:[64]|[256]|[256, 128]";

    /// The higher the rate the better, but for the highest; nothing else matters.
    private static double accuracy(Point point) {
        double rate = StrictMath.log10(SearchExamples.number(point, "learning-rate"));
        return rate > -1.05 ? Double.NaN : 0.6 + 0.1 * rate;
    }

    private static SearchReport report(SearchResults results) {
        return new SearchReport("example", "chainrule search example", "question: ?\n", results, OptionalInt.of(1000));
    }

    private static SearchResults random(int trials, String... vary) {
        return SearchExamples.results(SearchExamples.search("random", trials, 3, vary), SearchReportTest::accuracy);
    }

    private static <T extends Block> List<T> blocks(Report report, Class<T> kind) {
        return report.blocks().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<String> paragraphs(Report report) {
        return blocks(report, Paragraph.class).stream().map(Paragraph::text).toList();
    }

    @Test
    void theAnswerNamesTheWinnerWhatItIsWorthAndTheOneLookAtTheTestImages() {
        SearchResults results = random(30, RATE, HIDDEN);
        Measured best = results.winner().orElseThrow().measured();
        Report page = report(results).report();
        assertThat(paragraphs(page).get(0)).isEqualTo("Which settings suit the net?");
        assertThat(paragraphs(page).get(1))
                .isEqualTo(("Of 30\u00a0trials the best has learning-rate %s, model.hidden %s: its validation accuracy"
                                + " is %.1f\u00a0%%. Of the test images, which were looked at for it alone, it gets"
                                + " %.1f\u00a0%% right.")
                        .formatted(
                                best.point().value("learning-rate").orElseThrow(),
                                best.point().value("model.hidden").orElseThrow(),
                                100 * best.rung().accuracy(),
                                100 * best.rung().accuracy() - 1));
        assertThat(page.description()).isEqualTo(paragraphs(page).get(1));
    }

    @Test
    void everySettingHasAChartAndAllHaveOneTogether() {
        Report page = report(random(30, RATE, PENALTY, HIDDEN)).report();
        assertThat(blocks(page, Scatter.class))
                .extracting(Scatter::title)
                .containsExactly("learning-rate", "penalties.strength", "model.hidden");
        assertThat(blocks(page, ParallelCoordinates.class).getFirst().axes()).hasSize(3);
        assertThat(blocks(page, Plane.class)).isEmpty();
        assertThat(blocks(report(random(9, RATE, PENALTY)).report(), Plane.class))
                .hasSize(1);
        assertThat(blocks(report(random(9, RATE)).report(), ParallelCoordinates.class))
                .isEmpty();
    }

    @Test
    void theSettingThatMattersIsNamed() {
        Report page = report(random(50, RATE, PENALTY, HIDDEN)).report();
        List<Block.Bar> bars = blocks(page, BarChart.class).getFirst().bars();
        assertThat(bars.get(0).share()).isGreaterThan(0.7);
        assertThat(bars.get(0).detail()).isEqualTo("more than chance (p = 0.003)");
        assertThat(bars.get(1).share()).isLessThan(0.2);
        assertThat(bars.get(2).detail()).startsWith("may be chance");
        assertThat(paragraphs(report(random(9, RATE, PENALTY)).report()))
                .contains("9\u00a0trials tell nothing about that; expected 10 or more.");
    }

    @Test
    void aBestAtTheEndIsANoteOnlyIfSettingsMayGoFurther() {
        SearchResults results = SearchExamples.results(
                SearchExamples.search(
                        "random", 40, 3, "learning-rate=log:1e-4..0.01", "optimizer.beta1=uniform:0.5..0.999"),
                point -> 0.6 + 0.1 * StrictMath.log10(SearchExamples.number(point, "learning-rate")));
        List<Note> notes =
                blocks(report(results).report(), Notes.class).getFirst().notes();
        assertThat(notes.getFirst().tone()).isEqualTo(Tone.ATTENTION);
        assertThat(notes.getFirst().lead()).isEqualTo("learning-rate:");
        assertThat(notes.getFirst().text()).endsWith("look also above: --vary learning-rate=log:0.001..0.1");
        assertThat(notes.getLast().text()).contains("of 1000\u00a0validation images");
    }

    @Test
    void theLeaderboardHasTheBestFirstAndOpensForAll() {
        SearchResults results = random(30, RATE, HIDDEN);
        Report page = report(results).report();
        Table first = blocks(page, Table.class).getFirst();
        assertThat(first.rows()).hasSize(20);
        assertThat(first.rows().getFirst().getFirst())
                .isEqualTo(Integer.toString(results.ranking().getFirst().trial()));
        assertThat(first.columns().stream().map(Block.Column::name))
                .containsExactly("trial", "validation accuracy", "learning-rate", "model.hidden", "steps", "time");
        assertThat(blocks(page, Block.Details.class).getFirst().summary()).isEqualTo("All 30 trials");
    }

    @Test
    void halvingIsToldRoundByRound() {
        Search search =
                SearchExamples.search("{method: successive-halving, eta: 3, smallest-share: 0.11}", 27, 1, RATE);
        SearchResults results = SearchExamples.results(
                search, point -> 0.6 + 0.1 * StrictMath.log10(SearchExamples.number(point, "learning-rate")));
        Report page = report(results).report();
        Table rounds = blocks(page, Table.class).getLast();
        assertThat(rounds.rows())
                .extracting(row -> row.get(1) + ": " + row.get(2) + ", " + row.get(6))
                .containsExactly("1/9: 27, 2700", "1/3: 9, 1800", "all: 3, 1800");
        assertThat(paragraphs(page).getLast())
                .as("the winner's command comes last")
                .isEqualTo("The winner alone is trained again by:");
        assertThat(paragraphs(page))
                .anySatisfy(text -> assertThat(text)
                        .contains("27\u00a0trials took 6300\u00a0steps of training, and ")
                        .endsWith("; trained to their ends, all of them would have taken about 3.86 times as many"
                                + " steps."));
        assertThat(paragraphs(page))
                .anySatisfy(text -> assertThat(text).contains("27\u00a0trials (as they were after 1/9 of the plan"));
        assertThat(blocks(page, Scatter.class).getFirst().shade().orElseThrow().words())
                .containsExactly("1/9 of the plan", "1/3 of the plan", "the whole plan");
    }

    @Test
    void aSearchWithoutAWinnerSaysSo() {
        SearchResults results =
                SearchExamples.results(SearchExamples.search("random", 12, 1, RATE, HIDDEN), _ -> Double.NaN);
        Report page = report(results).report();
        assertThat(paragraphs(page)).contains("None of 12\u00a0trials came to a result: all diverged.");
        assertThat(paragraphs(page)).contains("The trials do not differ enough to tell.");
        assertThat(HtmlRenderer.render(page))
                .contains("diverged or not measured")
                .doesNotContain("NaN");
    }

    @Test
    void oneTrialIsAPageToo() {
        SearchResults results = SearchExamples.results(SearchExamples.search("random", 1, 1, RATE), _ -> 0.4);
        Report page = report(results).report();
        assertThat(paragraphs(page)).anySatisfy(text -> assertThat(text).startsWith("Of 1\u00a0trial the best has"));
        assertThat(blocks(page, LineChart.class)).isEmpty();
        assertThat(HtmlRenderer.render(page)).doesNotContain("NaN");
    }

    @Test
    void lossesAreWrittenAsTheyAre() {
        Search search = Searches.fromYaml(
                "preset: quick-fc\nvary: ['%s']\ntrials: 12\nscore: validation-loss\n".formatted(RATE), "test");
        SearchResults results = SearchExamples.results(search, _ -> -1.25);
        Report page = report(results).report();
        assertThat(paragraphs(page).get(0)).isEqualTo("Which learning-rate suits the preset quick-fc?");
        assertThat(paragraphs(page).get(1)).contains("its validation loss is 1.250.");
        assertThat(blocks(page, Table.class).getFirst().rows().getFirst().get(1))
                .isEqualTo("1.250");
    }

    @Test
    void thePageAndItsTrialsAreFiles(@TempDir Path folder) throws IOException {
        SearchResults results = random(12, RATE, HIDDEN);
        report(results).write(folder);
        assertThat(Files.readString(folder.resolve("report.html"))).contains("chainrule search example");
        assertThat(Files.readString(folder.resolve("trials.csv")).lines())
                .hasSize(13)
                .startsWith("trial,validation accuracy,learning-rate,model.hidden,steps,time");
        assertThat(MarkdownRenderer.render(report(results).report(), "example").text())
                .contains("[Numbers as CSV](example-1.csv)");
        assertThat(blocks(report(results).report(), Heading.class))
                .extracting(Heading::text)
                .containsExactly(
                        "Answer",
                        "The best trials",
                        "The score against each setting",
                        "All settings at once",
                        "What matters",
                        "What was spent",
                        "Do it again");
    }
}
