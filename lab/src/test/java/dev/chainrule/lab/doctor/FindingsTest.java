package dev.chainrule.lab.doctor;

import static dev.chainrule.lab.doctor.SyntheticRun.falling;
import static dev.chainrule.lab.doctor.SyntheticRun.noisy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.run.Inspection;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.train.History.Measurement;
import dev.chainrule.train.TrainingResult;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said about figures that nobody's run gave: the borders of each rule.
class FindingsTest {
    private static final double LN_10 = StrictMath.log(10);

    private static Stream<Finding> of(SyntheticRun run, Tone tone) {
        return run.findings().stream().filter(finding -> finding.tone() == tone);
    }

    private static <F extends Finding> F only(SyntheticRun run, Class<F> kind) {
        List<F> found =
                run.findings().stream().filter(kind::isInstance).map(kind::cast).toList();
        assertThat(found).as("%s", run.findings()).hasSize(1);
        return found.getFirst();
    }

    private static boolean says(SyntheticRun run, Class<? extends Finding> kind) {
        return run.findings().stream().anyMatch(kind::isInstance);
    }

    @Test
    void aHealthyRunIsPraisedForWhatWasMeasured() {
        SyntheticRun run = new SyntheticRun();
        assertThat(of(run, Tone.ATTENTION)).isEmpty();
        assertThat(of(run, Tone.FINE)).hasExactlyElementsOfTypes(StartFinding.Sound.class, GapFinding.Small.class);
    }

    @Test
    void nothingMeasuredSaysNothing() {
        SyntheticRun run = new SyntheticRun()
                .losses()
                .measurements(List.of())
                .validationImages(0)
                .inspection(null);
        assertThat(run.findings()).isEmpty();
        assertThat(run.end(null).findings()).isEmpty();
    }

    @Test
    void oneStepSaysNothingAboutATrend() {
        SyntheticRun run = new SyntheticRun()
                .losses(LN_10)
                .measurements(List.of(new Measurement(1, 0, 0.1, 0.1)))
                .validationImages(500);
        assertThat(run.findings())
                .noneMatch(GapFinding.class::isInstance)
                .noneMatch(TrainingFinding.NoFall.class::isInstance);
    }

    @Test
    void aRunThatWasCutOffIsJudgedByItsStepsAlone() {
        SyntheticRun run = new SyntheticRun().end(null);
        assertThat(run.findings()).hasExactlyElementsOfTypes(StartFinding.Sound.class);
    }

    @Test
    void aFlatRunWhoseWeightsStoodStillHasARateFarTooSmall() {
        double[] flat = noisy(60, _ -> 2.42, 0.15);
        flat[0] = 2.9; // one noisy batch at first is no fall
        SyntheticRun run = new SyntheticRun()
                .losses(flat)
                .rate(_ -> 1e-8)
                .accuracies(0.11, 0.1)
                .inspection(new Inspection(OptionalDouble.of(2e-5), List.of(), 0, 0, 0, 0));
        TrainingFinding.RateTooSmall found = only(run, TrainingFinding.RateTooSmall.class);
        assertThat(found.certain()).isTrue();
        assertThat(found.text()).contains("0.002 %".replace(' ', '\u00a0'), "rates up to 1e-8");
        assertThat(of(run, Tone.FINE)).isEmpty();
    }

    @Test
    void aFlatRunWhoseWeightsMovedIsNotSaidToHaveARateTooSmall() {
        SyntheticRun run =
                new SyntheticRun().losses(noisy(500, _ -> LN_10, 0.05)).accuracies(0.11, 0.1);
        assertThat(only(run, TrainingFinding.NoFall.class).text()).contains("40.0\u00a0% of their size");
        assertThat(of(run, Tone.FINE)).isEmpty();
        assertThat(only(run.inspection(null), TrainingFinding.NoFall.class).text())
                .doesNotContain("moved", "move");
    }

    @Test
    void aLongRunThatFellInItsFirstStepsIsNotFlat() {
        double[] losses = noisy(100_000, i -> i < 40 ? 2.3 - 0.04 * i : 0.7, 0.1);
        assertThat(says(new SyntheticRun().losses(losses), TrainingFinding.NoFall.class))
                .isFalse();
    }

    @Test
    void aLossThatIsNotFiniteDivergedAndGetsNoPraise() {
        double[] losses = falling(300);
        losses[150] = Double.NaN;
        SyntheticRun run = new SyntheticRun().losses(losses);
        assertThat(only(run, TrainingFinding.Diverged.class).lead()).contains("not finite");
        assertThat(of(run, Tone.FINE)).isEmpty();
    }

    @Test
    void aDivergedRunOfOneRateIsToldThatNoSmallerOneWasTried() {
        SyntheticRun run = new SyntheticRun()
                .losses(LN_10, 80, 1e9)
                .rate(_ -> 10)
                .measurements(List.of())
                .end(TrainingResult.End.DIVERGED);
        TrainingFinding.Diverged found = only(run, TrainingFinding.Diverged.class);
        assertThat(found.fellAt()).isEmpty();
        assertThat(found.text()).contains("no smaller one was tried here", "a tenth would be 1.");
        assertThat(of(run, Tone.FINE)).isEmpty();
    }

    @Test
    void aDivergedWarmUpNamesTheRateAtWhichTheLossStillFell() {
        double[] losses = noisy(200, i -> i < 100 ? 2.3 - i / 100.0 : 1.3 * StrictMath.pow(1.2, i - 100.0), 0.02);
        SyntheticRun run =
                new SyntheticRun().losses(losses).rate(i -> 0.01 * (i + 1)).end(TrainingResult.End.DIVERGED);
        double fell = only(run, TrainingFinding.Diverged.class).fellAt().getAsDouble();
        assertThat(fell).isBetween(0.9, 1.1);
        assertThat(only(run, TrainingFinding.Diverged.class).text())
                .contains("it fell in this run")
                .doesNotContain("tenth");
    }

    @Test
    void aLossThatGrewWithoutBecomingInfiniteDiverged() {
        SyntheticRun run =
                new SyntheticRun().losses(noisy(400, i -> 2.3 + i, 1)).rate(_ -> 3);
        assertThat(only(run, TrainingFinding.Diverged.class).lead()).contains("grew");
    }

    @Test
    void equalUnitsAreNamedUnlessTheNetworkLearnedNevertheless() {
        Inspection equal = new Inspection(OptionalDouble.empty(), List.of("W1", "W2"), 256, 256, 2, 200);
        SyntheticRun run = new SyntheticRun()
                .losses(noisy(500, _ -> LN_10, 0.01))
                .accuracies(0.1, 0.1)
                .inspection(equal);
        assertThat(only(run, TrainingFinding.Symmetric.class).text()).contains("W1, W2");
        assertThat(says(run, TrainingFinding.NoFall.class)).isFalse();
        assertThat(says(run.accuracies(0.99, 0.9), TrainingFinding.Symmetric.class))
                .isFalse();
    }

    @Test
    void deadUnitsAreCounted() {
        SyntheticRun run =
                new SyntheticRun().inspection(new Inspection(OptionalDouble.of(3), List.of(), 90, 100, 4, 200));
        assertThat(only(run, TrainingFinding.SilentUnits.class).text())
                .contains("90 of the 100 rectified units of layer 4", "200\u00a0training images");
    }

    @Test
    void inputsThatAreNotScaledAreTheReasonForAHighStart() {
        double[] losses = falling(500);
        losses[0] = 180;
        SyntheticRun run = new SyntheticRun().losses(losses).inputs(121, 62);
        assertThat(only(run, StartFinding.UnscaledInputs.class).text())
                .contains("mean is 121.0", "deviation 62.00", "The first loss, 180.0");
        assertThat(says(run, StartFinding.High.class)).isFalse();
        assertThat(only(run.inputs(0.1, 0.9), StartFinding.High.class).tone()).isEqualTo(Tone.ATTENTION);
        assertThat(says(run, StartFinding.UnscaledInputs.class)).isFalse();
    }

    @Test
    void inputsThatAreNotScaledAreNoMatterWhereTheStartIsSound() {
        assertThat(says(new SyntheticRun().inputs(0, 62), StartFinding.UnscaledInputs.class))
                .isFalse();
    }

    @Test
    void aKnownPenaltyExplainsAHighStart() {
        double[] losses = falling(500);
        losses[0] = 5.3;
        assertThat(says(new SyntheticRun().losses(losses).penalty(3), StartFinding.Sound.class))
                .isTrue();
        assertThat(says(new SyntheticRun().losses(losses), StartFinding.High.class))
                .isTrue();
        assertThat(says(new SyntheticRun().losses(losses).penalty(4.8), StartFinding.Low.class))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0, 0.6, 1.2, 1.45})
    void onlyAStartNearGuessingIsPraised(double share) {
        double[] losses = falling(500);
        losses[0] = share * LN_10;
        assertThat(says(new SyntheticRun().losses(losses), StartFinding.Sound.class))
                .isEqualTo(share == 1);
    }

    @Test
    void trainingThatHardlyMovesIsNotCalledAWideGap() {
        SyntheticRun run = new SyntheticRun()
                .settings(Preset.named("cs231n-overfit-3", "test").settings())
                .losses(noisy(40, i -> 2.32 - 0.003 * i, 0.03))
                .rate(_ -> 1e-4)
                .trainingImages(50)
                .accuracies(0.22, 0.1);
        assertThat(only(run, TrainingFinding.HardlyMoves.class).text())
                .contains(
                        "rates up to 1e-4",
                        "22.0\u00a0% of the training images",
                        "larger learning rate, larger first weights");
        assertThat(says(run, GapFinding.Wide.class)).isFalse();
    }

    @Test
    void aSmallPartThatWasLearntIsWhatItWasChosenFor() {
        SyntheticRun run = new SyntheticRun()
                .settings(Preset.named("cs231n-overfit-3", "test").settings())
                .losses(noisy(400, i -> 2.3 / (1 + i), 0.001))
                .trainingImages(50)
                .accuracies(1, 0.17);
        assertThat(only(run, GapFinding.FitsFewImages.class).tone()).isEqualTo(Tone.FINE);
        assertThat(says(run, GapFinding.Wide.class)).isFalse();
        assertThat(says(run, GapFinding.LearntByHeart.class)).isFalse();
    }

    @Test
    void whatIsLearntByHeartIsNotCalledAWideGapAndNotASmallOne() {
        SyntheticRun run = new SyntheticRun().accuracies(0.97, 0.105);
        GapFinding.LearntByHeart found = only(run, GapFinding.LearntByHeart.class);
        assertThat(found.text()).contains("97.0\u00a0%", "10.5\u00a0%", "gives 10.0\u00a0%");
        assertThat(says(run, GapFinding.Wide.class)).isFalse();
        assertThat(of(run, Tone.FINE)).isEmpty();
    }

    @Test
    void aValidationSetTooSmallToShowAnythingIsNoProofOfLearningByHeart() {
        SyntheticRun run = new SyntheticRun()
                .classes(2)
                .trainingImages(40)
                .validationImages(8)
                .accuracies(0.9, 0.5);
        assertThat(says(run, GapFinding.LearntByHeart.class)).isFalse();
        assertThat(says(run, GapFinding.Small.class)).isFalse();
        assertThat(says(run, AnswerFinding.FewImages.class)).isTrue();
    }

    @Test
    void aGapIsJudgedByItsWholeInterval() {
        assertThat(says(new SyntheticRun().accuracies(0.95, 0.47), GapFinding.Wide.class))
                .isTrue();
        assertThat(says(new SyntheticRun().accuracies(0.60, 0.52), GapFinding.Moderate.class))
                .isTrue();
        assertThat(says(new SyntheticRun().accuracies(0.62, 0.50), GapFinding.Wide.class))
                .isFalse();
        assertThat(says(new SyntheticRun().accuracies(0.55, 0.53), GapFinding.Small.class))
                .isTrue();
        assertThat(says(new SyntheticRun().accuracies(0.11, 0.11), GapFinding.Small.class))
                .isFalse();
        assertThat(says(new SyntheticRun().validationImages(50).accuracies(0.55, 0.54), GapFinding.Small.class))
                .isFalse();
    }

    @Test
    void aWideGapSaysWhereTheValidationLossTurned() {
        List<Measurement> measurements = IntStream.rangeClosed(1, 10)
                .mapToObj(i -> new Measurement(100L * i, i, 0.5 + 0.049 * i, 0.47, 1.5 + 0.1 * Math.abs(i - 3)))
                .toList();
        SyntheticRun run = new SyntheticRun().measurements(measurements);
        assertThat(only(run, GapFinding.Wide.class).text())
                .contains("lowest at epoch 3 (1.500) and is 2.200 in the end");
    }

    @Test
    void aPlateauIsAnObservationWithoutARemedy() {
        List<Measurement> measurements = List.of(
                new Measurement(100, 1, 0.4, 0.4),
                new Measurement(200, 2, 0.5, 0.47),
                new Measurement(300, 3, 0.5, 0.46),
                new Measurement(1000, 10, 0.5, 0.46));
        GapFinding.Plateau found = only(new SyntheticRun().measurements(measurements), GapFinding.Plateau.class);
        assertThat(found.tone()).isEqualTo(Tone.NOTE);
        assertThat(found.text()).contains("epoch 2 (47.0", "epoch 10").doesNotContain("learning rate");
    }

    @Test
    void aRiseAtTheEndOfAFallingRateIsNoReasonForMoreEpochs() {
        assertThat(says(new SyntheticRun(), GapFinding.StillRising.class)).isTrue();
        assertThat(says(new SyntheticRun().rate(i -> 0.1 * (1 - i / 1000.0)), GapFinding.StillRising.class))
                .isFalse();
    }

    @Test
    void aShortPlanIsSaidToBeShort() {
        SyntheticRun run = new SyntheticRun()
                .losses(noisy(15, i -> 2.3 - 0.06 * i, 0.01))
                .trainingImages(72)
                .accuracies(0.4, 0.35);
        assertThat(only(run, TrainingFinding.FewSteps.class).text())
                .contains("15\u00a0steps", "72\u00a0images in batches of 50");
        assertThat(says(run.accuracies(0.97, 0.9), TrainingFinding.FewSteps.class))
                .isFalse();
    }

    @Test
    void oneAnswerForAllIsNamed() {
        int[] labels = IntStream.range(0, 500).map(i -> i % 10).toArray();
        SyntheticRun run = new SyntheticRun().answers(new Evaluation(labels, new int[500], new float[500][10]));
        assertThat(run.findings())
                .hasAtLeastOneElementOfType(AnswerFinding.OneAnswer.class)
                .hasAtLeastOneElementOfType(AnswerFinding.NoBetterThanOneWord.class)
                .noneMatch(AnswerFinding.NeverNamed.class::isInstance);
    }

    @Test
    void oneClassAloneIsNotCalledOneSided() {
        SyntheticRun run = new SyntheticRun().classes(1).answers(SyntheticRun.evenly(1, 300, 1));
        assertThat(run.findings()).noneMatch(finding -> finding.tone() == Tone.ATTENTION);
        int[] zeros = new int[300];
        SyntheticRun ofTwo =
                new SyntheticRun().classes(2).losses(LN_10).answers(new Evaluation(zeros, zeros, new float[300][2]));
        assertThat(ofTwo.findings()).noneMatch(AnswerFinding.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 10, 1000})
    void aHealthyRunOfAnyNumberOfClassesGetsNoWarning(int classes) {
        double guessing = StrictMath.log(classes);
        double right = 0.3 + 0.5 / classes;
        List<Measurement> measurements = IntStream.rangeClosed(1, 10)
                .mapToObj(i -> new Measurement(100L * i, i, right + 0.01, right))
                .toList();
        SyntheticRun run = new SyntheticRun()
                .classes(classes)
                .losses(noisy(1000, i -> guessing * (0.5 + 0.5 / (1 + i / 100.0)), 0.02 * guessing))
                .measurements(measurements)
                .answers(SyntheticRun.evenly(classes, 4000, right));
        assertThat(of(run, Tone.ATTENTION).filter(finding -> !(finding instanceof AnswerFinding.NeverNamed)))
                .isEmpty();
    }

    @Test
    void theHardestClassIsNamedOnlyIfItIsClearlyHarder() {
        int[] labels = IntStream.range(0, 900).map(i -> i % 3).toArray();
        int[] some = IntStream.range(0, 900)
                .map(i -> i % 3 == 2 && i % 2 == 0 ? 0 : i % 3)
                .toArray();
        SyntheticRun run = new SyntheticRun().classes(3).answers(new Evaluation(labels, some, new float[900][3]));
        AnswerFinding.Hardest found = only(run, AnswerFinding.Hardest.class);
        assertThat(found.name()).isEqualTo("name 2");
        assertThat(found.tone()).isEqualTo(Tone.NOTE);
        int[] right = labels.clone();
        right[0] = 1;
        assertThat(says(run.answers(new Evaluation(labels, right, new float[900][3])), AnswerFinding.Hardest.class))
                .isFalse();
    }

    @Test
    void whatIsCertainAndWorthALookIsForTheTerminal() {
        assertThat(Findings.certain(new SyntheticRun().record())).isEmpty();
        double[] losses = new double[20];
        Arrays.fill(losses, Double.POSITIVE_INFINITY);
        losses[0] = LN_10;
        assertThat(Findings.certain(new SyntheticRun().losses(losses).record()))
                .hasAtLeastOneElementOfType(TrainingFinding.Diverged.class)
                .allMatch(Finding::certain);
    }
}
