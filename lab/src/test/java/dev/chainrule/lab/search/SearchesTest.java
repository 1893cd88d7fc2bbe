package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.search.Search.Score;
import dev.chainrule.lab.settings.BaseSettings.Data;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SearchesTest {
    static List<String> names() {
        return Searches.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everySearchFitsItsImagesAndComesBackFromYaml(String name) {
        Search search = Searches.named(name);
        for (Data data : Data.values()) {
            search.check(data);
        }
        assertThat(search.question()).endsWith("?");
        assertThat(Searches.fromYaml(Searches.toYaml(search), "again")).isEqualTo(search);
        assertThat(Searches.fromYaml(Searches.declaration(name), "again")).isEqualTo(search);
    }

    @Test
    void theSearchForLambdaIsThatOfTheCourse() {
        Search search = Searches.named("kth-lambda-search");
        List<Step> coarse = search.next(List.of());
        assertThat(coarse)
                .hasSize(8)
                .allSatisfy(step -> assertThat(Double.parseDouble(
                                step.point().value("penalties.strength").orElseThrow()))
                        .isBetween(1e-5, 1e-1));
        Map<String, String> whole =
                search.settings(Data.CIFAR10, coarse.getFirst().point()).flattened();
        assertThat(whole)
                .containsEntry("data.set", "cifar10")
                .containsEntry("data.split", "kth")
                .containsEntry("learning-rate.half-cycle", "900")
                .containsEntry("batch-size", "100")
                .containsEntry("threads", "1")
                .containsEntry("epochs", "8");
        // two cycles of 2 · 900 steps; the split has 45,000 images for training
        assertThat(8 * 45_000 / 100).isEqualTo(2 * 2 * 900);
        RunSettings winner = search.winner(Data.CIFAR10, coarse.getFirst().point());
        assertThat(winner.plan().epochs()).isEqualTo(12);
        assertThat(search.settings(Data.SAMPLE, coarse.getFirst().point())
                        .data()
                        .set())
                .isEqualTo("cifar10-small");
    }

    @Test
    void aMethodIsAWordOrASection() {
        assertThat(Searches.method("random", "--method")).isEqualTo(new SearchMethod.Random());
        assertThat(Searches.method("hyperband", "--method")).isEqualTo(new SearchMethod.Hyperband(3, 0.037));
        assertThat(Searches.method("{method: hyperband, eta: 4}", "--method"))
                .isEqualTo(new SearchMethod.Hyperband(4, 0.037));
        assertThat(Searches.method("{method: grid, points-per-setting: 3}", "--method"))
                .isEqualTo(new SearchMethod.Grid(3));
    }

    @Test
    void aSearchOfOnesOwnSaysOnlyWhatIsNotAsUsual(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, """
            vary:
              - learning-rate=log:1e-3..0.5
              - model.hidden=choice:[100]|[200, 100]
            preset: quick-fc
            minutes: 10
            score: validation-loss
            """);
        Search search = Searches.named(file.toString());
        assertThat(search.budget()).isEqualTo(new Search.Budget(20, java.util.Optional.of(10)));
        assertThat(search.method()).isEqualTo(new SearchMethod.Random());
        assertThat(search.selection().score()).isEqualTo(Score.VALIDATION_LOSS);
        assertThat(search.selection().retrain()).isEmpty();
        assertThat(search.next(List.of())).hasSize(20).isEqualTo(search.next(List.of()));
        search.check(Data.SAMPLE);
    }

    @Test
    void theScoreIsHigherForTheBetterOne() {
        assertThat(Score.VALIDATION_ACCURACY.of(0.5, 2)).isEqualTo(0.5);
        assertThat(Score.VALIDATION_LOSS.of(0.5, 2)).isEqualTo(-2);
        assertThat(Score.VALIDATION_ACCURACY.of(0.1, Double.NaN)).isNaN();
        assertThat(Score.VALIDATION_LOSS.of(0.1, Double.POSITIVE_INFINITY)).isNaN();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        preset: quick;                                             vary is missing
        {vary: []};                                                my.yaml line 1: vary: no setting varies
        {vary: [epochs=integer:9..2]};                             my.yaml line 1: vary epochs=integer:9..2: low 9 is out of range
        {vary: [epochs=integer:1..2], method: hyperbande};         method.method 'hyperbande' is unknown; expected one of grid, random, low-discrepancy, coarse-to-fine, successive-halving, hyperband, tpe. Did you mean 'hyperband'?
        {vary: [epochs=integer:1..2], method: {method: hyperband, eta: 1}};    method.eta 1 is out of range; expected a whole number of at least 2
        {vary: [epochs=integer:1..2], trials: 0};                  trials 0 is out of range; expected a whole number of at least 1
        {vary: [epochs=integer:1..2], trial: 5};                   key 'trial' is unknown
        """)
    void whatIsNoSearchIsRefused(String yaml, String message) {
        assertThatThrownBy(() -> Searches.fromYaml(yaml, "my.yaml"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatDoesNotFitIsFoundBeforeTheFirstTrial() {
        Search grid = Searches.fromYaml("{vary: [epochs=integer:1..99], method: grid, trials: 4}", "my.yaml");
        assertThatThrownBy(() -> grid.check(Data.SAMPLE))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("5 points or more, which does not fit 4 trials");
        Search again = Searches.fromYaml("{vary: [epochs=integer:1..9], retrain: [epoch=20]}", "my.yaml");
        assertThatThrownBy(() -> again.check(Data.SAMPLE))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("retrain epoch=20")
                .hasMessageContaining("Did you mean 'epochs'?");
        assertThatThrownBy(() -> Searches.named("kth-lambda-serch"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("Did you mean 'kth-lambda-search'?");
    }
}
