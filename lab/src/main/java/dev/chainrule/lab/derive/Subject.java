package dev.chainrule.lab.derive;

import dev.chainrule.lab.text.Nearest;
import dev.chainrule.settings.Kebab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What can be derived.
@SuppressWarnings("ImmutableEnumChecker") // its lists are List.of, its functions have no state
public enum Subject {
    /// Batch normalisation.
    BATCH_NORM("N,D", List.of(2, 1), List.of(4, 3), Normalisations::batch),
    /// Layer normalisation.
    LAYER_NORM("N,D", List.of(1, 2), List.of(3, 4), Normalisations::layer),
    /// Group normalisation.
    GROUP_NORM("N,C,H,W", List.of(1, 1, 1, 1), List.of(1, 4, 1, 2), Normalisations::group),
    /// The affine layer.
    AFFINE("N,D,M", List.of(1, 1, 1), List.of(3, 4, 2), Linears::affine),
    /// The softmax cross-entropy loss.
    SOFTMAX("N,K", List.of(1, 1), List.of(3, 4), Losses::softmax),
    /// The multiclass hinge loss.
    HINGE("N,K", List.of(1, 1), List.of(3, 4), Losses::hinge),
    /// Inverted dropout.
    DROPOUT("N,D", List.of(1, 1), List.of(3, 4), Dropouts::derive),
    /// Convolution.
    CONVOLUTION("N,C,H,W", List.of(1, 1, 1, 1), List.of(1, 1, 3, 3), Convolutions::convolution),
    /// The convolution with filters that whiten patches.
    PATCH_WHITENING("N,C,H,W", List.of(1, 1, 2, 2), List.of(1, 1, 2, 3), Convolutions::whitening),
    /// Max pooling.
    MAX_POOL("N,C,H,W", List.of(1, 1, 2, 2), List.of(1, 1, 4, 4), Pools::max),
    /// Average pooling.
    AVERAGE_POOL("N,C,H,W", List.of(1, 1, 2, 2), List.of(1, 1, 4, 4), Pools::average),
    /// The mean of each channel.
    GLOBAL_AVERAGE_POOL("N,C,H,W", List.of(1, 1, 1, 1), List.of(2, 2, 2, 2), Pools::globalAverage),
    /// The rectified linear unit.
    RELU(Pointwise.RELU),
    /// The leaky rectified linear unit.
    LEAKY_RELU(Pointwise.LEAKY_RELU),
    /// The Gaussian error linear unit in its form with the hyperbolic tangent.
    GELU(Pointwise.GELU),
    /// The Gaussian error linear unit by the normal distribution.
    EXACT_GELU(Pointwise.EXACT_GELU),
    /// The exponential linear unit.
    ELU(Pointwise.ELU),
    /// The sigmoid-weighted linear unit.
    SILU(Pointwise.SILU),
    /// Softplus.
    SOFTPLUS(Pointwise.SOFTPLUS),
    /// The logistic function.
    SIGMOID(Pointwise.SIGMOID),
    /// The hyperbolic tangent.
    TANH(Pointwise.TANH),
    /// Multiplication with a fixed number.
    SCALE(Pointwise.SCALE),
    /// The rectified linear unit with trained slopes.
    PRELU("N,D", List.of(1, 1), List.of(3, 4), Pointwise::prelu),
    /// The largest of several pieces.
    MAXOUT("N,C", List.of(1, 2), List.of(3, 4), Pools::maxout),
    /// Images as rows.
    FLATTEN("N,C,H,W", List.of(1, 1, 1, 1), List.of(2, 1, 2, 3), Pools::flatten),
    /// The sum of layers and their own input.
    RESIDUAL(Pointwise.RESIDUAL),
    /// Layers one after the other.
    SEQUENCE("N,D,M", List.of(1, 1, 1), List.of(3, 2, 2), Linears::sequence);

    /// So many numbers can be read on a page, and written on paper.
    private static final int MOST_NUMBERS = 64;

    private final String axes;
    private final List<Integer> least;
    private final List<Integer> shape;
    private final Author author;

    @FunctionalInterface
    private interface Author {
        Derivation derive(List<Integer> shape, long seed);
    }

    Subject(String axes, List<Integer> least, List<Integer> shape, Author author) {
        this.axes = axes;
        this.least = least;
        this.shape = shape;
        this.author = author;
    }

    Subject(Pointwise function) {
        this("N,D", List.of(1, 1), List.of(3, 4), function::derive);
    }

    /// The subject with this name.
    ///
    /// @throws IllegalArgumentException naming all, and the nearest
    public static Subject named(String name) {
        List<String> known = ids();
        int index = known.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "'%s' is unknown; expected one of %s".formatted(name, String.join(", ", known))
                            + Nearest.hint(name, known));
        }
        return values()[index];
    }

    /// The name by which it is called, such as `batch-norm`: its id in the catalogue.
    public String id() {
        return Kebab.of(this);
    }

    /// All names.
    public static List<String> ids() {
        return Arrays.stream(values()).map(Subject::id).toList();
    }

    /// What an example's shape consists of, such as `N,D`.
    public String axes() {
        return axes;
    }

    /// The shape of the usual example, such as `4,3`.
    public String shape() {
        return text(shape);
    }

    /// Derives it at random numbers.
    ///
    /// @param seed gives the numbers
    /// @throws IllegalArgumentException if the library's layer refuses the shape
    public Derivation derive(long seed) {
        return author.derive(shape, seed);
    }

    /// Derives it at random numbers of another shape.
    ///
    /// @param text of the shape, such as `4,3`
    /// @throws IllegalArgumentException if it is no shape, or not one of few numbers that fits
    public Derivation derive(String text, long seed) {
        return author.derive(parsed(text), seed);
    }

    private List<Integer> parsed(String text) {
        String[] words = text.split(",", -1);
        List<Integer> extents = new ArrayList<>();
        long numbers = 1;
        for (String word : words) {
            int extent = word.strip().matches("[0-9]{1,3}") ? Integer.parseInt(word.strip()) : -1;
            extents.add(extent);
            numbers *= Math.max(1, extent);
        }
        boolean fits = extents.size() == least.size();
        for (int i = 0; fits && i < extents.size(); i++) {
            fits = extents.get(i) >= least.get(i);
        }
        if (!fits || numbers > MOST_NUMBERS) {
            throw new IllegalArgumentException(
                    "shape '%s' does not fit %s; expected %s, at least %s, at most %s numbers together, such as %s"
                            .formatted(text, id(), axes, text(least), MOST_NUMBERS, shape()));
        }
        return extents;
    }

    private static String text(List<Integer> extents) {
        return extents.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
