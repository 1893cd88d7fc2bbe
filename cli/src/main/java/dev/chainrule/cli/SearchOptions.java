package dev.chainrule.cli;

import dev.chainrule.lab.run.RunInput;
import dev.chainrule.lab.search.Search;
import dev.chainrule.lab.search.SearchMethod;
import dev.chainrule.lab.search.Searches;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.settings.Kebab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is searched for: a declaration by name, or one made of flags.
final class SearchOptions {
    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "One that comes with the program, or a YAML file of your own, for example quick-search;"
                    + " 'chainrule search --list' shows all")
    private @Nullable String name;

    @Option(
            names = "--vary",
            paramLabel = "KEY=KIND:VALUES",
            description = "A setting that varies, as often as you like: log:1e-4..0.1, uniform:0..0.5, integer:1..10,"
                    + " log-integer:8..256, choice:a|b, any with ' if KEY=VALUE', for example --vary"
                    + " learning-rate=log:1e-4..0.1")
    private List<String> vary = List.of();

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "random (without a word), grid, low-discrepancy, coarse-to-fine, successive-halving,"
                    + " hyperband or tpe; several are compared, for example --method hyperband")
    private List<String> methods = List.of();

    @Option(
            names = "--trials",
            paramLabel = "N",
            description = "How many trials there are; 20 unless told otherwise, for example --trials 50")
    private @Nullable Integer trials;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "After so many minutes no trial is begun any more, for example --minutes 30")
    private @Nullable Integer minutes;

    @Option(
            names = "--score",
            paramLabel = "WHAT",
            description =
                    "validation-accuracy (without a word) or validation-loss, for example --score" + " validation-loss")
    private @Nullable String score;

    @Option(
            names = "--search-seed",
            paramLabel = "N",
            description = "Seed of what the search draws; 1 unless told otherwise, several are compared, for example"
                    + " --search-seed 2")
    private List<Long> seeds = List.of();

    @Mixin
    private final SettingsOptions settings = new SettingsOptions();

    /// What is searched for.
    ///
    /// @param name of it, for a folder
    /// @param search what is asked for
    /// @param data what it runs on
    /// @param notes what was chosen
    record Asked(String name, Search search, BaseSettings.Data data, List<String> notes) {
        /// The name of one of several searches.
        String variant() {
            return Kebab.of(search.method().getClass().getSimpleName()) + "-" + search.seed();
        }
    }

    /// All that is asked for: one search, or one for each method and seed.
    ///
    /// @throws SettingsException for what does not fit
    /// @throws IOException if images cannot be read
    List<Asked> asked() throws IOException {
        Asked first = name == null ? inline() : named(name);
        List<SearchMethod> each = methods.isEmpty()
                ? List.of(first.search().method())
                : methods.stream()
                        .map(text -> Searches.method(text, "--method"))
                        .toList();
        List<Long> draws = seeds.isEmpty() ? List.of(first.search().seed()) : seeds;
        List<Asked> all = new ArrayList<>();
        for (SearchMethod method : each) {
            for (long seed :
                    method instanceof SearchMethod.Grid ? draws.subList(0, 1) : draws) { // a grid draws nothing
                all.add(new Asked(
                        first.name(), first.search().withMethod(method).withSeed(seed), first.data(), first.notes()));
            }
        }
        return all;
    }

    private Search limited(Search search) {
        Search.Budget budget = new Search.Budget(
                trials == null ? search.budget().trials() : trials,
                minutes == null ? search.budget().minutes() : Optional.of(minutes));
        Search limited = search.withBudget(budget);
        return score == null ? limited : limited.withScore(Choice.of("--score", score, List.of(Search.Score.values())));
    }

    private Asked named(String known) {
        if (settings.hasStart() || !vary.isEmpty()) {
            throw new SettingsException(
                    "search %s: says itself what it starts from and what varies; expected no --preset, --config or --vary. Write a file of your own: chainrule search --show %s > mine.yaml"
                            .formatted(known, known));
        }
        Search search = Searches.named(known);
        Optional<String> images = settings.takenData();
        BaseSettings.Data data = data(images);
        List<String> own = new ArrayList<>();
        images.filter(set -> !isUsual(set)).ifPresent(set -> own.add("data.set=" + set));
        own.addAll(differences(
                search.base().builder(data).build(), over(search.base().builder(data))));
        String folder = Path.of(known).getFileName().toString().replaceFirst("\\.ya?ml$", "");
        return new Asked(folder, limited(search.withBase(search.base().with(own))), data, List.of());
    }

    private RunSettings over(SettingsBuilder builder) {
        settings.applyTo(builder);
        return builder.build();
    }

    private static boolean isUsual(String set) {
        return set.equals("sample") || set.equals("cifar10");
    }

    private static BaseSettings.Data data(Optional<String> images) {
        return images.filter("cifar10"::equals).isPresent() ? BaseSettings.Data.CIFAR10 : BaseSettings.Data.SAMPLE;
    }

    /// A search that flags declare.
    private Asked inline() throws IOException {
        if (vary.isEmpty()) {
            throw new SettingsException(
                    "search: nothing varies; expected the name of a search, or --vary KEY=KIND:VALUES, for example"
                            + " --vary learning-rate=log:1e-4..0.1");
        }
        Optional<String> images = settings.takenData();
        SettingsBuilder builder = settings.settings();
        images.filter(set -> !set.equals("sample")).ifPresent(set -> builder.text("data.set", set, "--data"));
        RunInput input = RunInput.of(builder);
        String preset = input.settings().preset();
        RunSettings start = Preset.named(preset, "--preset").settings();
        BaseSettings base = new BaseSettings(preset, differences(start, input.settings()), List.of(), List.of());
        Search whole = limited(Search.of(vary).withBase(base));
        int declaration = Searches.toYaml(whole.withBudget(Search.Budget.of())).hashCode();
        String name = preset + "-" + Integer.toHexString(declaration);
        return new Asked(name, whole, BaseSettings.Data.SAMPLE, input.data().notes());
    }

    /// What has to be set for one kind of settings to become another.
    private static List<String> differences(RunSettings from, RunSettings to) {
        Map<String, String> before = from.flattened();
        return to.flattened().entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .filter(entry -> !entry.getKey().equals("preset"))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }
}
