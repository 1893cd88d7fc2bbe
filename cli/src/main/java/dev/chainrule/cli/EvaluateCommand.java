package dev.chainrule.cli;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.doctor.Answers;
import dev.chainrule.lab.predict.Predictor;
import dev.chainrule.lab.predict.Trained;
import dev.chainrule.lab.run.OtherImages;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.SavedRun;
import dev.chainrule.settings.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule evaluate`.
@Command(
        name = "evaluate",
        description = "Measure the accuracy of a trained network, class by class.",
        customSynopsis = "chainrule evaluate RUN [--split validation|test] [--tta FORMS] [--data SET] [--json]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "For example:",
            "  chainrule evaluate runs/quick-1 --split test",
            "  chainrule evaluate runs/quick-1 --data held-out"
        })
final class EvaluateCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Parameters(
            paramLabel = "RUN",
            description = "The folder of a run or of an ensemble, for example runs/quick-1; with --data its"
                    + " model.safetensors is enough")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Path run;

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "validation (the default) or test; of other data only that part, for example --split test")
    private @Nullable String part;

    @Option(
            names = "--tta",
            paramLabel = "FORMS",
            description = "Mean of the scores over forms of each image: none, flip or flip-and-shift; without it test"
                    + " images are shown as the run's settings say, for example --tta flip")
    private @Nullable String forms;

    @Option(
            names = "--data",
            paramLabel = "SET",
            description = "Other images of the same classes than those of the run: all of a folder with one folder a"
                    + " class, or a known set, for example --data holiday-photos")
    private @Nullable String data;

    @Mixin
    private final JsonOption json = new JsonOption();

    /// What the network answered, and the names of the data's classes, which may be fewer than its scores.
    private record Result(Answers answers, List<String> classNames) {}

    @Override
    public Integer call() throws IOException {
        Result result;
        try (Waiting waiting =
                Waiting.of(main.out(), json.given() ? Terminal.none() : Terminal.standard(), "evaluating")) {
            result = result(note -> waiting.println(main.err(), note));
        }
        if (json.given()) {
            json(result).print(main.out());
        } else {
            print(result.answers(), result.classNames());
        }
        return Main.OK;
    }

    private Result result(Consumer<String> line) throws IOException {
        Optional<Part> which =
                Optional.ofNullable(part).map(word -> Choice.of("--split", word, List.of(Part.VALIDATION, Part.TEST)));
        TestTimeAugmentation asked =
                forms == null ? null : Choice.of("--tta", forms, List.of(TestTimeAugmentation.values()));
        if (data == null) {
            return own(SavedRun.open(run), which.orElse(Part.VALIDATION), asked, line);
        }
        Trained trained = Predictor.load(run).trained();
        OtherImages others = OtherImages.of(data, trained, which);
        others.notes().forEach(text -> line.accept(note(text)));
        Part like = which.orElse(ImageSource.of(data) == ImageSource.IMAGES ? Part.TEST : Part.VALIDATION);
        return result(trained, others.images(), asked, like);
    }

    /// Where the images are gone, the answers that the run kept are as good as new ones, unless other forms are
    /// asked for.
    private Result own(SavedRun saved, Part which, @Nullable TestTimeAugmentation asked, Consumer<String> line)
            throws IOException {
        RunData images;
        try {
            images = saved.data();
        } catch (DatasetException e) {
            Optional<Evaluation> kept = asked == null ? saved.kept(which) : Optional.empty();
            if (kept.isEmpty()) {
                throw e;
            }
            line.accept(note(String.valueOf(e.getMessage())));
            line.accept(note("these are the answers that the run kept when it ended"));
            return result(kept.get(), saved.trained());
        }
        images.notes().forEach(text -> line.accept(note(text)));
        return result(saved.trained(), images.partition().of(which), asked, which);
    }

    private Result result(Trained trained, LabeledImages images, @Nullable TestTimeAugmentation asked, Part like) {
        if (images.size() == 0) {
            throw new IllegalArgumentException(
                    "%s: has no %s images; expected some. Choose others with --split or --data"
                            .formatted(run, like.id()));
        }
        return result(asked == null ? trained.evaluate(images, like) : trained.evaluate(images, asked), trained);
    }

    private static Result result(Evaluation evaluation, Trained trained) {
        return new Result(Answers.of(evaluation, trained.classNames()), trained.classNames());
    }

    private static String note(String text) {
        return Mistakes.plain("chainrule evaluate: " + text);
    }

    private JsonLine json(Result result) {
        Answers answers = result.answers();
        List<JsonLine> classes = new ArrayList<>();
        for (int label = 0; label < result.classNames().size(); label++) {
            int right = answers.confusion()[label][label];
            classes.add(
                    counts(JsonLine.of().put("class", result.classNames().get(label)), right, answers.ofClass(label)));
        }
        return counts(JsonLine.of().put("run", run), answers.right(), answers.size())
                .put("classes", classes);
    }

    private static JsonLine counts(JsonLine object, long right, long images) {
        return object.put("right", right)
                .put("images", images)
                .put("accuracy", images == 0 ? Double.NaN : (double) right / images);
    }

    /// A row for each class; a score of no class has no images, so it has no row.
    private void print(Answers answers, List<String> names) {
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        for (int label = 0; label < names.size(); label++) {
            int right = answers.confusion()[label][label];
            main.out().println(line(names.get(label), longest, right, answers.ofClass(label)));
        }
        main.out().println(line("all", longest, answers.right(), answers.size()));
    }

    private static String line(String name, int longest, long right, long count) {
        String plain = padded(PlainText.line(name), longest);
        return count == 0
                ? plain + "  no images"
                : String.format(Locale.ROOT, "%s  %5.1f %%  (%d of %d)", plain, 100.0 * right / count, right, count);
    }

    private static String padded(String name, int length) {
        char[] spaces = new char[Math.max(0, Math.max(3, length) - name.length())];
        Arrays.fill(spaces, ' ');
        return name + new String(spaces);
    }
}
