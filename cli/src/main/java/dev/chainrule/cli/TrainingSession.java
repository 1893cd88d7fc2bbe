package dev.chainrule.cli;

import dev.chainrule.lab.report.RunReport;
import dev.chainrule.lab.run.Conclusion;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.RunResult;
import dev.chainrule.lab.run.TrainingRun;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.train.TrainingResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Carries out a run that is prepared, and shows it: what `train` and `resume` have in common.
final class TrainingSession {
    @Option(names = "--quiet", description = "Print the result only, for example --quiet --out runs/first")
    private boolean quiet;

    @Option(
            names = "--json",
            description =
                    "Print one JSON object a line: the beginning, each epoch, the result; docs/output.md says what"
                            + " they hold, for example --json --quiet prints the result only")
    private boolean json;

    /// Where progress is shown.
    Terminal terminal() {
        return quiet || json ? Terminal.none() : Terminal.standard();
    }

    /// Whether a person reads what is printed.
    boolean isForPeople() {
        return !quiet && !json;
    }

    /// Carries a run out. Where its folder cannot be written at all, it does not begin.
    ///
    /// @param command its name, for errors
    /// @param notes what to say before its first step
    /// @return the exit code
    /// @throws IOException if the run cannot begin to write
    int carryOut(Main main, String command, TrainingRun run, Terminal terminal, List<String> notes) throws IOException {
        try (RunDisplay display = display(main, run, terminal);
                Interruption interruption = Interruption.of(run, display)) {
            display.begin();
            notes.forEach(display::warn);
            SlowJvm.warn(display::say);
            RunResult result = run.start(display, display::warn);
            report(result.record(), run.data()).ifPresent(display::warn);
            result.warnings().forEach(display::warn);
            int code = end(main, command, result.record(), display, interruption);
            if (result.unwritten().isEmpty()) {
                return code;
            }
            result.unwritten()
                    .forEach(line -> main.err().println(Mistakes.plain("chainrule " + command + ": " + line)));
            return Main.UNWRITTEN;
        } catch (IOException e) {
            main.err().println(Mistakes.plain("chainrule " + command + ": " + Reasons.withFile(e)));
            return Main.UNWRITTEN;
        } catch (OutOfMemoryError e) {
            return end(main, command, Mistakes.describe(e), run.folder(), Main.TOO_LARGE);
        }
    }

    private RunDisplay display(Main main, TrainingRun run, Terminal terminal) {
        return json
                ? new JsonDisplay(main.out(), main.err(), run, quiet, System::nanoTime)
                : new TextDisplay(main.out(), main.err(), run, quiet, terminal, System::nanoTime);
    }

    private static int end(Main main, String command, RunRecord record, RunDisplay display, Interruption interruption) {
        Conclusion conclusion = record.conclusion().orElseThrow();
        if (conclusion.divergence().isPresent()) {
            display.diverged(record);
            return end(main, command, conclusion.divergence().get(), record.folder(), Main.REFUSED);
        }
        display.end(record);
        int stopped = interruption.exitCode();
        return stopped == 0 && conclusion.end() == TrainingResult.End.STOPPED ? Main.INTERRUPTED : stopped;
    }

    private static int end(Main main, String command, String reason, RunFolder folder, int exitCode) {
        main.err()
                .println(Mistakes.plain(
                        "chainrule %s: %s. What was done is in %s".formatted(command, reason, folder.path())));
        return exitCode;
    }

    /// A page that cannot be written does not undo the run.
    ///
    /// @return why it cannot
    private static Optional<String> report(RunRecord record, RunData data) {
        try {
            RunReport.write(record, data);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(record.folder().report() + ": cannot be written (" + Reasons.withoutFile(e) + ")");
        }
    }
}
