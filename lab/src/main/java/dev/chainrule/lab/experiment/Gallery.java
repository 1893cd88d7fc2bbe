package dev.chainrule.lab.experiment;

import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.page.MarkdownPage;
import dev.chainrule.lab.page.MarkdownRenderer;
import dev.chainrule.lab.page.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder of results as Markdown with figures, which a code host shows: a page an experiment, and an index of them.
///
/// @param folder of the pages; created if needed
/// @param command that makes all of it
public record Gallery(Path folder, String command) {
    private static final String ANSWER = "## Answer\n\n";

    /// Writes a page in the place of an earlier one, and the index of all pages that are there.
    ///
    /// @param name of the experiment; the page has what of it may stand in a link
    /// @throws IOException if something cannot be written
    public void add(String name, Report report) throws IOException {
        Files.createDirectories(folder);
        MarkdownPage page = MarkdownRenderer.render(report, pageName(name));
        for (Path earlier : filesOf(page.name())) {
            if (!page.files().containsKey(earlier.getFileName().toString())) {
                Files.delete(earlier);
            }
        }
        page.write(folder);
        AtomicFile.write(folder.resolve("README.md"), index());
    }

    private static String pageName(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[._-]+", "");
        return plain.isEmpty() ? "experiment" : plain;
    }

    /// The figures and tables of an earlier page.
    private List<Path> filesOf(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(
                            file -> file.getFileName().toString().matches("\\Q" + name + "\\E-\\d+\\.(svg|csv|png)"))
                    .toList();
        }
    }

    private record Entry(String name, String course, String question) {}

    private String index() throws IOException {
        List<Entry> known = new ArrayList<>();
        for (String name : Experiments.names()) {
            Experiment experiment = Experiments.named(name);
            known.add(new Entry(name, experiment.source().course(), experiment.question()));
        }
        Demonstrations.all()
                .forEach(each -> known.add(new Entry(each.id(), each.source().course(), each.question())));
        StringBuilder text = new StringBuilder("""
            # Experiments

            Every experiment of the courses, each with its question, our measured answer, what others found, curves with bands over seeds, and the
            command that repeats it. All of them:

            ```
            %s
            ```

            | experiment | question | answer |
            |---|---|---|
            """.formatted(command));
        for (Entry entry : known) {
            if (Files.exists(page(entry.name))) {
                text.append("| [%s](%s.md)<br>%s | %s | %s |\n"
                        .formatted(entry.name, entry.name, entry.course, entry.question, answer(entry.name)));
            }
        }
        String missing = known.stream()
                .map(Entry::name)
                .filter(name -> !Files.exists(page(name)))
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? text.toString() : text + "\nNot run: " + missing + ".\n";
    }

    private Path page(String name) {
        return folder.resolve(name + ".md");
    }

    /// The first paragraph of the answer on a page.
    private String answer(String name) throws IOException {
        String text = Files.readString(page(name));
        int start = text.indexOf(ANSWER);
        if (start < 0) {
            return "";
        }
        String rest = text.substring(start + ANSWER.length());
        return rest.substring(0, Math.max(0, rest.indexOf("\n\n")))
                .replace("\n", " ")
                .replace("|", "\\|");
    }
}
