package dev.chainrule.lab.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportanceTest {
    private static final RandomKey KEY = RandomKey.of(7);
    private static final SearchSpace SPACE = SearchSpace.of(
            List.of(
                    "learning-rate=log:1e-4..0.1",
                    "model.dropout=uniform:0.2..1",
                    "epochs=integer:1..30",
                    "optimizer.rule=choice:sgd|adam|nadam",
                    "optimizer.momentum=uniform:0..0.9 if optimizer.rule=sgd"),
            "vary");

    /// Random points, scored by what they are.
    private static List<Outcome> outcomes(int count, long seed, ToDoubleFunction<Point> score) {
        List<Outcome> outcomes = new ArrayList<>();
        RandomGenerator random = RandomKey.of(seed).child("points").generator();
        for (int trial = 1; trial <= count; trial++) {
            Point point = SPACE.at(IntStream.range(0, SPACE.size())
                    .mapToDouble(_ -> random.nextDouble())
                    .toArray());
            outcomes.add(new Outcome(new Step(trial, point, 1), score.applyAsDouble(point)));
        }
        return outcomes;
    }

    private static double rate(Point point) {
        return StrictMath.log10(Double.parseDouble(point.value("learning-rate").orElseThrow()));
    }

    private static Importance of(String key, List<Outcome> outcomes) {
        return Importance.of(SPACE, outcomes, KEY).stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /// Groups 1, 2, 3 | 3, 4, 5: within 2 + 2 = 4, in all 4 + 6 · 1 = 10; ε² = 1 − (4 / 4) / (10 / 5) = 0.5, of
    /// twice as many of each: 1 − (8 / 10) / (20 / 11) = 0.56.
    @Test
    void itIsTheAdjustedShareOfTheVarianceBetweenGroups() {
        SearchSpace space = SearchSpace.of(List.of("a=choice:x|y", "b=uniform:0..1"), "vary");
        double[] scores = {1, 2, 3, 3, 4, 5, 1, 2, 3, 3, 4, 5};
        List<Outcome> outcomes = IntStream.range(0, scores.length)
                .mapToObj(i ->
                        new Outcome(new Step(i + 1, space.at(i / 3 % 2 == 0 ? 0.1 : 0.9, i / 12.0), 1), scores[i]))
                .toList();
        Importance importance = Importance.of(space, outcomes, KEY).getFirst();
        assertThat(importance.share().getAsDouble()).isCloseTo(0.56, offset(1e-12));
        assertThat(importance.trials()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({"10, 0.12", "20, 0.08", "50, 0.04", "200, 0.015"})
    void aSettingThatDoesNothingHasNextToNoShare(int trials, double most) {
        double[] sums = new double[SPACE.size()];
        int alarms = 0;
        int seeds = 60;
        for (int seed = 0; seed < seeds; seed++) {
            RandomGenerator noise = RandomKey.of(seed).child("noise").generator();
            List<Importance> all =
                    Importance.of(SPACE, outcomes(trials, seed, _ -> noise.nextGaussian()), KEY.child(seed));
            for (int i = 0; i < sums.length; i++) {
                sums[i] += all.get(i).share().orElse(0);
            }
            alarms += all.stream().anyMatch(Importance::significant) ? 1 : 0;
        }
        assertThat(Arrays.stream(sums).limit(4)).allMatch(sum -> sum / seeds < most);
        assertThat(sums[4] / seeds).as("of a third of the trials").isLessThan(2 * most);
        assertThat(alarms).as("searches with any alarm, of 3 expected at most").isLessThanOrEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"12, 0.7", "20, 0.85", "50, 0.93", "200, 0.95"})
    void aSettingThatDecidesAllHasNextToAll(int trials, double least) {
        double sum = 0;
        for (int seed = 0; seed < 20; seed++) {
            List<Outcome> outcomes = outcomes(trials, seed, point -> 0.3 + 0.1 * rate(point));
            Importance importance = of("learning-rate", outcomes);
            sum += importance.share().getAsDouble();
            assertThat(importance.significant()).isTrue();
            assertThat(of("model.dropout", outcomes).share().getAsDouble()).isLessThan(0.75);
        }
        assertThat(sum / 20).isGreaterThan(least);
    }

    @Test
    void aBestValueInTheMiddleAndAChoiceAreSeenToo() {
        List<Outcome> peak = outcomes(50, 3, point -> -StrictMath.pow(rate(point) + 2.5, 2));
        assertThat(of("learning-rate", peak).share().getAsDouble()).isGreaterThan(0.8);
        List<Outcome> choice = outcomes(
                30, 3, point -> point.value("optimizer.rule").orElseThrow().equals("adam") ? 0.5 : 0.4);
        assertThat(of("optimizer.rule", choice).share().getAsDouble()).isCloseTo(1, offset(1e-9));
        List<Outcome> whole = outcomes(
                60, 4, point -> Double.parseDouble(point.value("epochs").orElseThrow()));
        assertThat(of("epochs", whole).share().getAsDouble()).isGreaterThan(0.9);
    }

    /// y = a + b of independent uniform numbers: each explains a half.
    @Test
    void twoEqualSettingsShareEqually() {
        double first = 0;
        double second = 0;
        for (int seed = 0; seed < 20; seed++) {
            List<Outcome> outcomes = outcomes(
                    100,
                    seed,
                    point -> rate(point) / 3
                            + Double.parseDouble(point.value("model.dropout").orElseThrow()) / 0.8);
            first += of("learning-rate", outcomes).share().getAsDouble() / 20;
            second += of("model.dropout", outcomes).share().getAsDouble() / 20;
        }
        assertThat(first).isCloseTo(0.5, offset(0.06));
        assertThat(second).isCloseTo(0.5, offset(0.06));
    }

    @Test
    void aConditionalSettingIsJudgedAmongThoseThatHaveIt() {
        List<Outcome> outcomes = outcomes(
                90,
                5,
                point -> point.value("optimizer.momentum")
                        .map(Double::parseDouble)
                        .orElse(100.0));
        Importance importance = of("optimizer.momentum", outcomes);
        assertThat(importance.trials()).isBetween(15, 45);
        assertThat(importance.share().getAsDouble()).isGreaterThan(0.85);
    }

    @Test
    void divergedTrialsCountLikeTheWorst() {
        List<Outcome> outcomes = outcomes(40, 6, point -> rate(point) > -2 ? Double.NaN : 0.4 + 0.01 * rate(point));
        Importance importance = of("learning-rate", outcomes);
        assertThat(importance.trials()).isEqualTo(40);
        assertThat(importance.share().getAsDouble()).isGreaterThan(0.3);
    }

    @Test
    void fewTrialsEqualScoresAndNoneTellNothing() {
        assertThat(Importance.of(SPACE, outcomes(9, 1, ImportanceTest::rate), KEY))
                .allMatch(each -> each.share().isEmpty() && each.chance().isEmpty() && !each.significant());
        assertThat(Importance.of(SPACE, outcomes(30, 1, _ -> 0.5), KEY))
                .allMatch(each -> each.share().isEmpty());
        assertThat(Importance.of(SPACE, outcomes(30, 1, _ -> Double.NaN), KEY))
                .allMatch(each -> each.share().isEmpty());
        assertThat(Importance.of(SPACE, List.of(), KEY)).hasSize(5).allMatch(each -> each.trials() == 0);
    }

    @Test
    void theSameTrialsHaveTheSameChance() {
        List<Outcome> outcomes = outcomes(30, 2, point -> rate(point) * 0.01);
        assertThat(Importance.of(SPACE, outcomes, KEY)).isEqualTo(Importance.of(SPACE, outcomes, KEY));
    }
}
