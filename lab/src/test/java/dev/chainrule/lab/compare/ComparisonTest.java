package dev.chainrule.lab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Pages;
import dev.chainrule.lab.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
    @TempDir
    Path folder;

    private WrittenRun run(String name) {
        return new WrittenRun(folder.resolve(name));
    }

    private Comparison compared(String... names) throws IOException {
        return RunSearch.compare(
                List.of(names).stream().map(name -> folder.resolve(name)).toList());
    }

    private static List<String> names(Comparison comparison) {
        return comparison.runs().stream().map(ComparedRun::name).toList();
    }

    private static String caveats(Comparison comparison) {
        return plain(String.join("\n", new Caveats(comparison).sentences()));
    }

    private static String plain(String text) {
        return text.replace('\u00a0', ' ').replace('\u202f', ',');
    }

    /// Three seeds each of two rates, whose accuracies are 0.50, 0.51, 0.52 and 0.60, 0.61, 0.62.
    private void twoGroups() throws IOException {
        for (int seed = 1; seed <= 3; seed++) {
            run("runs/slow-" + seed).seed(seed).accuracy(0.49 + seed / 100.0).write();
            run("runs/fast-" + seed)
                    .set("learning-rate.rate", "0.2")
                    .seed(seed)
                    .accuracy(0.59 + seed / 100.0)
                    .write();
        }
    }

    @Test
    void onlySettingsThatDifferAreListedWithAValueForEachRun() throws IOException {
        run("a").set("learning-rate.rate", "0.25").set("threads", "1").write();
        run("b").set("optimizer", "adam").set("threads", "1").seed(7).write();

        Comparison both = compared("a", "b");

        assertThat(both.differing())
                .containsEntry(
                        "learning-rate.rate",
                        List.of(
                                "0.25",
                                both.differing().get("learning-rate.rate").get(1)))
                .containsEntry("seed", List.of(both.differing().get("seed").getFirst(), "7"))
                .hasEntrySatisfying(
                        "optimizer.rule", values -> assertThat(values).containsExactly("adamw", "adam"))
                .hasEntrySatisfying(
                        "optimizer.decay",
                        values -> assertThat(values.getLast()).isEqualTo("–"))
                .doesNotContainKeys("batch-size", "threads", "images", "chainrule");
        assertThat(both.shared()).containsEntry("epochs", "2").containsEntry("threads", "1");
    }

    /// By hand: deviation 0.01 each, n = 3, so half of the interval is 4.302653 · 0.01 / √3 = 0.02484; the
    /// difference of 0.1 is 12.25 standard errors with 4 degrees of freedom, p = 0.000256.
    @Test
    void runsThatDifferInTheirSeedAreAGroupAndGroupsAreTested() throws IOException {
        twoGroups();
        Comparison all = compared("runs");

        assertThat(all.groups().stream().map(Group::name)).containsExactly("fast", "slow");
        Group fast = all.groups().getFirst();
        assertThat(plain(Measure.BEST_VALIDATION.written(fast.sample(Measure.BEST_VALIDATION))))
                .isEqualTo("61.0 % ± 2.5");
        // 48 pixels, 256 and 128 hidden units, 2 classes
        int parameters = (48 + 1) * 256 + (256 + 1) * 128 + (128 + 1) * 2;
        assertThat(fast.sample(Measure.PARAMETERS).values())
                .containsExactly((double) parameters, (double) parameters, (double) parameters);
        assertThat(new Significance(all)
                        .statements().stream().map(Statement::sentence).map(ComparisonTest::plain))
                .containsExactly(
                        "Best validation accuracy: fast 61.0 % ± 2.5, against 51.0 % ± 2.5 of slow: higher,"
                                + " significantly (Welch's test over 3 and 3 seeds, p < 0.001).",
                        "Test accuracy: fast 60.0 % ± 2.5, against 50.0 % ± 2.5 of slow: higher, significantly"
                                + " (Welch's test over 3 and 3 seeds, p < 0.001).");
        assertThat(plain(all.summary()))
                .isEqualTo("6 runs that differ in learning-rate.rate, and in their seed. Runs that differ in their seed"
                        + " alone are taken together: 2 groups.");
        assertThat(new Caveats(all).sentences()).isEmpty();
    }

    /// Ten coordinates in place of 48 pixels; the matrix that makes them is not learned.
    @Test
    void theParametersOfANetBehindPrincipalComponentsAreThoseThatItLearns() throws IOException {
        for (int seed = 1; seed <= 2; seed++) {
            run("runs/" + seed)
                    .set("data.whitening", "{kind: pca, components: 10}")
                    .seed(seed)
                    .write();
        }
        int parameters = (10 + 1) * 256 + (256 + 1) * 128 + (128 + 1) * 2;
        assertThat(compared("runs")
                        .groups()
                        .getFirst()
                        .sample(Measure.PARAMETERS)
                        .values())
                .containsExactly((double) parameters, (double) parameters);
    }

    @Test
    void threadsPresetAndThePathOfTheSameImagesMakeNoOtherGroup() throws IOException {
        run("a").set("threads", "1").seed(1).set("data.set", "photos").write();
        run("b").set("threads", "2").seed(2).set("data.set", "../photos").write();

        assertThat(compared("a", "b").groups()).hasSize(1);
    }

    @Test
    void ofManyTestsTheSignificantOnesAreNamedAndTheOthersCounted() throws IOException {
        twoGroups();
        for (int seed = 1; seed <= 3; seed++) {
            run("runs/faster-" + seed)
                    .set("learning-rate.rate", "0.3")
                    .seed(seed)
                    .accuracy(0.595 + seed / 100.0)
                    .write();
        }

        List<Statement> statements = new Significance(compared("runs")).statements();

        assertThat(statements.stream().map(Statement::lead).distinct())
                .containsExactly("Best validation accuracy:", "Test accuracy:");
        assertThat(statements.stream()
                        .map(Statement::text)
                        .map(ComparisonTest::plain)
                        .limit(3))
                .satisfiesExactly(
                        text -> assertThat(text)
                                .startsWith("faster 61.5 % ± 2.5, against 51.0 % ± 2.5 of slow: higher,"),
                        text -> assertThat(text).startsWith("fast 61.0 % ± 2.5, against 51.0 % ± 2.5 of slow: higher,"),
                        text -> assertThat(text)
                                .startsWith("1 of the 3 differences between 3 settings may be chance (Welch's test, the"
                                        + " smallest p = 0.5")
                                .endsWith(" after Holm's correction for 3 comparisons): faster and fast."));
    }

    @Test
    void oneSeedEachTellsNothingOfChance() throws IOException {
        run("a").write();
        run("b").set("learning-rate.rate", "0.2").accuracy(0.9).write();

        assertThat(new Significance(compared("a", "b")).statements())
                .singleElement()
                .satisfies(statement -> assertThat(statement.text()).contains("no two settings", "--seed 2"));
    }

    @Test
    void runsThatDidNotEndAreInNoMeanAndThatIsSaid() throws IOException {
        run("g/seed-1").seed(1).accuracy(0.5).write();
        run("g/seed-2").seed(2).accuracy(0.7).write();
        run("g/seed-3").seed(3).accuracy(0.9).end("", 2).write();
        run("g/seed-4").seed(4).accuracy(0.9).end("stopped", 2).write();
        run("g/seed-5").seed(5).accuracy(0.9).end("diverged", 3).write();

        Comparison all = compared("g");
        Sample validation = all.groups().getFirst().sample(Measure.BEST_VALIDATION);

        assertThat(validation.values()).containsExactly(0.5, 0.7);
        assertThat(validation.missing()).isEqualTo(3);
        assertThat(caveats(all))
                .contains("seed-3 was cut off, or is still going on, at step 2 of 4:")
                .contains("seed-4 was stopped at step 2 of 4:")
                .contains("seed-5 diverged at step 3 of 4, and no mean has it: the loss is not finite.");
        assertThat(all.runs().stream().map(ComparedRun::endWord))
                .containsExactly("complete", "complete", "unfinished", "stopped", "diverged");
    }

    @Test
    void otherImagesAreSaidAndNotTested() throws IOException {
        for (int seed = 1; seed <= 2; seed++) {
            run("a-" + seed).seed(seed).accuracy(0.2 + seed / 100.0).write();
            run("b-" + seed)
                    .seed(seed)
                    .accuracy(0.8 + seed / 100.0)
                    .images("fedcba9876543210")
                    .write();
        }
        Comparison all = compared("a-1", "a-2", "b-1", "b-2");

        assertThat(all.groups()).hasSize(2);
        assertThat(all.findings()).isEmpty();
        assertThat(caveats(all)).contains("The runs do not have the same images: ", "(a-1, a-2); ", "(b-1, b-2).");
        assertThat(all.differing()).containsKey("images");
        assertThat(new Significance(all).statements().getFirst().text()).startsWith("none can be tested:");
    }

    @Test
    void versionsAreNeverTakenTogether() throws IOException {
        run("a").seed(1).write();
        run("b").seed(2).version("0.2.0").write();
        Comparison both = compared("a", "b");

        assertThat(both.groups()).hasSize(2);
        assertThat(caveats(both)).contains("different versions of Chainrule: 0.1.0 (a); 0.2.0 (b).");
    }

    @Test
    void runsWithoutValidationOrTestImagesAreComparedByTheirTraining() throws IOException {
        for (int seed = 1; seed <= 2; seed++) {
            run("a-" + seed)
                    .seed(seed)
                    .accuracy(0.2 + seed / 100.0)
                    .without(true, true)
                    .write();
            run("b-" + seed)
                    .set("learning-rate.rate", "0.2")
                    .seed(seed)
                    .accuracy(0.8 + seed / 100.0)
                    .without(true, true)
                    .write();
        }
        Comparison all = compared("a-1", "a-2", "b-1", "b-2");

        assertThat(caveats(all)).contains("No run has a validation accuracy", "No run has a test accuracy");
        assertThat(all.findings()).extracting(Comparison.Finding::measure).containsExactly(Measure.TRAINING);
        String page = HtmlRenderer.render(new ComparisonReport(all, "chainrule compare").report());
        assertThat(Pages.texts(page, "figcaption").toString()).doesNotContain("Validation accuracy");
    }

    @Test
    void theSameRunTwiceCountsOnce() throws IOException {
        Path a = run("a").seed(1).write();
        run("copy").seed(1).write();
        run("b").seed(2).write();
        Comparison all = compared("a", "a", "copy", "b", "a/../a");

        assertThat(names(all)).containsExactly("a", "copy", "b");
        assertThat(all.groups().getFirst().sample(Measure.TEST).values()).hasSize(2);
        assertThat(caveats(all))
                .contains(a + " was named twice and is shown once.")
                .contains("a, copy are the same run: the same settings, images and seed 1. Means have one of them.")
                .doesNotContain("Yet their losses differ");
        assertThatThrownBy(() -> compared("a", "a"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("1 run does not fit a comparison", "was named twice", "expected two or more");
    }

    @Test
    void namesThatCollideGetTheFolderAboveThem() throws IOException {
        run("x/quick-1").write();
        run("y/quick-1").seed(2).write();
        run("y/other").seed(3).write();

        assertThat(names(compared("x/quick-1", "y/quick-1", "y/other")))
                .containsExactly("x/quick-1", "y/quick-1", "other");
    }

    @Test
    void groupsOfOneNameAreToldApartByTheirSettings() throws IOException {
        run("quick-1").seed(1).write();
        run("quick-2").seed(2).write();
        run("quick-3").set("learning-rate.rate", "0.25").seed(1).write();
        run("quick-4").set("learning-rate.rate", "0.25").seed(2).write();

        assertThat(compared("quick-1", "quick-2", "quick-3", "quick-4").groups().stream()
                        .map(Group::name))
                .hasSize(2)
                .allMatch(name -> name.startsWith("quick (learning-rate.rate "))
                .contains("quick (learning-rate.rate 0.25)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-0.25-seed-", "keep-0.25-", "keep 0.25 seed ", "keep-0.25-Seed_"})
    void namesOfSeedsHaveTheirBeginningInCommon(String beginning) {
        assertThat(Group.commonName(List.of(beginning + 10, beginning + 11, beginning + 2)))
                .isEqualTo(beginning.startsWith("keep-") ? "keep-0.25" : "keep 0.25");
    }

    @Test
    void besideALineStandsWhatTellsItsNameFromTheOthers() {
        assertThat(Group.brief(List.of("a-long-name-keep-0.25-seed-1", "a-long-name-keep-1-seed-1")))
                .containsExactly("0.25", "1");
        assertThat(Group.brief(List.of("quick-1", "quick-1-again"))).containsExactly("quick-1", "quick-1-again");
        assertThat(Group.brief(List.of("x/same", "y/same"))).containsExactly("x", "y");
        assertThat(Group.brief(List.of("only"))).containsExactly("only");
    }

    @Test
    void runsOfAFolderAreInTheOrderOfTheirNumbersAtAnyDepth() throws IOException {
        for (String name : List.of("width-10-seed-1", "width-5-seed-1", "width-0.5-seed-1", "width-0.25-seed-1")) {
            run("experiments/e/sample/" + name).write();
        }
        assertThat(names(compared("experiments")))
                .containsExactly("width-0.25-seed-1", "width-0.5-seed-1", "width-5-seed-1", "width-10-seed-1");
    }

    @Test
    void aDamagedRunOfAFolderIsLeftOutAndNamedAndOneThatWasNamedIsRefused() throws IOException {
        run("runs/a").write();
        run("runs/b").seed(2).write();
        Path broken = run("runs/broken").write();
        Files.writeString(broken.resolve("history.jsonl"), "{\"step\":7,\"loss\":1,\"rate\":1}\n");
        Path empty = run("runs/empty").write();
        Files.delete(empty.resolve("about.json"));

        Comparison both = compared("runs");

        assertThat(names(both)).containsExactly("a", "b");
        assertThat(caveats(both)).contains("Left out: " + broken, "Left out: " + empty + ": holds no about.json");
        assertThatThrownBy(() -> compared("runs/a", "runs/empty"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("holds no about.json");
    }

    @Test
    void aFolderThatHoldsNoRunIsRefused() throws IOException {
        run("a").write();
        Files.createDirectories(folder.resolve("nothing/at/all"));
        Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> compared("a", "nothing"))
                .hasMessage(folder.resolve("nothing") + ": holds no run; expected the folder of a run, for example"
                        + " runs/quick-1, or a folder of runs");
        assertThatThrownBy(() -> compared("a", "file")).hasMessageContaining("file: is a file; expected");
        assertThatThrownBy(() -> compared("a", "gone")).hasMessageContaining("gone: no such folder; expected");
        assertThatThrownBy(() -> compared("a")).hasMessageContaining("1 run does not fit a comparison");
    }

    @Test
    void thePageShowsSettingsThenCurvesThenTables() throws IOException {
        twoGroups();
        String page = HtmlRenderer.render(new ComparisonReport(compared("runs"), "chainrule compare runs").report());

        assertThat(Pages.texts(page, "h2"))
                .containsExactly("Settings that differ", "Curves", "What came out", "Each run", "Do it again");
        assertThat(Pages.texts(page, "h1")).hasSize(1);
        assertThat(page).contains("61.0\u00a0% ± 2.5", "Welch&#39;s test", "the lowest seed to the highest");
        assertThat(Pages.texts(page, "code")).containsExactly("chainrule compare runs");
    }

    @Test
    void hundredRunsMakeAPageOfModerateSize() throws IOException {
        for (int i = 0; i < 100; i++) {
            run("runs/run-" + i)
                    .set("learning-rate.rate", "0.0" + (i + 1))
                    .accuracy(i / 200.0)
                    .write();
        }
        String page = HtmlRenderer.render(new ComparisonReport(compared("runs"), "chainrule compare runs").report());

        assertThat(page).contains("Of 100, those 20 with the highest validation accuracy are drawn");
        assertThat(Pages.texts(page, "title").toString()).contains("run-99").doesNotContain("run-3,");
        assertThat(page.getBytes(StandardCharsets.UTF_8).length).isLessThan(1_000_000);
    }

    @Test
    void aNameThatIsMarkUpStaysText() throws IOException {
        run("<b>&").write();
        run("other").set("learning-rate.rate", "0.2").write();
        String page = HtmlRenderer.render(new ComparisonReport(compared("<b>&", "other"), "x").report());

        assertThat(page).doesNotContain("<b>&").contains("&lt;b&gt;&amp;");
    }
}
