package dev.chainrule.cli;

import dev.chainrule.lab.ensemble.MemberTraining;
import dev.chainrule.lab.ensemble.Members;
import dev.chainrule.lab.run.RunInput;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.TrialRunner;
import dev.chainrule.lab.trial.Trials;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where the members of an ensemble come from: runs that are there, the best of them, or runs that are trained for it.
final class EnsembleSources {
    @Parameters(
            paramLabel = "RUN",
            arity = "0..*",
            description = "Folders of runs, or folders in which runs are, for example runs/quick-1")
    private List<Path> folders = List.of();

    @Option(
            names = "--best",
            paramLabel = "K",
            description =
                    "Take the K runs with the highest validation accuracy, such as the best trials of a search, for"
                            + " example --best 5")
    private @Nullable Integer best;

    @Option(
            names = "--seeds",
            paramLabel = "K",
            description = "Train K members that differ in their seed, with the flags of train, for example --seeds 5")
    private @Nullable Integer seeds;

    @Option(
            names = "--snapshots",
            paramLabel = "K",
            description =
                    "Train one run, with the flags of train, and keep its weights at the ends of the last K cycles"
                            + " of its rate, or of K equal parts, for example --snapshots 4")
    private @Nullable Integer snapshots;

    @Mixin
    private final PlaceOptions place = new PlaceOptions();

    @Mixin
    private final SettingsOptions options = new SettingsOptions();

    /// Refuses what does not go together, before anything is done.
    void check() {
        int sources = (folders.isEmpty() ? 0 : 1) + (seeds == null ? 0 : 1) + (snapshots == null ? 0 : 1);
        if (sources != 1) {
            throw new SettingsException(
                    "ensemble: %s sources of members do not fit; expected one: folders of runs, --seeds or --snapshots"
                            .formatted(sources));
        }
        checkCount("--best", best);
        checkCount("--seeds", seeds);
        checkCount("--snapshots", snapshots);
        if (best != null && folders.isEmpty()) {
            throw new SettingsException("--best: chooses among runs; expected folders of them, for example searches");
        }
        if (!folders.isEmpty() && options.isGiven()) {
            throw new SettingsException(
                    "ensemble: settings are for members that are trained; expected --seeds or --snapshots with them");
        }
    }

    private static void checkCount(String flag, @Nullable Integer count) {
        if (count != null && count < 1) {
            throw new SettingsException("%s: %s is out of range; expected at least 1".formatted(flag, count));
        }
    }

    /// The members, trained if need be.
    ///
    /// @param note is told what a person should know
    /// @return nothing if training was stopped
    Optional<Members> members(PrintStream out, Terminal terminal, Consumer<String> note) throws IOException {
        if (seeds == null && snapshots == null) {
            return Optional.of(best == null ? Members.find(folders) : Members.best(folders, best));
        }
        SettingsBuilder builder = options.settings();
        if (seeds != null) {
            builder.set("threads", "1", "threads"); // members go side by side, and it changes no bit
        }
        RunInput input = RunInput.of(builder);
        input.data().notes().forEach(note);
        RunSettings settings = input.settings();
        Path all = Path.of("ensembles");
        MemberTraining training =
                snapshots == null ? MemberTraining.below(all, settings) : MemberTraining.ofSnapshots(all, settings);
        StatusLine line = new StatusLine(out, terminal);
        try (TrialRunner runner = place.open(note);
                Trials trials = new Trials(runner, new TrialLine(line))) {
            Optional<List<Path>> trained = snapshots != null
                    ? training.snapshots(snapshots, input.data(), trials)
                    : training.seeds(Objects.requireNonNull(seeds), trials);
            return trained.isEmpty() ? Optional.empty() : Optional.of(Members.find(trained.get()));
        } finally {
            line.clear();
        }
    }

    /// The words that name the members again.
    void addTo(List<Object> words) {
        words.addAll(folders);
        add("--best", best, words);
        add("--seeds", seeds, words);
        add("--snapshots", snapshots, words);
        words.addAll(options.words());
    }

    private static void add(String flag, @Nullable Object value, List<Object> words) {
        if (value != null) {
            words.addAll(List.of(flag, value));
        }
    }
}
