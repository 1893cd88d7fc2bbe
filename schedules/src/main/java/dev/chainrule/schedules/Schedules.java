package dev.chainrule.schedules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs targets in so many schedules each: `parallel-loops 100000`, or `all 100000`. What Fray says lies in
/// `target/fray/parallel-loops.log`, and how to repeat a schedule that failed in the folder beside it.
public final class Schedules {
    private static final Pattern END =
            Pattern.compile("Total iter: ([0-9]+), Elapsed time: ([0-9]+)ms.*Covered timelines: ([0-9]+)");
    private static final long MOST_HOURS = 2;

    /// By so much goes the time on whenever somebody asks for it: who looks out for work does so twice.
    private static final long NANOS_PER_LOOK = 4_000_000;

    private final InstrumentedJava java;
    private final Path folder;
    private final Path agent;
    private final String schedules;

    private Schedules(InstrumentedJava java, Path folder, Path agent, String schedules) {
        this.java = java;
        this.folder = folder;
        this.agent = agent;
        this.schedules = schedules;
    }

    /// Runs them, and ends the program with 1 if one of them failed.
    ///
    /// @param arguments the folder of the build, the name of the jar in it, a target or `all`, how many schedules
    /// @throws IOException if a file cannot be written
    /// @throws InterruptedException if the program is interrupted
    public static void main(String... arguments) throws IOException, InterruptedException {
        Map<String, Target> targets = Targets.all();
        if (arguments.length != 4 || !(arguments[2].equals("all") || targets.containsKey(arguments[2]))) {
            System.err.println("expected a target and a number, for example 'parallel-loops 100000'; targets are all, "
                    + String.join(", ", targets.keySet()));
            System.exit(2);
        }
        Path folder = Path.of(arguments[0], "fray").toAbsolutePath();
        Path agent = Path.of(arguments[0], arguments[1]).toAbsolutePath();
        Schedules all = new Schedules(InstrumentedJava.in(folder), folder, agent, arguments[3]);
        boolean whole = true;
        for (Map.Entry<String, Target> each : targets.entrySet()) {
            if (arguments[2].equals("all") || arguments[2].equals(each.getKey())) {
                whole &= all.run(each.getKey(), each.getValue());
            }
        }
        System.exit(whole ? 0 : 1);
    }

    private boolean run(String name, Target target) throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(command(name, target))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(MOST_HOURS, TimeUnit.HOURS);
        process.destroyForcibly();
        Matcher end = END.matcher(Files.readString(log));
        if (ended && process.exitValue() == 0 && end.find() && end.group(1).equals(schedules)) {
            System.out.printf(
                    Locale.ROOT,
                    "%s: %s schedules, %s orders of accesses, %.0f s%n",
                    name,
                    end.group(1),
                    end.group(3),
                    Long.parseLong(end.group(2)) / 1e3);
            return true;
        }
        System.out.printf("%s: FAILED, see %s%n", name, log);
        return false;
    }

    private List<String> command(String name, Target target) {
        return List.of(
                java.executable(),
                "-ea",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:ActiveProcessorCount=2",
                "--add-modules=jdk.incubator.vector",
                "-D" + Chosen.PROPERTY + "=" + name,
                "-agentpath:" + java.library(),
                "-javaagent:" + agent + "=" + target.accesses(),
                "-cp",
                System.getProperty("java.class.path"),
                Chosen.class.getName(),
                "--run-config=cli",
                "--clazz=" + Chosen.class.getName(),
                "--method=once",
                "--iter=" + schedules,
                "--timeout=" + TimeUnit.HOURS.toSeconds(MOST_HOURS),
                "--scheduler=pos",
                "--memory",
                "--no-reset-class-loader",
                "--system-time-delegate-type=mock",
                "--virtual-time-delta=" + NANOS_PER_LOOK,
                "--output=" + folder.resolve(name));
    }
}
