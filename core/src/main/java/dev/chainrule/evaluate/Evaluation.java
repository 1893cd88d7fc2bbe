package dev.chainrule.evaluate;

import dev.chainrule.data.Batch;
import dev.chainrule.data.Dataset;
import dev.chainrule.model.Scorer;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// What a network, or another [Scorer], says about examples.
///
/// @param labels the true classes; −1 for examples that have none
/// @param predictions the classes of the highest scores, the first of equals; −1 where a score is not a number
/// @param scores the scores, one row an example
@SuppressWarnings("ArrayRecordComponent") // a result that is read, not compared
public record Evaluation(int[] labels, int[] predictions, float[][] scores) {
    /// Examples that are run forward at once.
    public static final int BATCH = 100;

    /// What scores say: the class of the highest one is the prediction.
    ///
    /// @param labels the true classes
    /// @param scores one row an example; not copied
    public static Evaluation of(int[] labels, float[][] scores) {
        return new Evaluation(
                labels, Arrays.stream(scores).mapToInt(Evaluation::highest).toArray(), scores);
    }

    /// Scores all examples of a data set.
    public static Evaluation of(Scorer scorer, Dataset dataset) {
        return of(scorer, dataset, IntStream.range(0, dataset.size()).toArray());
    }

    /// Scores all images of a data set in several forms.
    ///
    /// @throws IllegalArgumentException if the examples are no images and more than one form is asked for
    public static Evaluation of(Scorer scorer, Dataset dataset, TestTimeAugmentation forms) {
        return of(forms.of(scorer, dataset.imageShape()), dataset);
    }

    /// Scores the examples of the given indices.
    public static Evaluation of(Scorer scorer, Dataset dataset, int[] examples) {
        Evaluation evaluation =
                new Evaluation(new int[examples.length], new int[examples.length], new float[examples.length][]);
        int whole = examples.length / BATCH * BATCH;
        evaluation.run(scorer, dataset, examples, 0, whole);
        evaluation.run(scorer, dataset, examples, whole, examples.length); // with arrays of other lengths
        return evaluation;
    }

    /// What an [Ensemble] says, from what its members said about the same examples.
    ///
    /// @param members one or more
    /// @throws IllegalArgumentException if there is no member, or one has other labels or classes than the first
    public static Evaluation of(Combination combination, List<Evaluation> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("Evaluation: no member is given; expected one or more");
        }
        int[] labels = members.getFirst().labels();
        if (!members.stream().allMatch(member -> Arrays.equals(member.labels(), labels))) {
            throw new IllegalArgumentException(
                    "Evaluation: the members' labels differ; expected answers about the same examples");
        }
        float[][] combined = new float[labels.length][];
        for (int n = 0; n < combined.length; n++) {
            int row = n;
            combined[n] = floats(combination.of(members.stream()
                    .map(member -> doubles(member.scores()[row]))
                    .toArray(double[][]::new)));
        }
        return of(labels.clone(), combined);
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(k -> values[k]).toArray();
    }

    private static float[] floats(double[] values) {
        float[] rounded = new float[values.length];
        for (int k = 0; k < values.length; k++) {
            rounded[k] = (float) values[k];
        }
        return rounded;
    }

    private void run(Scorer scorer, Dataset dataset, int[] examples, int begin, int end) {
        Workspace ofBatch = new Workspace();
        for (int from = begin; from < end; from += BATCH) {
            int[] part = Arrays.copyOfRange(examples, from, Math.min(end, from + BATCH));
            int first = from;
            ofBatch.run(() -> {
                Batch batch = dataset.batch(part, scorer.precision());
                put(first, batch.labels(), scorer.scores(batch.x()));
                return batch;
            });
        }
    }

    private void put(int first, int[] batchLabels, Tensor batchScores) {
        int classes = batchScores.shape().extent(1);
        for (int row = 0; row < batchLabels.length; row++) {
            float[] values = new float[classes];
            for (int k = 0; k < classes; k++) {
                values[k] = (float) batchScores.getStored(row * classes + k);
            }
            labels[first + row] = batchLabels[row];
            scores[first + row] = values;
            predictions[first + row] = highest(values);
        }
    }

    private static int highest(float[] values) {
        int best = 0;
        for (int k = 0; k < values.length; k++) {
            if (Float.isNaN(values[k])) {
                return -1;
            }
            if (values[k] > values[best]) {
                best = k;
            }
        }
        return best;
    }

    /// The share of examples whose prediction is right; not a number if there are none, or none with a class.
    public double accuracy() {
        int[] known =
                IntStream.range(0, labels.length).filter(i -> labels[i] >= 0).toArray();
        long right =
                Arrays.stream(known).filter(i -> labels[i] == predictions[i]).count();
        return (double) right / known.length;
    }

    /// How often class k (row) was predicted as class j (column); labels and predictions of −1 are left out.
    public int[][] confusion(int classes) {
        int[][] counts = new int[classes][classes];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0 && predictions[i] >= 0) {
                counts[labels[i]][predictions[i]]++;
            }
        }
        return counts;
    }

    /// The softmax probability that the network gives its prediction of an example.
    public double confidence(int example) {
        float[] values = scores[example];
        int best = highest(values);
        if (best < 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (float value : values) {
            sum += StrictMath.exp(value - (double) values[best]);
        }
        return 1 / sum;
    }
}
