package dev.chainrule.cli;

import dev.chainrule.explain.GradCam;
import dev.chainrule.explain.Trace;
import dev.chainrule.format.AtomicFile;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.explain.Explanation;
import dev.chainrule.lab.explain.Look;
import dev.chainrule.lab.explain.Method;
import dev.chainrule.lab.explain.Subject;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.predict.Predictor;
import dev.chainrule.lab.predict.Trained;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.SavedRun;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.settings.Kebab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `chainrule explain`.
@Command(
        name = "explain",
        description = "Look inside a trained network: what its answers hang on, what its layers see, what deceives it.",
        customSynopsis = {
            "chainrule explain RUN [--split PART] [--index I,… | --worst K] …",
            "chainrule explain RUN IMAGE|FOLDER|- … [--class NAME] [--method M,…] …"
        },
        sortOptions = false,
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "Without images and numbers, one image of each class is looked at. The page is",
            "explain.html in the folder of the run.",
            "Methods: saliency, smooth-grad, integrated-gradients, grad-cam, occlusion,",
            "class-images, fooling, filters, activations, neighbours, exciting.",
            "For example:",
            "  chainrule explain runs/quick-1",
            "  chainrule explain runs/quick-1 --split test --worst 12",
            "  chainrule explain runs/quick-1 cat.jpg --class dog --method saliency,occlusion"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final String PAGE = "explain.html";
    private static final String ANSWER = "answer";
    private static final String LABEL = "label";

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Mixin
    private final ExplainedImages images = new ExplainedImages();

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Explain the score of the answer (the default), of the label, or of a class, for example"
                    + " --class cat",
            defaultValue = ANSWER)
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private String aim;

    @Option(
            names = "--method",
            paramLabel = "M",
            split = ",",
            description = "Only these ways of looking, for example --method saliency,grad-cam")
    private List<String> methods = List.of();

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description = "The layer of Grad-CAM and of exciting images, for example --layer relu-3")
    private @Nullable String layer;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the page into this new file, for example --out inside.html")
    private @Nullable Path out;

    @Option(
            names = "--gallery",
            paramLabel = "FOLDER",
            description = "Also write the page as Markdown with pictures into this folder, for example --gallery pages")
    private @Nullable Path gallery;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        Path page = page();
        images.check();
        Optional<SavedRun> saved =
                Files.isDirectory(images.run()) ? Optional.of(SavedRun.open(images.run())) : Optional.empty();
        TrainedModel trained = single(
                saved.isPresent()
                        ? saved.get().trained()
                        : Predictor.load(images.run()).trained());
        List<Method> asked = asked(trained);
        checkLayer(trained);
        Look.Aim wanted = aim(trained);
        List<String> notes = new ArrayList<>();
        Optional<RunData> data = data(saved, notes);
        List<Subject> subjects = images.subjects(
                trained, data, note -> main.err().println(Mistakes.plain("chainrule explain: " + note)));
        if (subjects.isEmpty()) {
            return Main.REFUSED;
        }
        Look look = Look.at(
                trained,
                subjects,
                data.map(all -> all.partition().train().slice(0, all.trainingImages())),
                wanted,
                Optional.ofNullable(layer));
        StatusLine line = new StatusLine(main.out(), json.given() ? Terminal.none() : Terminal.standard());
        Explanation seen = Explanation.of(
                look, asked, new ShareLine(line, "looking into " + Figures.count(subjects.size()) + " images"));
        line.clear();
        AtomicFile.write(page, HtmlRenderer.render(report(seen, command(), notes)));
        if (gallery != null) {
            GalleryPages.in(gallery, Optional.empty())
                    .add(Explanation.NAME, report(seen, GalleryPages.command(words()), notes));
        }
        tell(look, seen, page, notes);
        return images.refused() == 0 ? Main.OK : Main.REFUSED;
    }

    private Report report(Explanation seen, String command, List<String> notes) {
        Path name = images.run().toAbsolutePath().normalize().getFileName();
        return seen.report(name == null ? images.run().toString() : name.toString(), command, notes);
    }

    /// Where the page goes; whether it can is found before anything is computed.
    private Path page() throws IOException {
        if (out != null) {
            OutputFile.check(out, "inside.html", false);
            return out;
        }
        Path usual = Files.isDirectory(images.run()) ? images.run().resolve(PAGE) : Path.of(PAGE);
        if (Files.exists(images.run())) {
            OutputFile.check(usual, PAGE, OutputFile.isPage(usual));
        }
        return usual;
    }

    private TrainedModel single(Trained trained) {
        if (trained instanceof TrainedModel one) {
            return one;
        }
        throw new IllegalArgumentException(
                "%s: holds an ensemble; expected one network. Name the folder of one of its runs"
                        .formatted(images.run()));
    }

    private List<Method> asked(TrainedModel trained) {
        if (methods.isEmpty()) {
            return List.of(Method.values());
        }
        List<Method> asked = methods.stream()
                .map(word -> Choice.of("--method", word, List.of(Method.values())))
                .distinct()
                .sorted()
                .toList();
        for (Method method : asked) {
            method.missingIn(trained).ifPresent(reason -> {
                throw new IllegalArgumentException("--method: %s does not fit this network, as %s; expected another way"
                        .formatted(Kebab.of(method), reason));
            });
        }
        return asked;
    }

    private void checkLayer(TrainedModel trained) {
        if (layer == null) {
            return;
        }
        List<String> names = Trace.names(trained.model());
        if (!names.contains(layer)) {
            throw new IllegalArgumentException("--layer: '%s' is unknown; expected one of %s%s"
                    .formatted(layer, String.join(", ", names), Nearest.hint(layer, names)));
        }
        List<String> places = GradCam.places(trained.model());
        if (methods.contains("grad-cam") && !places.contains(layer)) {
            throw new IllegalArgumentException(
                    "--layer: %s yields no image of several pixels, so Grad-CAM has no places to tell apart; expected one of %s"
                            .formatted(layer, String.join(", ", places)));
        }
    }

    private Look.Aim aim(TrainedModel trained) {
        List<String> names = trained.scoreNames();
        if (names.contains(aim)) {
            return new Look.Aim.One(names.indexOf(aim));
        }
        List<String> words =
                Stream.concat(Stream.of(ANSWER, LABEL), names.stream()).toList();
        return Choice.known("--class", aim, words).equals(ANSWER) ? new Look.Aim.Answer() : new Look.Aim.Label();
    }

    /// The images of the run. Where they are gone, own images can be looked at all the same.
    private Optional<RunData> data(Optional<SavedRun> saved, List<String> notes) throws IOException {
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        try {
            RunData data = saved.get().data();
            notes.addAll(data.notes());
            return Optional.of(data);
        } catch (DatasetException e) {
            if (images.areOfRun()) {
                throw e;
            }
            notes.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void tell(Look look, Explanation seen, Path page, List<String> notes) {
        if (json.given()) {
            tellPrograms(look, seen, page);
            return;
        }
        int width = Terminal.standard().columns();
        for (int n = 0; n < look.subjects().size(); n++) {
            String truth = look.truth(n).isEmpty() ? "" : ", " + look.truth(n);
            say(look.subjects().get(n).name() + ": " + look.answer(n) + truth, width);
        }
        notes.forEach(note -> say(note, width));
        seen.passedOver().forEach(reason -> say("Passed over: " + reason + ".", width));
        seen.sentences().forEach(sentence -> say(sentence, width));
        main.out().println("page  " + page.toAbsolutePath().toUri());
        main.out().flush();
    }

    private void say(String sentence, int width) {
        main.out().println(Prose.wrapped("", Mistakes.plain(Prose.plain(sentence)), width));
    }

    private void tellPrograms(Look look, Explanation seen, Path page) {
        List<JsonLine> lines = new ArrayList<>();
        for (int n = 0; n < look.subjects().size(); n++) {
            lines.add(JsonLine.of()
                    .put("image", look.subjects().get(n).name())
                    .put("answer", look.predictions().get(n).best().name())
                    .put("probability", look.predictions().get(n).best().probability())
                    .put("explained", look.className(look.classes()[n])));
        }
        JsonLine figures = JsonLine.of();
        seen.figures().forEach(figures::put);
        JsonLine.of()
                .put("run", images.run())
                .put("images", lines)
                .put("figures", figures)
                .put("passed_over", seen.passedOver())
                .put("page", page)
                .print(main.out());
    }

    private String command() {
        return ShellCommand.of(words().toArray());
    }

    private List<String> words() {
        List<Object> words = new ArrayList<>(List.of("explain"));
        words.addAll(images.words());
        put(words, "--class", aim.equals(ANSWER) ? null : aim);
        put(words, "--method", methods.isEmpty() ? null : String.join(",", methods));
        put(words, "--layer", layer);
        put(words, "--out", out);
        put(words, "--gallery", gallery);
        return words.stream().map(String::valueOf).toList();
    }

    private static void put(List<Object> words, String flag, @Nullable Object value) {
        if (value != null) {
            words.addAll(Arrays.asList(flag, value));
        }
    }
}
