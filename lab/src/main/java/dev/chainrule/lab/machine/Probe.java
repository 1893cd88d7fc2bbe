package dev.chainrule.lab.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What is measured, on one thread, to see what flags of the JVM are worth, in a process that has them.
///
/// @param multiplyAddsPerSecond of a product that fits the first caches
/// @param stepSeconds of a training step of a small network with convolutions; empty where it would take too long, or
/// was not asked for
public record Probe(double multiplyAddsPerSecond, OptionalDouble stepSeconds) {
    /// Rows and columns of the product.
    public static final int SIZE = 64;

    private static final String ANSWER = "probe ";
    private static final long PRODUCT_NANOS = 200_000_000;
    private static final long STEP_NANOS = 600_000_000;

    /// A JVM that is slower computes no network in the time that there is.
    static final double SLOWEST = 3e8;

    private static Probe here(boolean step) {
        double product = ProductRate.measured(SIZE, 1, PRODUCT_NANOS).multiplyAddsPerSecond();
        Epochs.Family family = Epochs.Family.CONVOLUTIONAL;
        return new Probe(
                product,
                step && product >= SLOWEST
                        ? OptionalDouble.of(TrainingStep.seconds(family.settings(), family.batchSize, 1, STEP_NANOS))
                        : OptionalDouble.empty());
    }

    /// Measures a process of this JVM's flags and some behind them, in about three seconds. It waits for each
    /// method to be compiled, so that two such processes are compared by their compiled code.
    ///
    /// @param flags that count before this JVM's own
    /// @param step whether to measure a training step as well
    /// @return nothing where it cannot be started, or does not like the flags
    static Optional<Probe> with(List<String> flags, boolean step) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Flags.ofThisJvm());
        command.add("-Xbatch");
        command.addAll(flags);
        command.addAll(Flags.main(Probe.class));
        command.add(String.valueOf(step));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var output = process.inputReader()) {
                return output.lines()
                        .filter(line -> line.startsWith(ANSWER))
                        .findFirst()
                        .map(Probe::parse);
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Measures and prints.
    ///
    /// @param arguments whether to measure a training step as well
    public static void main(String[] arguments) {
        System.out.println(here(Boolean.parseBoolean(arguments[0])).line());
    }

    private String line() {
        return ANSWER + multiplyAddsPerSecond + " " + stepSeconds.orElse(Double.NaN);
    }

    private static Probe parse(String line) {
        String[] numbers = line.substring(ANSWER.length()).split(" ", -1);
        double step = Double.parseDouble(numbers[1]);
        return new Probe(
                Double.parseDouble(numbers[0]), Double.isNaN(step) ? OptionalDouble.empty() : OptionalDouble.of(step));
    }
}
