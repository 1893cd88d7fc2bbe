package dev.chainrule.cli;

import dev.chainrule.lab.ensemble.EnsembleReport;
import dev.chainrule.lab.experiment.Demonstrations;
import dev.chainrule.lab.experiment.Experiment;
import dev.chainrule.lab.experiment.Experiments;
import dev.chainrule.lab.page.Gallery;
import dev.chainrule.lab.search.Search;
import dev.chainrule.lab.search.Searches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which pages the index of a gallery lists, whichever command makes them.
final class GalleryPages {
    private GalleryPages() {}

    /// The gallery in a folder.
    ///
    /// @param command that makes all pages of the courses, if this one does
    static Gallery in(Path folder, Optional<String> command) {
        return new Gallery(folder, command, known());
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
        return known;
    }
}
