package dev.chainrule.lab.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether the heap that is foreseen before the first step is what the run then holds, within a tenth.
///
/// `-Dchainrule.memory=all` measures twelve kinds of runs instead of one, in a few minutes.
class MemoryEstimateTest {
    private static final List<List<String>> RUNS = List.of(
            List.of(
                    "model=fully-connected",
                    "model.hidden=[2000,1000]",
                    "augmentation.flip=none",
                    "augmentation.translate=0",
                    "augmentation.cutout=0"),
            List.of("batch-size=1000", "data.limit=1000"),
            List.of("model=fully-connected", "model.hidden=[3000]", "optimizer=adam", "weight-average.rule=ema"),
            List.of("model=fully-connected", "model.hidden=[3000]", "model.precision=float64", "data.limit=300"),
            List.of("model=three-layer-convnet", "batch-size=100"),
            List.of("model=small-vgg", "batch-size=128", "data.limit=256"),
            List.of("model=small-vgg", "batch-size=128", "data.limit=256", "threads=1"),
            List.of("model=small-resnet", "batch-size=64", "data.limit=128"),
            List.of("model=small-convnet", "evaluation.tta=flip", "batch-size=500"),
            List.of("model=fast-net", "batch-size=64", "data.limit=128"),
            List.of("sampling=solver", "batch-size=1000", "data.limit=1000"),
            List.of(
                    "model=fully-connected",
                    "model.hidden=[1000,1000]",
                    "model.normalization={layer: batch-norm, evaluation: precise}",
                    "batch-size=400"));

    @TempDir
    Path folder;

    static Stream<List<String>> runs() {
        return RUNS.stream().limit("all".equals(System.getProperty("chainrule.memory")) ? RUNS.size() : 1);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theHeapIsForeseenWithinATenth(List<String> settings) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(folder.resolve("run").toString()));
        arguments.addAll(List.of("epochs=1", "data.limit=500", "checkpoints.every=never"));
        arguments.addAll(settings);
        Path output = folder.resolve("output");
        int exitCode = OwnJava.of(List.of("-XX:+UseParallelGC", "-Xmx1g"), MeasuredRun.class, arguments)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        String said = Files.readString(output);
        assertThat(exitCode).as(said).isZero();
        Matcher numbers =
                Pattern.compile("(\\d+) MiB of heap at the peak; (\\d+)").matcher(said);
        assertThat(numbers.find()).as(said).isTrue();
        double share = Double.parseDouble(numbers.group(1)) / Double.parseDouble(numbers.group(2));
        System.out.printf("%s: %s, %.3f%n", settings, numbers.group(), share);
        assertThat(share).as("%s: %s", settings, numbers.group()).isBetween(0.9, 1.1);
    }
}
