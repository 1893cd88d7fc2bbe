package dev.chainrule.bench;

import java.util.Random;

/// Random examples, labels and initial weights, the same for every contender.
///
/// Labels are drawn independently of the examples and the two are combined in a different way in each of
/// `examples × labels` steps, so that the net cannot learn them: the gradients keep their size however many steps are
/// timed.
final class TrainingData {
    static final float LEARNING_RATE = 1e-4f;

    private final float[][] examples;
    private final int[][] labels;
    private final float[][] weights;

    TrainingData(NetShape net) {
        Random random = new Random(231);
        examples = new float[8][net.batch() * net.inputs()];
        for (float[] batch : examples) {
            fillGaussian(batch, random, 1);
        }
        labels = new int[7][net.batch()];
        for (int[] batch : labels) {
            for (int i = 0; i < batch.length; i++) {
                batch[i] = random.nextInt(net.classes());
            }
        }
        weights = new float[net.layers()][];
        for (int layer = 0; layer < net.layers(); layer++) {
            int inputs = net.sizes().get(layer);
            weights[layer] = new float[inputs * net.sizes().get(layer + 1)];
            fillGaussian(weights[layer], random, Math.sqrt(2.0 / inputs));
        }
    }

    private static void fillGaussian(float[] values, Random random, double deviation) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
    }

    /// Batches of examples, each `batch × inputs`, row-major.
    float[][] examples() {
        return examples;
    }

    /// Batches of labels.
    int[][] labels() {
        return labels;
    }

    /// He-initialised weights of a layer, `inputs × outputs`, row-major; biases start at 0.
    float[] weights(int layer) {
        return weights[layer];
    }

    /// The weights of a layer as PyTorch keeps them, `outputs × inputs`.
    float[] transposedWeights(int layer, int inputs, int outputs) {
        float[] transposed = new float[inputs * outputs];
        for (int i = 0; i < inputs; i++) {
            for (int o = 0; o < outputs; o++) {
                transposed[o * inputs + i] = weights[layer][i * outputs + o];
            }
        }
        return transposed;
    }
}
