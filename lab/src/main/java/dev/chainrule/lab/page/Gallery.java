package dev.chainrule.lab.page;

import dev.chainrule.format.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder of results as Markdown with figures, which a code host shows: a page an experiment, and an index of them.
///
/// @param folder of the pages; created if needed
/// @param command that makes all pages of the courses; none leaves what an earlier index says
/// @param known the pages that the index lists, in order, if they are there
public record Gallery(Path folder, Optional<String> command, List<Entry> known) {
    private static final String ANSWER = "## Answer\n\n";
    private static final String INDEX = "README.md";
    private static final Pattern EARLIER = Pattern.compile(" All of [^\\n]*:\n\n```\n[^`]*```");

    /// Copies the list.
    public Gallery {
        known = List.copyOf(known);
    }

    /// A page that the index lists.
    ///
    /// @param name of the page
    /// @param source where the question comes from, for example a course
    /// @param question in a sentence
    public record Entry(String name, String source, String question) {}

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
        AtomicFile.write(folder.resolve(INDEX), index());
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

    private String index() throws IOException {
        StringBuilder text = new StringBuilder("""
            # Experiments

            Every experiment of the courses, and what searches and ensembles are: each with its question, our measured answer, what others found,
            curves with bands over seeds, and the command that repeats it.%s

            | experiment | question | answer |
            |---|---|---|
            """.formatted(ofAll()));
        for (Entry entry : known) {
            if (Files.exists(page(entry.name))) {
                text.append("| [%s](%s.md)<br>%s | %s | %s |\n"
                        .formatted(entry.name, entry.name, entry.source, entry.question, answer(entry.name)));
            }
        }
        String missing = known.stream()
                .map(Entry::name)
                .filter(name -> !Files.exists(page(name)))
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? text.toString() : text + "\nNot run: " + missing + ".\n";
    }

    /// The command that makes all pages, or what an earlier index said of it.
    private String ofAll() throws IOException {
        Path earlier = folder.resolve(INDEX);
        if (command.isPresent()) {
            return " All of the courses':\n\n```\n%s\n```".formatted(command.get());
        }
        if (!Files.exists(earlier)) {
            return "";
        }
        Matcher found = EARLIER.matcher(Files.readString(earlier));
        return found.find() ? found.group() : "";
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
