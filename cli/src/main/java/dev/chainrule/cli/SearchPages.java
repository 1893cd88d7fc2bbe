package dev.chainrule.cli;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.search.SearchComparison;
import dev.chainrule.lab.search.SearchReport;
import dev.chainrule.lab.search.SearchResults;
import dev.chainrule.lab.search.Searches;
import dev.chainrule.settings.Kebab;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes the pages about searches: one each, and one that holds several methods against each other.
///
/// @param name of the search
/// @param question that it answers
/// @param command that repeats all of it, as it was typed
/// @param plain the same by the program's own name, for readers elsewhere
/// @param gallery where the last page goes too, if anywhere
record SearchPages(String name, String question, String command, String plain, Optional<Path> gallery) {
    private static final String PAGE = "report.html";

    /// Writes the page of one search into its folder.
    ///
    /// @param shown whether it is the page for the gallery
    /// @return the page, for what a terminal shows of it
    SearchReport of(SearchResults results, Path folder, boolean shown) throws IOException {
        SearchReport page = SearchReport.of(name, command, Searches.toYaml(results.search()), results);
        page.write(folder);
        if (shown) {
            show(page.withCommand(plain).report());
        }
        return page;
    }

    /// Writes the page about several methods, or seeds, into the folder that holds theirs.
    ///
    /// @return where it stands
    Path comparing(List<SearchResults> all, Path folder) throws IOException {
        Path page = folder.resolve("comparison.html");
        AtomicFile.write(page, HtmlRenderer.render(comparison(all, command).report()));
        show(comparison(all, plain).report());
        return page;
    }

    /// What the comparison says, in a sentence.
    String answer(List<SearchResults> all) {
        return comparison(all, command).answer();
    }

    private SearchComparison comparison(List<SearchResults> all, String commands) {
        Map<String, List<SearchResults>> byMethod = new LinkedHashMap<>();
        for (SearchResults each : all) {
            String method = Kebab.of(each.search().method().getClass().getSimpleName());
            byMethod.computeIfAbsent(method, _ -> new ArrayList<>()).add(each);
        }
        List<SearchComparison.Method> methods = byMethod.entrySet().stream()
                .map(entry -> new SearchComparison.Method(entry.getKey(), entry.getValue()))
                .toList();
        return new SearchComparison(name, question, methods, commands);
    }

    private void show(Report report) throws IOException {
        if (gallery.isPresent()) {
            GalleryPages.in(gallery.get(), Optional.empty()).add(name, report);
        }
    }

    /// Where the page of a search stands.
    static Path page(Path folder) {
        return folder.resolve(PAGE);
    }
}
