package dev.chainrule.cli;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.predict.Prediction;
import dev.chainrule.lab.predict.Predictor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule predict`.
@Command(
        name = "predict",
        description = "Name what is on pictures of your own, with a trained network.",
        customSynopsis = "chainrule predict RUN IMAGE|FOLDER|- … [--top COUNT] [--json]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "A picture may have any size; it is prepared as the training images were.",
            "A picture that cannot be read is named, the others are predicted, and the",
            "exit code is 2.",
            "For example:",
            "  chainrule predict runs/quick-1 cat.jpg",
            "  chainrule predict runs/quick-1 photos --top 1 --json"
        })
final class PredictCommand implements Callable<Integer> {
    private static final int AT_ONCE = 16;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "The folder of a run or of an ensemble, or a model.safetensors, wherever that was copied to")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Path run;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "IMAGE",
            description = "Image files, folders (with all below them), or - for one image from standard input")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private List<String> sources;

    @Option(
            names = "--top",
            paramLabel = "COUNT",
            description = "Name so many classes of each picture, the likeliest first; 3 unless told otherwise, for"
                    + " example --top 1",
            defaultValue = "3")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private String top;

    @Mixin
    private final JsonOption json = new JsonOption();

    private int refused;

    /// A picture that the network can see.
    @SuppressWarnings("ArrayRecordComponent") // used within this class
    private record Prepared(PictureSource source, byte[] pixels) {}

    @Override
    public Integer call() throws IOException {
        int most = most();
        Predictor predictor = Predictor.load(run);
        List<PictureSource> all = PictureSource.of(
                sources, note -> main.err().println(Mistakes.plain("chainrule predict: " + note)), this::refuse);
        int width = Math.min(
                60,
                all.stream().mapToInt(source -> source.name().length()).max().orElse(0));
        List<Prepared> prepared = new ArrayList<>();
        for (int i = 0; i < all.size() && !main.out().checkError(); i++) {
            prepare(all.get(i), predictor, prepared);
            if (prepared.size() == AT_ONCE || i == all.size() - 1) {
                predict(predictor, prepared, most, width);
                prepared.clear();
            }
        }
        return refused == 0 ? Main.OK : Main.REFUSED;
    }

    private int most() {
        if (!top.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(
                    "--top: '" + top + "' is no count; expected a whole number of at least 1, for example --top 3");
        }
        return Integer.parseInt(top);
    }

    private void prepare(PictureSource source, Predictor predictor, List<Prepared> prepared) throws IOException {
        try {
            prepared.add(new Prepared(source, source.pixels(predictor.trained().preparation())));
        } catch (DatasetException e) {
            refuse(source.name(), e);
        }
    }

    private void refuse(String name, DatasetException mistake) {
        refused++;
        main.err().println(Mistakes.plain("chainrule predict: " + mistake.getMessage()));
        if (json.given()) {
            JsonLine.of()
                    .put("image", name)
                    .put("error", String.valueOf(mistake.getMessage()))
                    .print(main.out());
        }
    }

    private void predict(Predictor predictor, List<Prepared> prepared, int most, int width) {
        List<Prediction> predictions = predictor.predictPrepared(
                prepared.stream().map(Prepared::pixels).toList());
        for (int i = 0; i < predictions.size(); i++) {
            String name = prepared.get(i).source().name();
            Prediction prediction = predictions.get(i);
            if (json.given()) {
                json(name, prediction.top(most)).print(main.out());
            } else {
                main.out().println(line(name, width, prediction.top(most)));
            }
        }
    }

    private static JsonLine json(String name, List<Prediction.Choice> choices) {
        return JsonLine.of()
                .put("image", name)
                .put(
                        "classes",
                        choices.stream()
                                .map(choice -> JsonLine.of()
                                        .put("name", choice.name())
                                        .put("probability", choice.probability()))
                                .toList());
    }

    private static String line(String name, int width, List<Prediction.Choice> choices) {
        String plain = Mistakes.plain(name);
        return plain + " ".repeat(Math.max(0, width - plain.length())) + "  "
                + choices.stream()
                        .map(choice -> String.format(
                                Locale.ROOT, "%s %.1f %%", Mistakes.plain(choice.name()), 100 * choice.probability()))
                        .collect(Collectors.joining(", "));
    }
}
