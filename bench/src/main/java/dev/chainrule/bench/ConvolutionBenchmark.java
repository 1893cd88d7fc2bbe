package dev.chainrule.bench;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionAlgorithm;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One convolution and its gradients. The naive loops are `-p precision=FLOAT64`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"})
public class ConvolutionBenchmark {
    /// The kernels.
    @Param("FLOAT32")
    public Precision precision;

    /// As [ConvolutionShape] writes it.
    @Param({
        "64x64x32x32:64x3x3/1+1",
        "64x128x16x16:128x3x3/1+1",
        "64x256x8x8:256x3x3/1+1",
        "64x32x32x32:32x3x3/1+1",
        "50x3x32x32:32x7x7/1+3",
        "64x3x32x32:64x3x3/1+1",
        "64x64x32x32:128x1x1/1+0",
        "64x64x32x32:128x3x3/2+1",
        "100x3x31x31:25x3x3/2+1"
    })
    public String shape;

    /// What the vector kernels may do.
    @Param({"FASTEST", "DIRECT"})
    public ConvolutionAlgorithm algorithm;

    /// Threads of the vector kernels.
    @Param({"1", "2"})
    public int threads;

    private ConvolutionGeometry geometry;
    private Convolution convolution;
    private Parallel parallel;
    private Workspace workspace;
    private Tensor x;
    private Tensor w;
    private Tensor b;
    private Tensor y;
    private Tensor dx;
    private Tensor dw;
    private Tensor dy;

    /// Creates the operands.
    @Setup
    public void createOperands() {
        geometry = ConvolutionShape.parse(shape).geometry();
        convolution = Kernels.of(precision).convolution().with(algorithm);
        parallel = Parallel.ofThreads(threads);
        workspace = new Workspace();
        Random random = new Random(231);
        x = RandomTensors.gaussian(precision, geometry.inputShape(), random);
        w = RandomTensors.gaussian(precision, geometry.weightShape(), random);
        b = RandomTensors.gaussian(precision, Shape.of(geometry.filters()), random);
        dy = RandomTensors.gaussian(precision, geometry.outputShape(), random);
        y = Tensor.zeros(precision, geometry.outputShape());
        dx = Tensor.zeros(precision, geometry.inputShape());
        dw = Tensor.zeros(precision, geometry.weightShape());
    }

    /// Ends the threads.
    @TearDown
    public void endThreads() {
        parallel.close();
    }

    /// y from x, w and b.
    @Benchmark
    public void forward() {
        run(kernel -> kernel.forward(geometry, x, w, b, y));
    }

    /// dx from dy and w.
    @Benchmark
    public void inputGradient() {
        run(kernel -> kernel.inputGradient(geometry, dy, w, dx));
    }

    /// dw from x and dy.
    @Benchmark
    public void weightGradient() {
        run(kernel -> kernel.weightGradient(geometry, x, dy, dw));
    }

    private void run(Consumer<Convolution> call) {
        Parallel.with(
                parallel,
                () -> workspace.run(() -> {
                    call.accept(convolution);
                    return convolution;
                }));
    }
}
