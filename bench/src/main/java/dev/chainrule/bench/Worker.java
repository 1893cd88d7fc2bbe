package dev.chainrule.bench;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The main class of a forked JVM that times one library with one number of threads: two native copies of libtorch
/// cannot live in one process, and the compiled code of one library must not be shaped by another's.
///
/// Reads commands from standard input, one a line, and answers each with one line that starts with [#ANSWER]:
///
/// - `result WORK STEPS`: the result of starting it afresh and doing it so many times;
/// - `run WORK MILLIS`: the [Slice] of doing it again and again for that long, and at least ten times;
/// - `instructions`: those that our kernels use; a peer's native parts say theirs in lines before an empty answer.
final class Worker {
    static final String ANSWER = "> ";
    private static final int FEWEST_STEPS = 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Library library;
    private final int threads;
    private String current = "";
    private Task task;

    private Worker(Library library, int threads) {
        this.library = library;
        this.threads = threads;
    }

    public static void main(String[] arguments) throws IOException {
        Worker worker = new Worker(Library.valueOf(arguments[0]), Integer.parseInt(arguments[1]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(ANSWER + worker.answer(line.split(" ")));
        }
        // Native thread pools may outlive the last command.
        Runtime.getRuntime().halt(0);
    }

    private String answer(String[] command) {
        return switch (command[0]) {
            case "result" -> String.valueOf(resultAfter(command[1], Integer.parseInt(command[2])));
            case "run" -> run(command[1], Long.parseLong(command[2])).toString();
            case "instructions" -> instructions();
            default -> throw new IllegalArgumentException("unknown command " + command[0]);
        };
    }

    private String instructions() {
        if (library == Library.CHAINRULE) {
            return Instructions.ofKernels();
        }
        Instructions.print(library);
        return "";
    }

    private double resultAfter(String text, int steps) {
        create(text);
        for (int i = 0; i < steps; i++) {
            task.step();
        }
        return task.result();
    }

    private Slice run(String text, long millis) {
        if (!text.equals(current)) {
            create(text);
        }
        long[] nanos = new long[1 << 16];
        long bytesBefore = THREADS.getTotalThreadAllocatedBytes();
        int steps = 0;
        long start = System.nanoTime();
        long end = start + millis * 1_000_000;
        for (long now = start; steps < nanos.length && (now < end || steps < FEWEST_STEPS); steps++) {
            task.step();
            long after = System.nanoTime();
            nanos[steps] = after - now;
            now = after;
        }
        long bytes = THREADS.getTotalThreadAllocatedBytes() - bytesBefore;
        Arrays.sort(nanos, 0, steps);
        return new Slice(nanos[steps / 2], nanos[0], nanos[steps * 9 / 10], steps, bytes / steps);
    }

    /// Only one task is kept: a large net's memory must not weigh on the next.
    private void create(String text) {
        task = null;
        System.gc();
        task = library.task(Work.parse(text), threads);
        current = text;
    }
}
