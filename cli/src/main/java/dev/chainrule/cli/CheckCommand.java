package dev.chainrule.cli;

import dev.chainrule.check.CheckReport;
import dev.chainrule.check.CheckSettings;
import dev.chainrule.check.GradientCheck;
import dev.chainrule.check.LayerCheck;
import dev.chainrule.check.mistake.KnownFormulas;
import dev.chainrule.check.mistake.Mistake;
import dev.chainrule.check.mistake.MistakenLayer;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.settings.ModelSettings;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `chainrule check`.
@Command(
        name = "check",
        description = "Compare hand-derived gradients with differences, and name the mistake.",
        sortOptions = false,
        sortSynopsis = false,
        customSynopsis = "chainrule check (--layer NAME | --loss NAME | --model PRESET|FILE) [OPTIONS]",
        optionListHeading = "%n",
        footerHeading = "%n",
        footer = {
            "For example:",
            "  chainrule check --layer batch-norm --shape 8,5",
            "  chainrule check --layer batch-norm --mistake epsilon-outside-root",
            "  chainrule check --layer batch-norm --mistakes",
            "  chainrule check --loss softmax",
            "  chainrule check --model kth-3-layer-bn --features 20 --samples 1000000",
            "",
            "Exit codes: 0 all gradients are right, 1 a wrong one was found, 2 refused."
        })
final class CheckCommand implements Callable<Integer> {
    private static final int CLASSES = 10;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // the command line sets it
    private Main main;

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description =
                    "Check one layer: affine, relu, leaky-relu, sigmoid, tanh, batch-norm, layer-norm, group-norm,"
                            + " dropout, convolution or max-pool, for example --layer batch-norm")
    private @Nullable String layer;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            description =
                    "Check one loss: softmax, smoothed-softmax, hinge or squared-hinge, for example --loss softmax")
    private @Nullable String loss;

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
            description = "List the mistakes that the check knows of the layer, or all, and exit.")
    boolean list;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Check the network of a preset or of a YAML file, with its loss and penalties, for example"
                    + " --model kth-3-layer-bn")
    private @Nullable String model;

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

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() {
        if (list) {
            mistakes();
            return Main.OK;
        }
        if (Stream.of(layer, loss, model).filter(Objects::nonNull).count() != 1) {
            throw new IllegalArgumentException("give --layer, --loss or --model, one of them; for example --layer"
                    + " batch-norm. See chainrule check --help");
        }
        CheckLine line = new CheckLine(main.out(), Terminal.understandsControls());
        long start = System.nanoTime();
        CheckReport report;
        try {
            report = layer != null
                    ? ofLayer(CheckedLayer.named(layer), line)
                    : loss != null ? ofLoss(choice("--loss", loss, CheckedLoss.values())) : ofModel(line);
        } finally {
            line.close();
        }
        main.out().println(report);
        main.out().println(String.format(Locale.ROOT, "%nChecked in %.1f s.", (System.nanoTime() - start) / 1e9));
        return report.passed() ? Main.OK : Main.FAILED;
    }

    private void mistakes() {
        List<Mistake> known = layer == null
                ? List.of(Mistake.values())
                : KnownFormulas.of(CheckedLayer.named(layer).spec()).mistakes();
        for (Mistake each : known) {
            main.out().println("%-34s  %s".formatted(each.id(), each.explanation()));
        }
    }

    private CheckReport ofLayer(CheckedLayer checked, CheckLine line) {
        if (features != 0) {
            throw new IllegalArgumentException("--features: a layer has no network's inputs; give --shape instead");
        }
        Shape input = shape(shape == null ? checked.shape() : shape);
        LayerCheck check = mistake == null
                ? GradientCheck.of(() -> checked.create(input))
                : GradientCheck.of(MistakenLayer.of(checked.spec(), planted(checked, mistake), input));
        return check.as(checked.spec())
                .with(settings(Integer.MAX_VALUE))
                .reporting(line)
                .run(input);
    }

    private CheckReport ofLoss(CheckedLoss checked) {
        if (features != 0 || mistake != null) {
            throw new IllegalArgumentException(
                    (features != 0 ? "--features" : "--mistake") + ": this does not belong to a loss; leave it out");
        }
        Shape scores = shape(shape == null ? "8,10" : shape);
        if (scores.rank() != 2 || scores.extent(1) < 2) {
            throw new IllegalArgumentException(
                    "--shape: scores %s do not fit a loss; expected N,K with K of 2 or more, for example 8,10"
                            .formatted(scores));
        }
        RandomKey key = RandomKey.of(seed);
        Tensor x = gaussian(scores, key.child("scores").generator());
        int[] labels = key.child("labels")
                .generator()
                .ints(scores.extent(0), 0, scores.extent(1))
                .toArray();
        return GradientCheck.of(checked.loss)
                .as(checked.loss)
                .with(settings(Integer.MAX_VALUE))
                .run(x, labels);
    }

    private static Tensor gaussian(Shape shape, RandomGenerator random) {
        Tensor x = Tensor.zeros(Precision.FLOAT64, shape);
        for (int i = 0; i < x.size(); i++) {
            x.setStored(i, random.nextGaussian());
        }
        return x;
    }

    private static Mistake planted(CheckedLayer checked, String name) {
        List<Mistake> known = KnownFormulas.of(checked.spec()).mistakes();
        List<String> ids = known.stream().map(Mistake::id).toList();
        int index = ids.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "--mistake: '%s' is unknown for %s; see chainrule check --layer %s --mistakes%s"
                            .formatted(name, checked.id(), checked.id(), Nearest.hint(name, ids)));
        }
        return known.get(index);
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
        if (shape != null || mistake != null) {
            throw new IllegalArgumentException(
                    (shape != null ? "--shape" : "--mistake") + ": this belongs to a layer; give --layer with it");
        }
        if (examples < 1) {
            throw new IllegalArgumentException("--examples: " + examples + " are too few; expected 1 or more");
        }
        RunSettings settings = settingsOf(String.valueOf(model));
        ModelSpec spec = settings.model().spec(image(settings), CLASSES);
        RandomKey key = RandomKey.of(seed);
        Model net = ModelBuilder.build(
                spec.withPrecision(Precision.FLOAT64), key.child("weights").generator());
        RandomGenerator random = key.child("examples").generator();
        Tensor x = gaussian(spec.input().batchOf(examples), random);
        int[] labels = random.ints(examples, 0, net.classes()).toArray();
        return GradientCheck.of(
                        net,
                        settings.plan().objective().loss(),
                        settings.plan().objective().penalties())
                .with(settings(50))
                .reporting(line)
                .run(x, labels);
    }

    private static RunSettings settingsOf(String name) {
        Path file = Path.of(name);
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml") || Files.isRegularFile(file);
        SettingsBuilder builder = new SettingsBuilder();
        return (yaml ? builder.file(file) : builder.preset(name, "--model")).build();
    }

    /// The shape of the images; only their number of features matters to a fully-connected network.
    private Shape image(RunSettings settings) {
        if (features < 0 || (features > 0 && !(settings.model() instanceof ModelSettings.Course))) {
            throw new ShapeMismatchException(
                    "--features: %d inputs do not fit this network; expected 1 or more of a fully-connected one"
                            .formatted(features));
        }
        if (features > 0) {
            return Shape.of(features, 1, 1);
        }
        return settings.data().set().equals(ImageSource.MNIST.id()) ? Shape.of(1, 28, 28) : Shape.of(3, 32, 32);
    }

    private CheckSettings settings(int usual) {
        if (samples < 0) {
            throw new IllegalArgumentException("--samples: " + samples + " are too few; expected 1 or more");
        }
        return CheckSettings.defaults()
                .withFormula(choice("--formula", formula, CheckSettings.Formula.values()))
                .withUpstream(choice("--upstream", upstream, CheckSettings.Upstream.values()))
                .withSamples(samples == 0 ? usual : samples)
                .withSeed(seed);
    }

    private static <E extends Enum<E>> E choice(String option, String word, E[] values) {
        List<String> known = Arrays.stream(values)
                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int index = known.indexOf(word);
        if (index < 0) {
            String expected = known.size() == 2 ? String.join(" or ", known) : "one of " + String.join(", ", known);
            throw new IllegalArgumentException(
                    "%s: '%s' is unknown; expected %s%s".formatted(option, word, expected, Nearest.hint(word, known)));
        }
        return values[index];
    }
}
