package dev.chainrule.cli;

import dev.chainrule.format.Json;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.settings.SettingsBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/// The flags of `train` that stand for settings, in one table: each puts one value over those of the preset or file.
final class SettingFlags {
    private static final String LIST = "[%s]";

    /// A flag.
    ///
    /// @param key of the setting
    /// @param label what the value is called in the help
    /// @param sentence what it is for; behind a colon the help lists the words that may stand there
    /// @param example a value
    /// @param form the setting in YAML, with `%s` for what was given; empty where it is the value as it is
    private record Flag(String name, String key, String label, String sentence, String example, String form) {
        Flag(String name, String key, String label, String sentence, String example) {
            this(name, key, label, sentence, example, "");
        }

        /// The words are asked for when the help or the completion is written, and not at every start.
        String description() {
            String words = sentence.endsWith(":") ? " ${COMPLETION-CANDIDATES}" : "";
            return "%s%s, for example %s %s".formatted(sentence, words, name, example);
        }

        List<String> words() {
            return sentence.endsWith(":")
                    ? SettingsBuilder.words(key)
                    : key.equals("data.set") ? ImageSource.names() : List.of();
        }

        /// The value in the flag's form; whatever characters it has, they stay within its quotes.
        String yaml(String value) {
            List<String> parts = form.equals(LIST) ? Arrays.asList(value.split(",", -1)) : List.of(value);
            return form.formatted(
                    parts.stream().map(part -> Json.write(part.strip())).collect(Collectors.joining(", ")));
        }
    }

    /// Flags under one heading of the help.
    private record Group(String heading, List<Flag> flags) {
        Group(String heading, Flag... flags) {
            this(heading, List.of(flags));
        }
    }

    private static final List<Group> GROUPS = List.of(
            new Group(
                    "Images",
                    new Flag(
                            "--data",
                            "data.set",
                            "SET",
                            "cifar10-small (bundled), cifar10, mnist, or a folder of images with one folder a class",
                            "photos"),
                    new Flag(
                            "--split",
                            "data.split",
                            "NAME",
                            "How the set is divided: cifar10 by cs231n, cs231n-pytorch, kth, kth-49000 or"
                                    + " kth-single-batch, others in only one way",
                            "kth"),
                    new Flag(
                            "--preprocessing", "data.preprocessing", "NAME", "How bytes become numbers:", "mean-image"),
                    new Flag(
                            "--contrast-normalization",
                            "data.contrast-normalization",
                            "EPSILON",
                            "Then bring each image to mean 0 and deviation 1 by itself, or none",
                            "10"),
                    new Flag(
                            "--whitening",
                            "data.whitening",
                            "KIND",
                            "Then pca, pca-whitening, zca-whitening or none, by the training images",
                            "zca-whitening"),
                    new Flag("--limit", "data.limit", "N", "Train on the first N images only", "500"),
                    new Flag("--image-size", "data.image-size", "WxH", "Resize the images of a folder", "32x32")),
            new Group(
                    "Network",
                    new Flag("--model", "model.kind", "KIND", "Which network:", "small-vgg"),
                    new Flag("--hidden", "model.hidden", "N,N", "Units of each hidden layer", "256,128", LIST),
                    new Flag("--activation", "model.activation", "NAME", "Of each hidden layer:", "tanh"),
                    new Flag("--normalization", "model.normalization", "NAME", "Of each hidden layer:", "batch-norm"),
                    new Flag(
                            "--dropout",
                            "model.dropout.keep",
                            "KEEP",
                            "Keep each hidden unit with this probability; 1 is no dropout",
                            "0.5"),
                    new Flag("--initializer", "model.weights.rule", "NAME", "How the weights start:", "he"),
                    new Flag(
                            "--weight-scale",
                            "model.weights",
                            "S",
                            "First weights are N(0, S^2)",
                            "5e-2",
                            "{rule: normal, standard-deviation: %s}"),
                    new Flag("--precision", "model.precision", "NAME", "Fast numbers or exact ones:", "float64")),
            new Group(
                    "Fine-tuning",
                    new Flag(
                            "--from",
                            "start.from",
                            "RUN|FILE",
                            "Begin with the weights of an earlier run, or of a safetensors file",
                            "runs/quick-1"),
                    new Flag(
                            "--from-layers",
                            "start.layers",
                            "NAME,NAME",
                            "Which layers begin with them; else all, but the last if its shape differs",
                            "convolution-1,batch-norm-1",
                            LIST),
                    new Flag(
                            "--freeze",
                            "start.freeze",
                            "NAME,NAME",
                            "Layers of these that training leaves as they are, or all",
                            "convolution-1,batch-norm-1",
                            LIST)),
            new Group(
                    "Training",
                    new Flag("--epochs", "epochs", "N", "Passes over the images", "20"),
                    new Flag("--batch-size", "batch-size", "N", "Images a step", "100"),
                    new Flag("--optimizer", "optimizer.rule", "RULE", "How a gradient moves a parameter:", "momentum"),
                    new Flag(
                            "--learning-rate",
                            "learning-rate.rate",
                            "RATE",
                            "The highest rate of the schedule",
                            "1e-3"),
                    new Flag("--schedule", "learning-rate.schedule", "NAME", "How the rate changes:", "cosine"),
                    new Flag("--loss", "loss.name", "NAME", "What is minimised:", "hinge"),
                    new Flag(
                            "--l2",
                            "penalties",
                            "REG",
                            "Weight penalty REG/2 times the sum of squares, in place of others",
                            "1e-3",
                            "[{name: half-l2, strength: %s}]"),
                    new Flag(
                            "--clip-norm",
                            "clipping",
                            "MAX",
                            "Scale gradients down to a common norm of at most MAX",
                            "5",
                            "{by: norm, maximum: %s}"),
                    new Flag(
                            "--max-norm",
                            "constraint",
                            "MAX",
                            "Hold the incoming weights of each unit to a norm of at most MAX, after each step",
                            "3",
                            "{kind: max-norm, maximum: %s}"),
                    new Flag(
                            "--sampling",
                            "sampling",
                            "NAME",
                            "Images of a batch (solver is CS231n's, with NumPy's numbers):",
                            "solver"),
                    new Flag("--flip", "augmentation.flip", "RULE", "Mirror training images:", "random"),
                    new Flag(
                            "--translate",
                            "augmentation.translate",
                            "PIXELS",
                            "Move training images by up to so many pixels",
                            "4"),
                    new Flag(
                            "--cutout",
                            "augmentation.cutout",
                            "PIXELS",
                            "Clear a square of that side in training images",
                            "8"),
                    new Flag("--average", "weight-average.rule", "RULE", "Keep a mean of the weights:", "ema"),
                    new Flag("--tta", "evaluation.tta", "FORMS", "Forms in which test images are shown:", "flip"),
                    new Flag(
                            "--patience",
                            "patience",
                            "N",
                            "Stop after N measurements without a better validation accuracy; 0 never does",
                            "5"),
                    new Flag(
                            "--final-weights",
                            "final-weights",
                            "WHICH",
                            "Weights that are kept, by the validation images:",
                            "last"),
                    new Flag(
                            "--signals",
                            "signals.recorded",
                            "WHEN",
                            "Record outputs, gradients and updates of each layer for the report:",
                            "spread"),
                    new Flag("--seed", "seed", "N", "Seed of all randomness", "231"),
                    new Flag(
                            "--threads",
                            "threads",
                            "N",
                            "Threads that compute, or all; changes no bit of the result",
                            "1"),
                    new Flag(
                            "--set",
                            "",
                            "KEY=VALUE",
                            "Any other setting by its key in settings.yaml, as often as you like",
                            "optimizer.beta1=0.95")));

    /// A value that was given for a flag.
    private record Given(Flag flag, String value) {
        /// The flag as it is named in errors; the one for any setting with the key.
        String name() {
            return flag.key.isEmpty() ? flag.name + " " + key() : flag.name;
        }

        String key() {
            return flag.key.isEmpty() ? value.substring(0, assignment()) : flag.key;
        }

        /// Where the value of an assignment such as `epochs=3` begins.
        private int assignment() {
            if (value.indexOf('=') < 1) {
                throw new IllegalArgumentException(
                        "--set: '%s' is no assignment; expected KEY=VALUE, for example epochs=3".formatted(value));
            }
            return value.indexOf('=');
        }

        void putOn(SettingsBuilder builder) {
            if (flag.key.isEmpty()) {
                builder.set(key(), value.substring(assignment() + 1), name());
            } else if (flag.form.isEmpty()) {
                builder.text(key(), value, name());
            } else {
                builder.set(key(), flag.yaml(value), name());
            }
        }
    }

    private final List<Given> given = new ArrayList<>();

    /// Adds the flags to a command.
    void addTo(CommandSpec command) {
        int order = 10;
        for (Group group : GROUPS) {
            ArgGroupSpec.Builder section = ArgGroupSpec.builder()
                    .heading("%n" + group.heading + "%n")
                    .order(order)
                    .validate(false)
                    .exclusive(false);
            for (Flag flag : group.flags) {
                section.addArg(option(flag, order++));
            }
            command.addArgGroup(section.build());
        }
    }

    private OptionSpec option(Flag flag, int order) {
        return OptionSpec.builder(flag.name)
                .order(order)
                .arity("1")
                .paramLabel(flag.label)
                .description(flag.description())
                .completionCandidates(() -> flag.words().iterator())
                .type(List.class)
                .auxiliaryTypes(String.class)
                .setter(new ISetter() {
                    @Override
                    public <T> @Nullable T set(T values) {
                        if (values instanceof List<?> list && !list.isEmpty()) {
                            given.add(new Given(flag, (String) list.getLast()));
                        }
                        return null;
                    }
                })
                .build();
    }

    /// The flags that were given, as they were.
    List<Object> words() {
        List<Object> words = new ArrayList<>();
        given.forEach(one -> words.addAll(List.of(one.flag.name, one.value)));
        return words;
    }

    /// Whether no flag was given.
    boolean isEmpty() {
        return given.isEmpty();
    }

    /// The last value that was given for a setting, which is then not handed over.
    Optional<String> taken(String key) {
        Optional<String> last = given.reversed().stream()
                .filter(one -> one.flag.key.equals(key))
                .map(Given::value)
                .findFirst();
        given.removeIf(one -> one.flag.key.equals(key));
        return last;
    }

    /// Hands the values over, in the order in which they were given; of a flag that was given twice the last one
    /// counts.
    void apply(SettingsBuilder builder) {
        for (Given one : given) {
            one.putOn(builder);
        }
    }
}
