package dev.chainrule.lab.experiment;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.Arrays;

/// How fast this machine is just now.
///
/// @param multiplyAddsPerSecond of one thread in a training of small networks
public record Speed(double multiplyAddsPerSecond) {
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 60_000_000;
    private static final int SIZE = 256;

    /// Small networks train at so much of the speed of a large product.
    private static final double SHARE = 0.3;

    /// Measures it, in half a second.
    public static Speed measured() {
        Shape input = Shape.of(SIZE, SIZE);
        NumpyRandom random = new NumpyRandom(1);
        Layer layer = Affine.Settings.of(SIZE).build(new Build(input, Precision.FLOAT32, random));
        Tensor x = Tensor.zeros(Precision.FLOAT32, input);
        Workspace workspace = new Workspace();
        double[] speeds = new double[ROUNDS];
        try (Parallel parallel = Parallel.ofThreads(1)) {
            for (int round = 0; round < ROUNDS; round++) {
                speeds[round] = Parallel.with(parallel, () -> round(layer, x, workspace));
            }
        }
        Arrays.sort(speeds);
        return new Speed(SHARE * speeds[ROUNDS - 1]);
    }

    private static double round(Layer layer, Tensor x, Workspace workspace) {
        long start = System.nanoTime();
        long now = start;
        double done = 0;
        while (now - start < ROUND_NANOS) {
            workspace.run(() -> layer.forward(x, new Mode.Evaluate()).output());
            done += Math.pow(SIZE, 3);
            now = System.nanoTime();
        }
        return done / ((now - start) / 1e9);
    }

    /// How long some runs take, so many of them side by side.
    public double seconds(double work, int workers) {
        return work / multiplyAddsPerSecond / workers;
    }
}
