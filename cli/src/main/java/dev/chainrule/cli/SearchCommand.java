package dev.chainrule.cli;

import dev.chainrule.lab.search.Measured;
import dev.chainrule.lab.search.Search;
import dev.chainrule.lab.search.SearchReport;
import dev.chainrule.lab.search.SearchResults;
import dev.chainrule.lab.search.SearchRun;
import dev.chainrule.lab.search.SearchWatcher;
import dev.chainrule.lab.search.Searches;
import dev.chainrule.lab.search.Varied;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.lab.trial.TrialRunner;
import dev.chainrule.settings.Kebab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `chainrule search`.
@Command(
        name = "search",
        description = "Look for good settings: many trainings side by side, the best of them by the validation images.",
        customSynopsis = {
            "chainrule search NAME|FILE.yaml [--data sample|cifar10] [--method METHOD] …",
            "chainrule search [--preset NAME] [flags of train] --vary KEY=KIND:VALUES …"
        },
        sortOptions = false,
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "A search that was stopped goes on where it was; the same command goes on. The",
            "test images are looked at once, for the winner.",
            "For example:",
            "  chainrule search quick-search",
            "  chainrule search --preset quick-fc --vary learning-rate=log:1e-4..0.1 \\",
            "      --vary model.hidden=choice:[64]|[256] --method hyperband --trials 49",
            "  chainrule search kth-lambda-search --data cifar10"
        })
final class SearchCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 10;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private CommandSpec spec;

    @Mixin
    private final SearchOptions asked = new SearchOptions();

    @Mixin
    private final PlaceOptions place = new PlaceOptions();

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Where all of it goes; a folder below searches unless told otherwise, for example --out" + " mine")
    private @Nullable Path out;

    @Option(
            names = "--gallery",
            paramLabel = "FOLDER",
            description = "Also write the page as Markdown with figures into this folder, for example --gallery pages")
    private @Nullable Path gallery;

    @Option(names = "--list", description = "Show the searches that come with the program, for example --list")
    private boolean list;

    @Option(
            names = "--show",
            paramLabel = "NAME",
            description = "Print the declaration of a search to start your own from, for example --show quick-search")
    private @Nullable String show;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        if (list) {
            list();
            return Main.OK;
        }
        if (show != null) {
            Searches.named(show);
            main.out().print(Searches.declaration(show));
            main.out().flush();
            return Main.OK;
        }
        List<SearchOptions.Asked> all = asked.asked();
        StatusLine line = new StatusLine(main.out(), json.given() ? Terminal.none() : Terminal.standard());
        List<SearchResults> done = new ArrayList<>();
        SearchPages pages = pages(all.getFirst());
        try (TrialRunner runner = place.open(text -> line.println(main.err(), text))) {
            for (SearchOptions.Asked each : all) {
                search(each, all.size() > 1, runner, line).ifPresent(done::add);
            }
        } finally {
            line.clear();
        }
        if (done.size() < all.size()) {
            return Main.INTERRUPTED;
        }
        if (all.size() > 1) {
            compare(pages, done, folder(all.getFirst(), false), line);
        }
        return done.stream().allMatch(each -> each.winner().isPresent()) ? Main.OK : Main.REFUSED;
    }

    private SearchPages pages(SearchOptions.Asked each) {
        List<String> words = spec.root().commandLine().getParseResult().originalArgs();
        return new SearchPages(
                each.name(),
                each.search().question(),
                ShellCommand.of(words.toArray()),
                GalleryPages.command(words),
                Optional.ofNullable(gallery));
    }

    private void compare(SearchPages pages, List<SearchResults> done, Path folder, StatusLine line) throws IOException {
        Path page = pages.comparing(done, folder);
        String answer = Prose.plain(pages.answer(done));
        if (json.given()) {
            JsonLine.event("comparison")
                    .put("search", pages.name())
                    .put("answer", answer)
                    .put("report", page)
                    .print(main.out());
        } else {
            line.println(Prose.wrapped("", answer, line.room()));
            line.println("  report  " + page.toUri());
        }
    }

    private void list() {
        for (String name : Searches.names()) {
            Search search = Searches.named(name);
            main.out().println("  " + name);
            main.out().println("      " + search.question());
            main.out()
                    .println("      %s trials, %s: %s"
                            .formatted(
                                    search.budget().trials(),
                                    Kebab.of(search.method().getClass().getSimpleName()),
                                    String.join(", ", search.vary())));
        }
    }

    private Path folder(SearchOptions.Asked each, boolean several) {
        Path usual = Path.of("searches").resolve(each.name()).resolve(Kebab.of(each.data()));
        Path folder = out == null ? usual : out;
        return several ? folder.resolve(each.variant()) : folder;
    }

    private Optional<SearchResults> search(
            SearchOptions.Asked each, boolean several, TrialRunner runner, StatusLine line) throws IOException {
        Path folder = folder(each, several);
        SearchJson program = new SearchJson(main.out(), each.name());
        SearchWatcher watcher = json.given() ? program : new SearchLine(line, each.search());
        if (!json.given()) {
            each.notes().forEach(note -> line.println("  " + Mistakes.plain(note)));
        }
        Optional<SearchResults> results = new SearchRun(each.search(), each.data(), folder, runner, watcher).run();
        line.clear();
        if (results.isPresent()) {
            SearchReport page = pages(each).of(results.get(), folder, !several);
            if (json.given()) {
                program.result(results.get(), SearchPages.page(folder));
            } else {
                print(results.get(), page, SearchPages.page(folder), line);
            }
        }
        return results;
    }

    private void print(SearchResults results, SearchReport page, Path report, StatusLine line) {
        Search search = results.search();
        List<Measured> ranking = results.ranking();
        line.println("%s, %s steps of training in %s"
                .formatted(
                        Figures.count(ranking.size(), "trial"),
                        Figures.count(results.steps()),
                        Figures.duration(results.seconds())));
        leaderboard(search, ranking.subList(0, Math.min(MOST_ROWS, ranking.size())))
                .print(main.out(), Math.min(line.room(), 200));
        if (results.winner().isEmpty()) {
            line.println("  no winner: every trial diverged; expected lower rates. Vary them in a lower range");
            return;
        }
        SearchResults.Winner winner = results.winner().get();
        line.println("  winner  trial %s, %s"
                .formatted(
                        winner.measured().trial(),
                        Mistakes.plain(winner.measured().point().text())));
        line.println("          validation accuracy %s, test accuracy %s (measured once)"
                .formatted(
                        Figures.percent(winner.validationAccuracy()),
                        Figures.percent(winner.testAccuracy().orElse(Double.NaN))));
        for (String warning : page.warnings()) {
            line.println(Prose.wrapped("  ", "note: " + Prose.plain(warning), line.room()));
        }
        line.println("  run     " + Mistakes.plain(winner.folder().toString()));
        line.println("  report  " + report.toUri());
    }

    private static TextTable leaderboard(Search search, List<Measured> best) {
        List<String> keys = search.space().settings().stream().map(Varied::key).toList();
        List<String> heading = new ArrayList<>(
                List.of("trial", "steps", Kebab.of(search.selection().score())));
        heading.addAll(keys);
        List<List<String>> rows = best.stream()
                .map(each -> Stream.concat(
                                Stream.of(
                                        Integer.toString(each.trial()),
                                        Long.toString(each.rung().step()),
                                        SearchLine.score(search, each)),
                                keys.stream().map(key -> each.point().value(key).orElse("–")))
                        .toList())
                .toList();
        return new TextTable(heading, rows, column -> false);
    }
}
