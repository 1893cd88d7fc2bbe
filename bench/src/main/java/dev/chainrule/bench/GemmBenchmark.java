package dev.chainrule.bench;

import dev.chainrule.tensor.Precision;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/// One matrix product with the kernels of each precision: FLOAT64 is the reference, FLOAT32 the vector kernel.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"})
public class GemmBenchmark {
    /// The kernels.
    @Param({"FLOAT64", "FLOAT32"})
    public Precision precision;

    /// As [ProductShape] writes it.
    @Param({"NN:256x256x256", "NN:100x100x3072", "TN:3072x100x100", "NT:100x3072x100"})
    public String shape;

    /// Threads of the vector kernel.
    @Param({"1"})
    public int threads;

    private Task product;

    /// Creates the operands.
    @Setup
    public void createOperands() {
        product = new ChainruleProduct(ProductShape.parse(shape), precision, threads);
    }

    /// The product.
    @Benchmark
    public void multiply() {
        product.step();
    }
}
