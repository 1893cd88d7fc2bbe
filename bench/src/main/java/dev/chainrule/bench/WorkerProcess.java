package dev.chainrule.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The parent's side of a [Worker].
final class WorkerProcess implements AutoCloseable {
    private final Library library;
    private final int threads;
    private final Map<String, String> environment;
    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    WorkerProcess(Library library, int threads, Optional<InstructionSet> isa) {
        this.library = library;
        this.threads = threads;
        ProcessBuilder builder = builder(library, threads, isa);
        environment = Map.copyOf(builder.environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// A worker that is not yet started.
    static ProcessBuilder builder(Library library, int threads, Optional<InstructionSet> isa) {
        List<String> line = new ArrayList<>();
        line.add(System.getProperty("java.home") + "/bin/java");
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.addAll(flags(library, threads, isa));
        line.addAll(List.of(Worker.class.getName(), library.name(), String.valueOf(threads)));
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD);
        NativePart.free(builder.environment());
        library.prepare(builder.environment());
        isa.ifPresent(set -> set.hold(builder.environment()));
        return builder;
    }

    /// The JVM flags of a worker.
    static List<String> flags(Library library, int threads, Optional<InstructionSet> isa) {
        List<String> flags = new ArrayList<>(library.flags(threads));
        isa.ifPresent(set -> flags.addAll(set.jvmFlags(library)));
        return flags;
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

    /// For the head of a table: which instructions the library used.
    String instructions() {
        List<String> printed = new ArrayList<>();
        String own = ask("instructions", printed);
        return library.parts().isEmpty() ? own : NativePart.used(library.parts(), printed, environment);
    }

    private String ask(String command) {
        return ask(command, new ArrayList<>());
    }

    /// @param printed gets the lines that come before the answer
    private String ask(String command, List<String> printed) {
        commands.println(command);
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(Worker.ANSWER)) {
                    return line.substring(Worker.ANSWER.length());
                }
                printed.add(line);
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
