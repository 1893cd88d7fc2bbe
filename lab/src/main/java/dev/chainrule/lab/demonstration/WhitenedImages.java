package dev.chainrule.lab.demonstration;

import dev.chainrule.data.PixelScaling;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.DataSettings;
import dev.chainrule.lab.settings.QuestionSource;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/// Principal components and whitening of photographs, as CS231n's notes show them: 144 components, and why whitened
/// images look as if they had no low frequencies.
record WhitenedImages() implements Demonstration {
    /// Whitened training images whose covariance is not 1 to so much are wrong.
    private static final double MOST_DISTANCE = 1e-3;

    /// The share of the variance of some whitened images that may differ from the share of waves.
    private static final double MOST_DIFFERENCE = 0.03;

    @Override
    public String id() {
        return "whitening";
    }

    @Override
    public String question() {
        return "What do principal components and whitening do to photographs, and why do the low frequencies seem to"
                + " vanish?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource(
                "CS231n notes, Neural networks part 2, and students' questions about its whitening picture",
                "144 of 3,072 components keep most of the variance of CIFAR-10 and only blur the pictures; in whitened"
                        + " pictures low frequencies seem negligible and high ones exaggerated.");
    }

    @Override
    public String cost() {
        return "some minutes, without training";
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) throws DatasetException {
        String set = data == BaseSettings.Data.CIFAR10 ? "cifar10" : "cifar10-small";
        return shown(RunData.load(DataSettings.of(set, PixelScaling.Kind.MEAN_IMAGE)), data, progress);
    }

    /// Does it on images.
    Shown shown(RunData read, BaseSettings.Data data, DoubleConsumer progress) {
        WhitenedFigures measured = WhitenedFigures.measured(read, progress);
        Frequencies before = measured.powerOf(WhitenedFigures.AS_THEY_ARE);
        Frequencies after = measured.powerOf(WhitenedFigures.whitened(WhitenedFigures.EPSILONS[0]));
        double low = before.shareUpTo(WhitenedFigures.LOW);
        double left = after.shareUpTo(WhitenedFigures.LOW);
        String answer = String.format(
                Locale.ROOT,
                "%d of %s components keep %s of the variance of %s training images. Waves of up to %d cycles an image"
                    + " have %s of the variance before whitening and %s after it: as much as their number, %s of all"
                    + " waves, so they are there, but no longer larger than the others. After ZCA whitening the"
                    + " covariance differs from the identity by at most %s.",
                WhitenedFigures.KEPT,
                Numbers.count(measured.components().features()),
                Numbers.percent(measured.components().share(WhitenedFigures.KEPT)),
                Numbers.count(measured.components().examples()),
                WhitenedFigures.LOW,
                Numbers.percent(low),
                Numbers.percent(left),
                Numbers.percent(after.wavesUpTo(WhitenedFigures.LOW)),
                Numbers.significant(measured.whiteness().distance()));
        boolean asExpected =
                measured.whiteness().distance() <= measured.whiteness().expected() + MOST_DISTANCE
                        && left < low
                        && Math.abs(left - after.wavesUpTo(WhitenedFigures.LOW)) < MOST_DIFFERENCE
                        && measured.mean()[0] < measured.mean()[measured.mean().length - 1];
        progress.accept(1);
        return new Shown(new Report(id(), new WhitenedPage(this, data, measured).blocks(answer)), answer, asExpected);
    }
}
