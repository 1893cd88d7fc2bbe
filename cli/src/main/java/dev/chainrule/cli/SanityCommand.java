package dev.chainrule.cli;

import dev.chainrule.lab.experiment.Sanity;
import dev.chainrule.lab.experiment.SanityFinding;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

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

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "Settings by name; quick unless told otherwise, for example --preset kth-3-layer")
    private @Nullable String preset;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings as YAML, for example --config my.yaml")
    private @Nullable Path config;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    private final SettingFlags flags = new SettingFlags();

    /// Gives the command its flags for settings.
    @Spec
    void addFlags(CommandSpec spec) {
        flags.addTo(spec);
    }

    @Override
    public Integer call() throws IOException {
        SettingsBuilder builder = new SettingsBuilder();
        if (preset != null) {
            builder.preset(preset, "--preset");
        }
        if (config != null) {
            builder.file(config);
        }
        flags.apply(builder);
        RunSettings settings = builder.build();
        List<SanityFinding> findings = new Sanity(settings, RunData.load(settings.data())).findings();
        for (SanityFinding finding : findings) {
            main.out()
                    .println("%-4s  %-18s  %s"
                            .formatted(finding.passed() ? "ok" : "NOT", finding.subject(), finding.sentence()));
        }
        main.out().flush();
        return findings.stream().allMatch(SanityFinding::passed) ? Main.OK : Main.FAILED;
    }
}
