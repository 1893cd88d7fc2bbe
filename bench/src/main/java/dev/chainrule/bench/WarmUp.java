package dev.chainrule.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How soon a run is at full speed: presets on the images that come with the library, each in a JVM of its own, started
/// as `bin/chainrule` starts it and, for comparison, without what the file of options says to the compilers.
///
/// ```text
/// WarmUp ../bin/jvm.options 20 quick,quick-fc      (the options, seconds a run, presets)
/// ```
final class WarmUp {
    private static final List<String> OF_COMPILERS = List.of("-XX:CompileCommand", "-XX:Tier");

    /// The share of the steady speed that counts as full.
    private static final double SHARE = 0.9;

    /// Steps whose median is compared.
    private static final int WINDOW = 21;

    private WarmUp() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("WarmUp: expected a file of options, seconds and presets");
        }
        List<String> options = Files.readAllLines(Path.of(arguments[0])).stream()
                .filter(line -> line.startsWith("-"))
                .toList();
        List<String> plain = options.stream()
                .filter(option -> OF_COMPILERS.stream().noneMatch(option::startsWith))
                .toList();
        List<String> soon = new ArrayList<>(options);
        if (Runtime.getRuntime().availableProcessors() <= 3) {
            soon.add("-XX:CICompilerCount=3");
        }
        System.out.println(Processor.here().name());
        System.out.printf(
                "first step / 90 %% of the speed, seconds from the start of Java; then milliseconds a step%n%n");
        System.out.println("| preset | with the options | | without | |");
        System.out.println("|---|---|---|---|---|");
        for (String preset : arguments[2].split(",")) {
            System.out.printf(
                    "| %s | %s | %s |%n", preset, run(soon, arguments[1], preset), run(plain, arguments[1], preset));
        }
    }

    private static String run(List<String> options, String seconds, String preset)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        line.addAll(options);
        line.addAll(List.of("--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path")));
        line.addAll(List.of(WarmUpRun.class.getName(), preset, seconds));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("WarmUp: the run of %s failed".formatted(preset));
        }
        return figures(said.lines().map(Double::valueOf).toList());
    }

    /// @param ends of all steps, in seconds from the start
    private static String figures(List<Double> ends) {
        List<Double> steps = new ArrayList<>();
        for (int i = 1; i < ends.size(); i++) {
            steps.add(ends.get(i) - ends.get(i - 1));
        }
        double steady = Statistics.median(steps.subList(steps.size() * 2 / 3, steps.size()));
        int window = Math.clamp(steps.size() / 4, 1, WINDOW);
        int first = 0;
        while (first + window < steps.size()
                && Statistics.median(steps.subList(first, first + window)) > steady / SHARE) {
            first++;
        }
        return String.format(
                Locale.ROOT, "%.1f / **%.1f** s | %.2f ms", ends.getFirst(), ends.get(first), 1000 * steady);
    }
}
