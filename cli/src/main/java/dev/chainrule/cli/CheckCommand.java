package dev.chainrule.cli;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.check.CheckReport;
import dev.chainrule.check.CheckSettings;
import dev.chainrule.check.Examples;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.LayerCheck;
import dev.chainrule.check.Penalty;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.check.mistake.MistakenLayer;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.settings.ModelSettings;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.lab.text.ShellCommand;
import dev.chainrule.lab.text.TypedPath;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `chainrule check`.
@Command(
        name = "check",
        description = "Compare hand-derived gradients with differences, and name the mistake.",
        sortOptions = false,
        sortSynopsis = false,
        customSynopsis = "chainrule check (--layer NAME | --loss NAME | --penalty NAME | --rule NAME |"
                + " --model PRESET|FILE | --npz FILE --as NAME) [OPTIONS]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "For example:",
            "  chainrule check --layer batch-norm --shape 8,5",
            "  chainrule check --layer batch-norm --mistake epsilon-outside-root",
            "  chainrule check --layer max-pool --set size=3 --set stride=2",
            "  chainrule check --layer batch-norm --mistakes",
            "  chainrule check --loss softmax",
            "  chainrule check --model kth-3-layer-bn --features 20 --samples 1000000",
            "  chainrule check --npz mine.npz --as batch-norm",
            "",
            "mine.npz holds what your code in Python was given and what it returned:",
            "  np.savez('mine.npz', x=x, gamma=gamma, beta=beta, dout=dout, out=out,",
            "           dx=dx, dgamma=dgamma, dbeta=dbeta)",
            "",
            "Exit codes: 0 all gradients are right, 1 a wrong one was found, 2 refused."
        })
final class CheckCommand implements Callable<Integer> {
    private static final int CLASSES = 10;
    private static final Shape SCORES = Shape.of(8, CLASSES);

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            completionCandidates = Layers.class,
            description = "Check one layer: ${COMPLETION-CANDIDATES}; for example --layer batch-norm")
    private @Nullable String layer;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            completionCandidates = Losses.class,
            description = "Check one loss: ${COMPLETION-CANDIDATES}; for example --loss softmax")
    private @Nullable String loss;

    @Option(
            names = "--penalty",
            paramLabel = "NAME",
            completionCandidates = Penalties.class,
            description = "Check one weight penalty: ${COMPLETION-CANDIDATES}; for example --penalty l1")
    private @Nullable String penalty;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            completionCandidates = Rules.class,
            description = "Check one update rule: ${COMPLETION-CANDIDATES}; for example --rule adam")
    private @Nullable String rule;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of what is checked, as in settings.yaml, as often as you like, for example"
                    + " --set epsilon=1e-3")
    private List<String> assignments = List.of();

    @Option(
            names = "--shape",
            paramLabel = "N,D",
            description = "The layer's input, N,D or N,C,H,W, or the loss's scores, for example --shape 8,5")
    private @Nullable String shape;

    @Option(
            names = "--mistake",
            paramLabel = "NAME",
            description = "Build a mistake into the layer and see it found, for example --mistake mean-term-missing")
    private @Nullable String mistake;

    @Option(
            names = "--mistakes",
            description = "List the mistakes that the check knows of what was named, or all, and exit.")
    boolean list;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Check the network of a preset or of a YAML file, with its loss and penalties, for example"
                    + " --model kth-3-layer-bn")
    private @Nullable String model;

    @Option(
            names = "--npz",
            paramLabel = "FILE",
            description = "Judge arrays that NumPy saved: what code was given and what it returned, under the names of"
                    + " CS231n, for example --npz mine.npz --as batch-norm")
    private @Nullable Path npz;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            completionCandidates = Recorded.class,
            description =
                    "What the code that wrote --npz means to be, a layer, a loss or an update rule, for example --as"
                            + " layer-norm")
    private @Nullable String as;

    @Option(
            names = "--mode",
            paramLabel = "NAME",
            description = "How that code was run, train or test; else what the file says as mode, or train, for example"
                    + " --mode test")
    private @Nullable String mode;

    @Option(
            names = "--features",
            paramLabel = "N",
            description = "Give a fully-connected network N inputs only, for example --features 20")
    private int features;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many examples the network gets, for example --examples 5; 10 unless told otherwise")
    private int examples;

    @Option(
            names = "--burn-in",
            paramLabel = "STEPS",
            defaultValue = "10",
            description =
                    "Check the network again after so many training steps, for example --burn-in 30; 10 unless told"
                            + " otherwise, and with a hinge loss until its margins are mixed")
    private int burnIn;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Look at no more than N elements of each tensor, for example --samples 20; else at all of a"
                    + " layer and at 50 of a network's")
    private int samples;

    @Option(
            names = "--upstream",
            paramLabel = "NAME",
            defaultValue = "random",
            description = "The gradient fed to a layer, random (the default) or ones, which hides mistakes, for example"
                    + " --upstream ones")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private String upstream;

    @Option(
            names = "--formula",
            paramLabel = "NAME",
            defaultValue = "five-point",
            description = "Of the differences, five-point (the default) or central, for example --formula central")
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private String formula;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of all random numbers, for example --seed 7")
    private long seed;

    @Option(names = "--verbose", description = "Show every comparison, not the verdict alone.")
    private boolean verbose;

    @Mixin
    private final JsonOption json = new JsonOption();

    /// Names for the help and for completion.
    private static final class Layers extends Names {
        Layers() {
            super(Catalogue.LAYERS);
        }
    }

    private static final class Losses extends Names {
        Losses() {
            super(Catalogue.LOSSES);
        }
    }

    private static final class Penalties extends Names {
        Penalties() {
            super(Catalogue.PENALTIES);
        }
    }

    private static final class Rules extends Names {
        Rules() {
            super(Catalogue.RULES);
        }
    }

    private static final class Recorded implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return NpzCheck.names().iterator();
        }
    }

    private abstract static class Names implements Iterable<String> {
        private final Catalogue<?> catalogue;

        Names(Catalogue<?> catalogue) {
            this.catalogue = catalogue;
        }

        @Override
        public Iterator<String> iterator() {
            return catalogue.ids().iterator();
        }
    }

    @Override
    public Integer call() throws IOException {
        if (list) {
            mistakes();
            return Main.OK;
        }
        long given = Stream.of(layer, loss, penalty, rule, model, npz)
                .filter(Objects::nonNull)
                .count();
        if (given != 1) {
            throw new IllegalArgumentException(
                    "give --layer, --loss, --penalty, --rule, --model or --npz, one of them; for"
                            + " example --layer batch-norm. See " + ShellCommand.of("check", "--help"));
        }
        refuse(npz == null && as != null, "--as", "this belongs to --npz; give a file with it");
        refuse(npz == null && mode != null, "--mode", "this belongs to --npz; give a file with it");
        long start = System.nanoTime();
        CheckReport report;
        CheckLine line = new CheckLine(main.out(), json.given() ? Terminal.none() : Terminal.standard());
        try {
            report = npz != null
                    ? ofArrays(npz)
                    : layer != null ? ofLayer(line) : model != null ? ofModel(line) : ofFunction();
        } finally {
            line.close();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (json.given()) {
            CheckJson.of(report).put("seconds", seconds).print(main.out());
        } else {
            main.out().println(verbose ? report : report.summary());
            String more = verbose ? "" : " --verbose shows every comparison.";
            main.out().println(String.format(Locale.ROOT, "Checked in %.1f s.%s", seconds, more));
        }
        return report.passed() ? Main.OK : Main.FAILED;
    }

    /// A record of the catalogue at the settings that were given.
    private <T> T named(Catalogue<T> catalogue, String flag, String id) {
        T usual = Examples.of(catalogue.type(Choice.known(flag, id, catalogue.ids())));
        return RecordCodec.STANDARD.with(usual, assignments, "--set");
    }

    private void mistakes() {
        List<Mistake> known = List.of(Mistake.values());
        if (layer != null) {
            known = KnownFormulas.of(named(Catalogue.LAYERS, "--layer", layer)).mistakes();
        } else if (loss != null) {
            known = KnownFormulas.of(named(Catalogue.LOSSES, "--loss", loss)).mistakes();
        } else if (penalty != null) {
            known = KnownFormulas.of(named(Catalogue.PENALTIES, "--penalty", penalty))
                    .mistakes();
        } else if (rule != null) {
            known = KnownFormulas.of(named(Catalogue.RULES, "--rule", rule)).mistakes();
        }
        for (Mistake each : known) {
            if (json.given()) {
                CheckJson.of(each).print(main.out());
            } else {
                main.out().println("%-34s  %s".formatted(each.id(), each.explanation()));
            }
        }
    }

    private CheckReport ofLayer(CheckLine line) {
        refuse(features != 0, "--features", "a layer has no network's inputs; give --shape instead");
        String id = Objects.requireNonNull(layer);
        LayerSpec spec = named(Catalogue.LAYERS, "--layer", id);
        Shape input = shape == null ? Examples.input(spec) : shape(shape);
        LayerCheck check = mistake == null
                ? GradientCheck.of(() -> KnownFormulas.build(spec, input))
                : GradientCheck.of(MistakenLayer.of(spec, planted(spec, id, mistake), input));
        return check.as(spec).with(settings(Integer.MAX_VALUE)).reporting(line).run(input);
    }

    private static Mistake planted(LayerSpec spec, String id, String name) {
        List<Mistake> known = KnownFormulas.of(spec).mistakes();
        List<String> ids = known.stream().map(Mistake::id).toList();
        if (!ids.contains(name)) {
            throw new IllegalArgumentException("--mistake: '%s' is unknown for %s; see %s%s"
                    .formatted(
                            name, id, ShellCommand.of("check", "--layer", id, "--mistakes"), Nearest.hint(name, ids)));
        }
        return known.get(ids.indexOf(name));
    }

    private CheckReport ofArrays(Path file) throws IOException {
        refuse(as == null, "--npz", "say by --as what the code means to be, for example --as batch-norm");
        refuse(shape != null, "--shape", "the shape is that of the arrays; leave it out");
        refuse(mistake != null, "--mistake", "this does not belong to arrays; leave it out");
        refuse(features != 0, "--features", "this does not belong to arrays; leave it out");
        return new NpzCheck(file, Objects.requireNonNull(as), mode, assignments).run();
    }

    private CheckReport ofFunction() {
        String what = loss != null ? "a loss" : penalty != null ? "a penalty" : "a rule";
        refuse(features != 0, "--features", "this does not belong to " + what + "; leave it out");
        refuse(mistake != null, "--mistake", "this does not belong to " + what + "; leave it out");
        refuse(shape != null && loss == null, "--shape", "this does not belong to " + what + "; leave it out");
        if (loss != null) {
            Loss meant = named(Catalogue.LOSSES, "--loss", loss);
            return GradientCheck.of(meant)
                    .as(meant)
                    .with(settings(Integer.MAX_VALUE))
                    .run(shape == null ? SCORES : shape(shape));
        }
        if (penalty != null) {
            WeightPenalty meant = named(Catalogue.PENALTIES, "--penalty", penalty);
            return GradientCheck.penalty(Penalty.of(List.of(meant)), meant, Examples.parameters(seed));
        }
        UpdateRule meant = named(Catalogue.RULES, "--rule", Objects.requireNonNull(rule));
        return GradientCheck.rule(meant, meant);
    }

    private static Shape shape(String text) {
        if (!text.matches("[1-9][0-9]{0,4}(,[1-9][0-9]{0,4}){1,3}")) {
            throw new IllegalArgumentException(
                    "--shape: '%s' is no shape; expected N,D or N,C,H,W, for example 8,5".formatted(text));
        }
        return Shape.of(
                Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray());
    }

    private CheckReport ofModel(CheckLine line) {
        refuse(shape != null, "--shape", "this belongs to a layer; give --layer with it");
        refuse(mistake != null, "--mistake", "this belongs to a layer; give --layer with it");
        refuse(!assignments.isEmpty(), "--set", "the settings of a model stand in its YAML file; change them there");
        refuse(examples < 1, "--examples", examples + " are too few; expected 1 or more");
        RunSettings settings = settingsOf(String.valueOf(model));
        ModelSpec spec = settings.spec(image(settings), CLASSES);
        Model net = ModelBuilder.build(
                spec.withPrecision(Precision.FLOAT64),
                RandomKey.of(seed).child("weights").generator());
        return GradientCheck.of(
                        net,
                        settings.plan().objective().loss(),
                        settings.plan().objective().penalties())
                .with(settings(50))
                .reporting(line)
                .run(examples);
    }

    private static RunSettings settingsOf(String name) {
        Path file = TypedPath.of(name);
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml") || Files.isRegularFile(file);
        SettingsBuilder builder = new SettingsBuilder();
        return (yaml ? builder.file(file) : builder.preset(name, "--model")).build();
    }

    /// The shape of the images; only their number of features matters to a fully-connected network.
    private Shape image(RunSettings settings) {
        if (features < 0 || (features > 0 && !(settings.model() instanceof ModelSettings.Course))) {
            throw new ShapeMismatchException(
                    "--features: %s inputs do not fit this network; expected 1 or more of a fully-connected one"
                            .formatted(features));
        }
        if (features > 0) {
            return Shape.of(features, 1, 1);
        }
        boolean mnist = ImageSource.of(settings.data().set()) == ImageSource.MNIST;
        return mnist ? Shape.of(1, 28, 28) : Shape.of(3, 32, 32);
    }

    private CheckSettings settings(int usual) {
        refuse(samples < 0, "--samples", samples + " are too few; expected 1 or more");
        refuse(burnIn < 0, "--burn-in", burnIn + " is too few; expected 0 or more");
        return CheckSettings.defaults()
                .withFormula(Choice.of("--formula", formula, List.of(CheckSettings.Formula.values())))
                .withUpstream(Choice.of("--upstream", upstream, List.of(CheckSettings.Upstream.values())))
                .withSamples(samples == 0 ? usual : samples)
                .withBurnIn(burnIn)
                .withSeed(seed);
    }

    private static void refuse(boolean wrong, String flag, String why) {
        if (wrong) {
            throw new IllegalArgumentException(flag + ": " + why);
        }
    }
}
