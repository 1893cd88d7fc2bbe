package dev.chainrule.lab.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds what somebody may have meant by a word that is not known.
public final class Nearest {
    /// What other libraries and papers call what this one calls otherwise.
    private static final Map<String, Set<String>> OTHER_NAMES = Map.ofEntries(
            Map.entry("absolute-error", Set.of("mae", "l1-loss", "l1loss")),
            Map.entry("affine", Set.of("dense", "linear", "fc", "fully-connected")),
            Map.entry("average-pool", Set.of("avgpool", "avg-pool", "average-pooling", "mean-pool")),
            Map.entry(
                    "batch-norm",
                    Set.of(
                            "bn",
                            "batchnorm",
                            "batchnorm1d",
                            "batchnorm2d",
                            "batch-normalization",
                            "spatial-batchnorm")),
            Map.entry("batch-size", Set.of("bs", "batch", "minibatch")),
            Map.entry("convolution", Set.of("conv", "conv2d", "convolutional")),
            Map.entry("cosine-restarts", Set.of("sgdr", "warm-restarts", "cosine-annealing-warm-restarts")),
            Map.entry("dropout", Set.of("drop")),
            Map.entry("fully-connected", Set.of("fc", "mlp", "dense", "fcn")),
            Map.entry("global-average-pool", Set.of("gap", "global-pool", "adaptive-average-pool")),
            Map.entry("group-norm", Set.of("gn", "groupnorm", "group-normalization", "spatial-groupnorm")),
            Map.entry("half-l2", Set.of("l2", "weight-decay", "ridge")),
            Map.entry("he", Set.of("kaiming", "kaiming-normal", "he-normal", "msra")),
            Map.entry("hinge", Set.of("svm", "svm-loss", "multiclass-hinge", "margin")),
            Map.entry("initializer", Set.of("init", "weight-init", "initialisation", "initialiser")),
            Map.entry("l2", Set.of("weight-decay", "wd", "reg", "regularization")),
            Map.entry("layer-norm", Set.of("ln", "layernorm", "layer-normalization")),
            Map.entry("leaky-relu", Set.of("lrelu", "leakyrelu")),
            Map.entry("learning-rate", Set.of("lr", "eta", "step-size", "rate")),
            Map.entry("logistic", Set.of("bce", "binary-cross-entropy", "sigmoid", "bce-with-logits")),
            Map.entry("max-pool", Set.of("maxpool", "max-pooling", "pool", "maxpool2d")),
            Map.entry("momentum", Set.of("sgd-momentum")),
            Map.entry("multi-step", Set.of("multistep", "milestones", "multisteplr")),
            Map.entry("nesterov", Set.of("nag", "sgd-nesterov", "nesterov-momentum")),
            Map.entry("optimizer", Set.of("opt", "optim", "optimiser")),
            Map.entry("silu", Set.of("swish")),
            Map.entry("small-resnet", Set.of("resnet", "resnet18")),
            Map.entry("softmax", Set.of("ce", "xent", "cross-entropy", "softmax-cross-entropy", "softmax-loss")),
            Map.entry("squared-error", Set.of("mse", "l2-loss", "mseloss", "mean-squared-error")));

    /// A longer word is no slip of a finger, and the changes to each known word would take long to count.
    private static final int LONGEST = 100;

    private Nearest() {}

    /// `Did you mean 'x'?` for the known word that goes by that name elsewhere, that the word begins, or that the
    /// fewest changes lead to; nothing if none is near.
    public static String hint(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return "";
        }
        String plain = plain(word);
        String nearest = known.stream()
                .filter(candidate ->
                        OTHER_NAMES.getOrDefault(plain(candidate), Set.of()).contains(plain))
                .findFirst()
                .or(() -> known.stream()
                        .filter(candidate ->
                                plain.length() > 2 && plain(candidate).startsWith(plain))
                        .findFirst())
                .orElseGet(() -> nearest(plain, known));
        return nearest.isEmpty() ? "" : ". Did you mean '" + nearest + "'?";
    }

    /// The known word that goes by a name here or elsewhere, with or without hyphens: `batch-norm` for `BatchNorm`,
    /// `bn` and `batch_norm`; empty if there is none.
    public static Optional<String> byAnyName(String word, Collection<String> known) {
        String joined = joined(word);
        return known.stream()
                .filter(candidate -> joined(candidate).equals(joined))
                .findFirst()
                .or(() -> known.stream()
                        .filter(candidate -> OTHER_NAMES.getOrDefault(plain(candidate), Set.of()).stream()
                                .anyMatch(other -> joined(other).equals(joined)))
                        .findFirst());
    }

    private static String joined(String word) {
        return plain(word).replace("-", "");
    }

    private static String nearest(String word, Collection<String> known) {
        String nearest = "";
        int fewest = Math.min(Math.max(2, word.length() / 2), word.length() - 1);
        for (String candidate : known) {
            int changes = changes(word, plain(candidate));
            if (changes <= fewest && (changes < fewest || nearest.isEmpty())) {
                fewest = changes;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /// A word in small letters without the dashes of a flag, with `-` for `_`.
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-').replaceFirst("^-+", "");
    }

    /// The number of characters to insert, delete or replace on the way from one word to the other (Levenshtein).
    private static int changes(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
