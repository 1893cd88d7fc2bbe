package dev.chainrule.bench;

import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sequential;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Batch normalisation and ReLU, forward and backward: in one pass over memory, and one after the other.
@State(Scope.Benchmark)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NormalizationBenchmark {
    /// Rows and features: a layer of the courses' nets, and the first stage of a VGG net at batch 64.
    @Param({"100x100", "65536x64"})
    public String shape = "";

    /// Whether one layer does both.
    @Param({"true", "false"})
    public boolean fused;

    private final Workspace workspace = new Workspace();
    private final Mode mode = new Mode.Train(RandomKey.of(1));
    private Layer layer = new Relu();
    private Tensor x = Tensor.zeros(Precision.FLOAT32, Shape.of(1));

    /// Creates the layers.
    @Setup
    public void setUp() {
        String[] extents = shape.split("x", 2);
        Shape input = Shape.of(Integer.parseInt(extents[0]), Integer.parseInt(extents[1]));
        x = RandomTensors.gaussian(Precision.FLOAT32, input, new NumpyRandom(1));
        BatchNorm norm = new BatchNorm(BatchNorm.Settings.of(), Precision.FLOAT32, input, "");
        layer = fused ? norm.rectified() : Sequential.of(norm, new Relu());
    }

    /// Forward and backward.
    @Benchmark
    public Tensor step() {
        return workspace.run(() -> {
            Pass pass = layer.forward(x, mode);
            return pass.backward(x).input();
        });
    }
}
