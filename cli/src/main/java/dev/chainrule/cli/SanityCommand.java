package dev.chainrule.cli;

import dev.chainrule.lab.experiment.Sanity;
import dev.chainrule.lab.experiment.SanityFinding;
import dev.chainrule.lab.run.RunInput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/// `chainrule sanity`.
@Command(
        name = "sanity",
        description = "Look at a run before it is trained: inputs, first loss, gradients, signals, 32 images by heart.",
        sortOptions = false,
        abbreviateSynopsis = true,
        customSynopsis = "chainrule sanity [--preset NAME | --config FILE] [OPTIONS]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "Settings are those of chainrule train. For example:",
            "  chainrule sanity --preset kth-9-layer",
            "  chainrule sanity --preset quick-fc --learning-rate 1",
            "",
            "Exit codes: 0 all is as it should be, 1 something is not, 2 refused."
        })
final class SanityCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Mixin
    private final SettingsOptions options = new SettingsOptions();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        RunInput input = RunInput.of(options.settings());
        if (input.settings().start().isPresent()) {
            throw new IllegalArgumentException(
                    "--from: weights of another network do not fit sanity, which judges a start with weights that are"
                            + " drawn; expected settings without start");
        }
        input.data().notes().forEach(this::note);
        SlowJvm.warn(main.err()::println);
        List<SanityFinding> findings = new Sanity(input.settings(), input.data()).findings();
        findings.forEach(this::print);
        main.out().flush();
        return findings.stream().allMatch(SanityFinding::passed) ? Main.OK : Main.FAILED;
    }

    private void note(String text) {
        if (json.given()) {
            JsonLine.event("note").put("text", text).print(main.out());
        } else {
            main.out().println(text);
        }
    }

    private void print(SanityFinding finding) {
        if (json.given()) {
            JsonLine.event("finding")
                    .put("subject", finding.subject())
                    .put("passed", finding.passed())
                    .put("text", Prose.plain(finding.sentence()))
                    .print(main.out());
        } else {
            main.out()
                    .println("%-4s  %-18s  %s"
                            .formatted(finding.passed() ? "ok" : "NOT", finding.subject(), finding.sentence()));
        }
    }
}
