package dev.chainrule.lab.explain;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.evaluate.Calibration;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.predict.TrainedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Which images of a part of a run's data are looked at.
///
/// @param images all images of the part
/// @param part which one it is
public record Subjects(LabeledImages images, Part part) {
    /// So many images are looked at together.
    public static final int MOST = 100;

    private static final int MOST_CLASSES = 12;

    /// Checks that there are images.
    ///
    /// @throws IllegalArgumentException if there is none
    public Subjects {
        if (images.size() == 0) {
            throw new IllegalArgumentException(
                    "the run has no %s images; expected some. Choose others with --split".formatted(part.id()));
        }
    }

    /// The first image of each class, of at most twelve classes.
    public List<Subject> ofEachClass() {
        List<Integer> chosen = new ArrayList<>();
        for (int label = 0; label < images.classNames().size() && chosen.size() < MOST_CLASSES; label++) {
            int wanted = label;
            IntStream.range(0, images.size())
                    .filter(example -> images.labels()[example] == wanted)
                    .findFirst()
                    .ifPresent(chosen::add);
        }
        return subjects(chosen);
    }

    /// The images of the given numbers.
    ///
    /// @throws IllegalArgumentException if there is no such image
    public List<Subject> at(List<Integer> numbers) {
        for (int number : numbers) {
            if (number < 0 || number >= images.size()) {
                throw new IllegalArgumentException("--index: %s does not fit %s %s images; expected 0 to %s"
                        .formatted(number, images.size(), part.id(), images.size() - 1));
            }
        }
        return subjects(numbers);
    }

    /// The images on which the cross-entropy of the network's answer is highest: what it holds least likely is
    /// true.
    ///
    /// @param count at most so many
    /// @param trained the network, which sees each image once as it is
    public List<Subject> worst(int count, TrainedModel trained) {
        Evaluation answers = trained.evaluate(images, TestTimeAugmentation.NONE);
        double[] losses = new double[images.size()];
        Arrays.setAll(losses, n -> loss(answers.scores()[n], answers.labels()[n]));
        return subjects(IntStream.range(0, losses.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer n) -> -losses[n]))
                .limit(count)
                .toList());
    }

    /// The cross-entropy of one answer.
    private static double loss(float[] scores, int label) {
        return Calibration.of(Evaluation.of(new int[] {label}, new float[][] {scores}))
                .negativeLogLikelihood();
    }

    private List<Subject> subjects(List<Integer> examples) {
        int size = images.imageShape().size();
        return examples.stream()
                .map(example -> new Subject(
                        part.id() + " image " + example,
                        Arrays.copyOfRange(images.pixels(), example * size, (example + 1) * size),
                        images.labels()[example]))
                .toList();
    }
}
