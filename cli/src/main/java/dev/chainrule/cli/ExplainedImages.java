package dev.chainrule.cli;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.explain.Subject;
import dev.chainrule.lab.explain.Subjects;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.text.ShellCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The run that `chainrule explain` looks into, and with which images: pictures of one's own, or images of the run's
/// own data.
final class ExplainedImages {
    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The folder of a run, or a model.safetensors, for example runs/quick-1")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Path run;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "IMAGE",
            description = "Image files, folders (with all below them), or - for one image from standard input; without"
                    + " them images of the run's own data")
    private List<String> sources = List.of();

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "Which of the run's own images: train, validation (the default) or test, for example --split"
                    + " test")
    private @Nullable String split;

    @Option(
            names = "--index",
            paramLabel = "I",
            split = ",",
            description = "The images of these numbers, from 0 on, for example --index 3,17")
    private List<String> indices = List.of();

    @Option(
            names = "--worst",
            paramLabel = "K",
            description = "The K images on which the network is most wrong, for example --worst 12")
    private @Nullable String worst;

    private int refused;

    /// Refuses words that do not go together, before anything is read.
    void check() {
        boolean own = !indices.isEmpty() || worst != null || split != null;
        if (!sources.isEmpty() && own) {
            String flag = worst != null ? "--worst" : split != null ? "--split" : "--index";
            throw new IllegalArgumentException(
                    "%s: chooses among the run's own images and does not fit %s; expected one of them"
                            .formatted(flag, sources.getFirst()));
        }
        if (!indices.isEmpty() && worst != null) {
            throw new IllegalArgumentException("--worst: does not fit --index; expected one of them");
        }
    }

    /// The images that were asked for; without a word, one of each class.
    ///
    /// @param data the images of the run, if they are there
    /// @param say gets a sentence for a person, also on each picture that cannot be read
    /// @return none if no picture could be read
    /// @throws IllegalArgumentException if there are no such images
    List<Subject> subjects(TrainedModel trained, Optional<RunData> data, Consumer<String> say) throws IOException {
        if (!sources.isEmpty()) {
            return pictures(trained, say);
        }
        if (data.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: is a network without images; expected some to look at. Name them, for example %s"
                            .formatted(run, ShellCommand.of("explain", run, "cat.jpg")));
        }
        Part part = split == null ? Part.VALIDATION : Choice.of("--split", split, List.of(Part.values()));
        LabeledImages images = data.get().partition().of(part);
        Subjects all = new Subjects(images, part);
        if (worst != null) {
            return all.worst(count("--worst", worst, 1, Subjects.MOST), trained);
        }
        return indices.isEmpty()
                ? all.ofEachClass()
                : all.at(indices.stream()
                        .map(word -> count("--index", word, 0, Integer.MAX_VALUE))
                        .toList());
    }

    private static int count(String flag, String word, int least, int most) {
        String range = most == Integer.MAX_VALUE ? "of at least " + least : "from %s to %s".formatted(least, most);
        if (!word.strip().matches("[0-9]{1,9}")
                || Integer.parseInt(word.strip()) < least
                || Integer.parseInt(word.strip()) > most) {
            throw new IllegalArgumentException(
                    "%s: '%s' is no such number; expected a whole number %s".formatted(flag, word, range));
        }
        return Integer.parseInt(word.strip());
    }

    private List<Subject> pictures(TrainedModel trained, Consumer<String> say) throws IOException {
        List<Subject> subjects = new ArrayList<>();
        List<PictureSource> all = PictureSource.of(sources, say, (name, mistake) -> refuse(mistake, say));
        if (all.size() > Subjects.MOST) {
            throw new IllegalArgumentException("%s: %s images are too many for one page; expected at most %s"
                    .formatted(sources.getFirst(), all.size(), Subjects.MOST));
        }
        for (PictureSource source : all) {
            try {
                subjects.add(new Subject(source.name(), source.pixels(trained.preparation()), -1));
            } catch (DatasetException e) {
                refuse(e, say);
            }
        }
        return subjects;
    }

    private void refuse(DatasetException mistake, Consumer<String> say) {
        refused++;
        say.accept(String.valueOf(mistake.getMessage()));
    }

    /// How many pictures could not be read.
    int refused() {
        return refused;
    }

    /// Whether images of the run's own data are looked at.
    boolean areOfRun() {
        return sources.isEmpty();
    }

    /// What the command was given.
    Path run() {
        return run;
    }

    /// The words of the command that ask for the same.
    List<String> words() {
        List<String> words = new ArrayList<>(List.of(run.toString()));
        words.addAll(sources);
        if (split != null) {
            words.addAll(List.of("--split", split));
        }
        if (!indices.isEmpty()) {
            words.addAll(List.of("--index", String.join(",", indices)));
        }
        if (worst != null) {
            words.addAll(List.of("--worst", worst));
        }
        return words;
    }
}
