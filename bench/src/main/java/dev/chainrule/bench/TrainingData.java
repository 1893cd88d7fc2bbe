package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random examples, labels and initial weights, the same for every library.
///
/// Labels are drawn independently of the examples and the two are combined in a different way in each of
/// `examples × labels` steps, so that the net cannot learn them: the gradients keep their size however many steps are
/// timed.
final class TrainingData {
    static final float LEARNING_RATE = 1e-4f;

    private final float[][] examples;
    private final int[][] labels;
    private final List<float[]> weights = new ArrayList<>();

    TrainingData(Net net) {
        Random random = new Random(231);
        examples = new float[8][net.batch() * Net.INPUTS];
        for (float[] batch : examples) {
            fillGaussian(batch, random, 1);
        }
        labels = new int[7][net.batch()];
        for (int[] batch : labels) {
            for (int i = 0; i < batch.length; i++) {
                batch[i] = random.nextInt(Net.CLASSES);
            }
        }
        for (NetLayer layer : net.layers()) {
            if (layer.weights() > 0) {
                float[] values = new float[layer.weights()];
                fillGaussian(values, random, Math.sqrt(2.0 / layer.terms()));
                weights.add(values);
            }
        }
    }

    private static void fillGaussian(float[] values, Random random, double deviation) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
    }

    /// Batches of examples, each `batch × inputs` and so (N, C, H, W), row-major.
    float[][] examples() {
        return examples;
    }

    /// Batches of labels.
    int[][] labels() {
        return labels;
    }

    /// He-initialised weights of the layers that have any, row-major: `inputs × outputs` of an affine layer, (F, C,
    /// HH, WW) of a convolution. Biases start at 0.
    List<float[]> weights() {
        return weights;
    }

    /// The weights of an affine layer as PyTorch keeps them, `outputs × inputs`.
    static float[] transposed(NetLayer.Affine layer, float[] weights) {
        float[] transposed = new float[weights.length];
        for (int i = 0; i < layer.inputs(); i++) {
            for (int o = 0; o < layer.outputs(); o++) {
                transposed[o * layer.inputs() + i] = weights[i * layer.outputs() + o];
            }
        }
        return transposed;
    }
}
