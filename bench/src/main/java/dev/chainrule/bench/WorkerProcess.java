package dev.chainrule.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The parent's side of a [Worker].
final class WorkerProcess implements AutoCloseable {
    private final Library library;
    private final int threads;
    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    WorkerProcess(Library library, int threads) {
        this.library = library;
        this.threads = threads;
        List<String> line = new ArrayList<>();
        line.add(System.getProperty("java.home") + "/bin/java");
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(library.flags(threads));
        line.addAll(List.of(Worker.class.getName(), library.name(), String.valueOf(threads)));
        try {
            process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    Library library() {
        return library;
    }

    int threads() {
        return threads;
    }

    String name() {
        return library.title + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    /// What comes out of work that is started afresh and done so many times.
    double result(Work work, int steps) {
        return Double.parseDouble(ask("result " + work + " " + steps));
    }

    /// Does work again and again for some time.
    Slice run(Work work, long millis) {
        return Slice.parse(ask("run " + work + " " + millis));
    }

    /// Processor time used so far.
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private String ask(String command) {
        commands.println(command);
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(Worker.ANSWER)) {
                    return line.substring(Worker.ANSWER.length());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException(name() + ": ended at '" + command + "'; run it alone to see why: "
                + String.join(" ", process.info().commandLine().stream().toList()));
    }

    @Override
    public void close() {
        commands.close();
        process.destroy();
    }
}
