package dev.chainrule.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.chainrule.Tensors;
import dev.chainrule.data.ArrayDataset;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Relu;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.model.Scorer;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnsembleTest {
    private static final int EXAMPLES = 17;
    private static final Tensor X = Tensors.gaussian(Precision.FLOAT32, 1, 1, EXAMPLES, 6);

    private static Model model(int seed, Precision precision, int classes) {
        List<LayerSpec> layers = List.of(Affine.Settings.of(20), new Relu.Settings(), Affine.Settings.of(classes));
        Model model = ModelBuilder.build(new ModelSpec("test", Shape.of(6), precision, layers), new NumpyRandom(seed));
        Tensor weights = model.parameter("W2").value();
        for (int i = 0; i < weights.size(); i++) {
            weights.setStored(i, 5 * weights.getStored(i));
        }
        return model;
    }

    private static List<Model> models(int count, Precision precision) {
        return IntStream.range(0, count)
                .mapToObj(seed -> model(seed, precision, 4))
                .toList();
    }

    private static double[][] softmax(Scorer scorer, Tensor x) {
        return softmax(scorer.scores(x).toMatrix());
    }

    private static double[][] softmax(double[][] scores) {
        double[][] p = new double[scores.length][scores[0].length];
        for (int n = 0; n < p.length; n++) {
            double sum = 0;
            for (double score : scores[n]) {
                sum += Math.exp(score);
            }
            for (int k = 0; k < p[n].length; k++) {
                p[n][k] = Math.exp(scores[n][k]) / sum;
            }
        }
        return p;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void probabilitiesAreTheMeanOfTheMembers(Precision precision) {
        Tensor x = X.as(precision);
        List<Model> members = models(5, precision);
        double[][] combined = softmax(new Ensemble(members, Combination.PROBABILITIES), x);
        for (int n = 0; n < EXAMPLES; n++) {
            for (int k = 0; k < 4; k++) {
                double mean = 0;
                for (Model member : members) {
                    mean += softmax(member, x)[n][k] / members.size();
                }
                assertThat(combined[n][k]).isCloseTo(mean, within(precision == Precision.FLOAT64 ? 1e-14 : 1e-6));
            }
        }
    }

    @Test
    void scoresAreTheMeanOfTheMembers() {
        Tensor x = X.as(Precision.FLOAT64);
        List<Model> members = models(5, Precision.FLOAT64);
        double[][] combined =
                new Ensemble(members, Combination.SCORES).scores(x).toMatrix();
        for (int n = 0; n < EXAMPLES; n++) {
            for (int k = 0; k < 4; k++) {
                double mean = 0;
                for (Model member : members) {
                    mean += member.scores(x).get(n, k) / members.size();
                }
                assertThat(combined[n][k]).isCloseTo(mean, within(1e-14));
            }
        }
    }

    @Test
    void votesAreCountedAndTheMeanProbabilityIsOneVoteMore() {
        double[] first = {3, 0, 0};
        double[] second = {1, 2, 0};
        double[] third = {0, 4, 1};
        double[] p = softmax(new double[][] {Combination.VOTES.of(first, second, third)})[0];
        double[][] each = softmax(new double[][] {first, second, third});
        int[] votes = {1, 2, 0};
        for (int k = 0; k < 3; k++) {
            double mean = (each[0][k] + each[1][k] + each[2][k]) / 3;
            assertThat(p[k]).isCloseTo((votes[k] + mean) / 4, within(1e-15));
        }
    }

    @Test
    void equallyManyVotesAreDecidedByTheMeanProbability() {
        Evaluation sure = Evaluation.of(new int[] {0}, new float[][] {{0, 9, 0}});
        Evaluation unsure = Evaluation.of(new int[] {0}, new float[][] {{0.1f, 0, 0}});
        assertThat(Evaluation.of(Combination.VOTES, List.of(unsure, sure)).predictions())
                .containsExactly(1);
        assertThat(Evaluation.of(Combination.VOTES, List.of(unsure, sure, unsure))
                        .predictions())
                .as("a vote outdoes any probability")
                .containsExactly(0);
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void oneMemberKeepsEveryBit(Combination combination) {
        for (Precision precision : Precision.values()) {
            Model member = model(3, precision, 4);
            Tensor x = X.as(precision);
            assertThat(new Ensemble(List.of(member), combination).scores(x).toArray())
                    .isEqualTo(member.scores(x).toArray());
        }
        double[] odd = {-0.0, Double.POSITIVE_INFINITY, Double.NaN, Double.MIN_VALUE};
        assertThat(combination.of(odd)).isEqualTo(odd);
    }

    @ParameterizedTest
    @EnumSource(
            value = Combination.class,
            names = {"PROBABILITIES", "SCORES"})
    void equalMembersKeepEveryBit(Combination combination) {
        for (int copies = 2; copies < 9; copies++) {
            for (Precision precision : Precision.values()) {
                Model member = model(3, precision, 4);
                Tensor x = X.as(precision);
                Scorer copied = new Ensemble(Collections.nCopies(copies, member), combination);
                assertThat(copied.scores(x).toArray())
                        .isEqualTo(member.scores(x).toArray());
            }
            double[] odd = {-0.0, 1e300, -1e300, Double.MIN_VALUE};
            assertThat(combination.of(Collections.nCopies(copies, odd).toArray(double[][]::new)))
                    .isEqualTo(odd);
        }
    }

    @Test
    void probabilitiesSurviveScoresThatAreFarApart() {
        double[] combined = Combination.PROBABILITIES.of(new double[] {0, 2000}, new double[] {3000, 0});
        assertThat(combined[0]).isFinite();
        assertThat(softmax(new double[][] {{combined[0] - combined[1], 0}})[0][0])
                .as("each is sure of another class")
                .isCloseTo(0.5, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void anExampleWithoutFiniteScoresHasNoAnswer(Combination combination) {
        for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertThat(combination.of(new double[] {1, 2}, new double[] {broken, 0}))
                    .containsExactly(Double.NaN, Double.NaN);
        }
        Evaluation good = Evaluation.of(new int[] {0, 0}, new float[][] {{1, 0}, {1, 0}});
        Evaluation broken = Evaluation.of(new int[] {0, 0}, new float[][] {{Float.NaN, 0}, {1, 0}});
        assertThat(Evaluation.of(combination, List.of(good, broken)).predictions())
                .containsExactly(-1, 0);
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void keptAnswersCombineToTheBitsOfTheScorer(Combination combination) {
        List<Model> members = models(3, Precision.FLOAT32);
        double[][] examples = X.toMatrix();
        ArrayDataset data = new ArrayDataset(examples, new int[EXAMPLES], Shape.of(6), 4);
        Evaluation together = Evaluation.of(new Ensemble(members, combination), data);
        Evaluation kept = Evaluation.of(
                combination,
                members.stream().map(member -> Evaluation.of(member, data)).toList());
        assertThat(kept.scores()).isDeepEqualTo(together.scores());
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void threadsChangeNoBit(Combination combination) {
        Scorer ensemble = new Ensemble(models(3, Precision.FLOAT32), combination);
        double[] expected = ensemble.scores(X).toArray();
        for (int threads = 1; threads <= 3; threads++) {
            try (Parallel parallel = Parallel.ofThreads(threads)) {
                assertThat(Parallel.with(parallel, () -> ensemble.scores(X)).toArray())
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void sharesAddUpToThePredictions(Combination combination) {
        double[][] members =
                Tensors.gaussian(Precision.FLOAT64, 5, 2, 4 * 500, 3).toMatrix();
        for (int n = 0; n < members.length; n += 4) {
            double[][] four = Arrays.copyOfRange(members, n, n + 4);
            double[] sum = new double[3];
            for (double[] member : four) {
                double[] share = combination.share(member);
                for (int k = 0; k < 3; k++) {
                    sum[k] += share[k];
                }
            }
            assertThat(highest(sum)).isEqualTo(highest(combination.of(four)));
        }
        assertThat(combination.share(new double[] {1, Double.POSITIVE_INFINITY}))
                .containsExactly(Double.NaN, Double.NaN);
    }

    private static int highest(double[] values) {
        return IntStream.range(0, values.length)
                .reduce((a, b) -> values[b] > values[a] ? b : a)
                .orElseThrow();
    }

    @Test
    void anEnsembleCanBeAMember() {
        List<Model> members = models(2, Precision.FLOAT32);
        Scorer inner = new Ensemble(members, Combination.SCORES);
        Scorer outer = new Ensemble(List.of(inner, inner), Combination.PROBABILITIES);
        assertThat(outer.scores(X).toArray()).isEqualTo(inner.scores(X).toArray());
    }

    @Test
    void membersThatDoNotFitAreNamed() {
        Model first = model(1, Precision.FLOAT32, 4);
        assertThatThrownBy(() -> new Ensemble(List.of(), Combination.SCORES))
                .hasMessage("Ensemble: no member is given; expected one or more");
        assertThatThrownBy(() -> new Ensemble(List.of(first, model(1, Precision.FLOAT32, 5)), Combination.SCORES))
                .hasMessage("Ensemble: member 2's 5 classes do not fit member 1's; expected 4");
        assertThatThrownBy(() ->
                        new Ensemble(List.of(first, first, model(1, Precision.FLOAT64, 4)), Combination.SCORES))
                .hasMessage("Ensemble: member 3's precision FLOAT64 does not fit member 1's; expected FLOAT32");
        Model wide = Model.of("wide", Shape.of(7), Precision.FLOAT32, Affine.zeros(Precision.FLOAT32, 7, 4));
        assertThatThrownBy(() -> new Ensemble(List.of(first, wide), Combination.SCORES))
                .hasMessage("Ensemble: member 2's input (7) does not fit member 1's (6); expected (6)");
        assertThatThrownBy(() -> Combination.SCORES.of(new double[2], new double[3]))
                .hasMessage("Combination: 3 scores do not fit 2; expected equally many");
        Evaluation here = Evaluation.of(new int[] {0}, new float[][] {{1, 0}});
        Evaluation there = Evaluation.of(new int[] {1}, new float[][] {{1, 0}});
        assertThatThrownBy(() -> Evaluation.of(Combination.SCORES, List.of(here, there)))
                .hasMessage("Evaluation: the members' labels differ; expected answers about the same examples");
    }
}
