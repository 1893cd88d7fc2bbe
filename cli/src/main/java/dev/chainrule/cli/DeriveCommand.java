package dev.chainrule.cli;

import dev.chainrule.lab.derive.Derivation;
import dev.chainrule.lab.derive.Subject;
import dev.chainrule.lab.page.HtmlRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `chainrule derive`.
@Command(
        name = "derive",
        description = "Show the computation graph of a layer with numbers, forward and backward, and its formula.",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "For example:",
            "  chainrule derive batch-norm",
            "  chainrule derive convolution --shape 1,2,4,4 --out page.html"
        })
final class DeriveCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Parameters(paramLabel = "LAYER", completionCandidates = Subjects.class, description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private String layer;

    @Option(
            names = "--shape",
            paramLabel = "LIST",
            description = "Shape of the example, at most 64 numbers, for example --shape 4,3")
    private @Nullable String shape;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "Other random numbers, for example --seed 1")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write a page with a drawing of the graph to this new file, or the drawing alone if its name"
                    + " ends in .svg, for example --out page.html")
    private @Nullable Path file;

    @Option(names = "--force", description = "Write over a file that is there, for example --force")
    boolean force;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    /// Names for the help and for completion.
    private static final class Subjects implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Subject.ids().iterator();
        }
    }

    private static boolean isDrawing(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".svg");
    }

    @Override
    public Integer call() throws IOException {
        Subject subject = Subject.named(layer);
        if (file != null) {
            OutputFile.check(file, "page.html", force);
        }
        Derivation derivation = shape == null ? subject.derive(seed) : subject.derive(shape, seed);
        if (file != null) {
            Files.writeString(file, isDrawing(file) ? derivation.drawing() : HtmlRenderer.render(derivation.report()));
        }
        if (json.given()) {
            json(derivation).print(main.out());
            return Main.OK;
        }
        main.out().print(derivation.text());
        if (file != null) {
            main.out()
                    .println((isDrawing(file) ? "\nThe drawing: " : "\nThe page: ")
                            + file.toAbsolutePath().toUri());
        }
        main.out().flush();
        return Main.OK;
    }

    private JsonLine json(Derivation derivation) {
        return JsonLine.of()
                .put("layer", layer)
                .put("seed", seed)
                .put(
                        "nodes",
                        derivation.steps().stream()
                                .map(step -> JsonLine.of()
                                        .put("formula", step.formula())
                                        .put("meaning", step.meaning())
                                        .put("shape", step.shape())
                                        .put("value", step.value())
                                        .put("gradient", step.gradient().isEmpty() ? null : step.gradient()))
                                .toList())
                .put(
                        "agreements",
                        derivation.agreements().stream()
                                .map(agreement -> JsonLine.of()
                                        .put("form", agreement.form())
                                        .put("difference", agreement.difference())
                                        .put("allowed", agreement.allowed())
                                        .put("agrees", agreement.holds()))
                                .toList())
                .put("file", file);
    }
}
