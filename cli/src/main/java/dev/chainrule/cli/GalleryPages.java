package dev.chainrule.cli;

import dev.chainrule.lab.demonstration.Demonstrations;
import dev.chainrule.lab.ensemble.EnsembleReport;
import dev.chainrule.lab.experiment.Experiment;
import dev.chainrule.lab.experiment.Experiments;
import dev.chainrule.lab.explain.Explanation;
import dev.chainrule.lab.page.Gallery;
import dev.chainrule.lab.search.Search;
import dev.chainrule.lab.search.Searches;
import dev.chainrule.lab.text.ShellCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which pages the index of a gallery lists, whichever command makes them.
final class GalleryPages {
    private GalleryPages() {}

    /// The gallery in a folder.
    ///
    /// @param command that makes all pages of the courses, if this one does
    static Gallery in(Path folder, Optional<String> command) {
        return new Gallery(folder, command, known());
    }

    /// A command for readers elsewhere: by the program's own name, and without the flags that say where it computes
    /// and writes, which they choose themselves.
    static String command(List<String> words) {
        Set<String> places = Set.of("--out", "--gallery", "--workers", "--on");
        StringBuilder command = new StringBuilder("chainrule");
        for (int i = 0; i < words.size(); i++) {
            String flag = words.get(i).replaceFirst("=.*", "");
            if (!places.contains(flag)) {
                command.append(' ').append(ShellCommand.quoted(words.get(i)));
            } else if (flag.equals(words.get(i))) {
                i++; // its value
            }
        }
        return command.toString();
    }

    private static List<Gallery.Entry> known() {
        List<Gallery.Entry> known = new ArrayList<>();
        for (String name : Experiments.names()) {
            Experiment experiment = Experiments.named(name);
            known.add(new Gallery.Entry(name, experiment.source().course(), experiment.question()));
        }
        Demonstrations.all()
                .forEach(each ->
                        known.add(new Gallery.Entry(each.id(), each.source().course(), each.question())));
        for (String name : Searches.names()) {
            Search search = Searches.named(name);
            known.add(new Gallery.Entry(name, search.source().course(), search.question()));
        }
        known.add(new Gallery.Entry(EnsembleReport.NAME, "Notes, open questions", EnsembleReport.QUESTION));
        known.add(new Gallery.Entry(Explanation.NAME, "Notes, open questions", Explanation.QUESTION));
        return known;
    }
}
