package dev.chainrule.cli;

import dev.chainrule.lab.derive.Derivation;
import dev.chainrule.lab.derive.Subject;
import dev.chainrule.lab.page.HtmlRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `chainrule derive`.
@Command(
        name = "derive",
        description = "Show the computation graph of a layer or formula with numbers, forward and backward.",
        customSynopsis = {
            "chainrule derive LAYER [--shape LIST] [OPTIONS]",
            "       chainrule derive --formula TEXT --NAME NUMBERS [--dy NUMBERS] [OPTIONS]"
        },
        preprocessor = FormulaNames.class,
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "For example:",
            "  chainrule derive batch-norm",
            "  chainrule derive convolution --shape 1,2,4,4 --out page.html",
            "  chainrule derive --formula 'x - mean(x, 0)' --x '(4,3)' --out page.html",
            "  chainrule derive --formula 'p = softmax(s); -log(p[y])' --s '[1, 2, 0.5]' --y '[1]'",
            "",
            "A formula is written as in NumPy: + - * / ** @, comparisons, x.T, x[:, 1:3], mean(x, 0),",
            "x.sum(axis=1, keepdims=True), where, maximum, exp, log, sqrt, reshape, ... Statements are set apart by ;",
            "and the last one is the result. Each name is an option, with a shape such as '(4,3)' for random",
            "numbers, or the numbers themselves such as '[[1,2],[3,4]]'."
        })
final class DeriveCommand implements Callable<Integer>, FormulaNames.Receiver {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Spec
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "LAYER",
            arity = "0..1",
            completionCandidates = Subjects.class,
            description = "${COMPLETION-CANDIDATES}")
    private @Nullable String layer;

    @Option(
            names = "--formula",
            paramLabel = "TEXT",
            description = "A formula of your own in place of a layer, for example --formula 'x - mean(x, 0)'")
    private @Nullable String formula;

    @Option(
            names = "--dy",
            paramLabel = "NUMBERS",
            description = "The gradient with respect to the result of the formula, for example --dy '[1, 0, 0]'")
    private @Nullable String upstream;

    @Option(
            names = "--shape",
            paramLabel = "LIST",
            description = "Shape of the layer's example, at most 64 numbers, for example --shape 4,3")
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

    /// Names for the help and for completion.
    private static final class Subjects implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Subject.ids().iterator();
        }
    }

    private final Map<String, String> given = new LinkedHashMap<>();

    @Override
    public void give(String name, String text) {
        given.put(name, text);
    }

    private static boolean isDrawing(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".svg");
    }

    @Override
    public Integer call() throws IOException {
        if (formula == null) {
            requireLayer();
        }
        if (file != null) {
            OutputFile.check(file, "page.html", force);
        }
        Derivation derivation = formula == null ? ofLayer() : ofFormula(formula);
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

    private Subject requireLayer() {
        if (layer == null) {
            throw new IllegalArgumentException(
                    "there is nothing to derive; expected a LAYER or --formula TEXT, see chainrule derive --help");
        }
        if (upstream != null) {
            throw new IllegalArgumentException("--dy: belongs to a formula; expected --formula TEXT beside it");
        }
        return Subject.named(layer);
    }

    private Derivation ofLayer() {
        Subject subject = requireLayer();
        return shape == null ? subject.derive(seed) : subject.derive(shape, seed);
    }

    private Derivation ofFormula(String text) {
        if (layer != null || shape != null) {
            throw new IllegalArgumentException("--formula: does not go with %s; expected one of both"
                    .formatted(layer != null ? "the layer '" + layer + "'" : "--shape"));
        }
        return new FormulaOptions(
                        text,
                        given,
                        upstream,
                        spec.optionsMap().keySet().stream()
                                .filter(option -> !given.containsKey(option.replaceFirst("^--", "")))
                                .collect(Collectors.toSet()))
                .derive(seed);
    }

    private JsonLine json(Derivation derivation) {
        return JsonLine.of()
                .put("layer", layer)
                .put("formula", formula)
                .put("seed", seed)
                .put(
                        "nodes",
                        derivation.steps().stream()
                                .map(step -> JsonLine.of()
                                        .put("name", step.name())
                                        .put("formula", step.formula())
                                        .put("meaning", step.meaning())
                                        .put("shape", step.shape())
                                        .put("value", step.value())
                                        .put(
                                                "gradient_formula",
                                                step.gradient().isEmpty() ? null : step.gradientFormula())
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
