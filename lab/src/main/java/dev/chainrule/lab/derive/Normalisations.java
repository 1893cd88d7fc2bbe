package dev.chainrule.lab.derive;

import dev.chainrule.kernel.BackwardForm;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.Locale;

/// Batch, layer and group normalisation, in training.
final class Normalisations {
    private static final double EPSILON = 1e-5;

    private static final String BATCH = """
        μ = mean(x, 0)     # mean of each feature
        c = x − μ          # centred
        q = c²             # squares
        v = mean(q, 0)     # variance, biased (/N)
        w = v + ε          # keeps the root away from 0
        σ = sqrt(w)        # deviation
        r = 1 / σ          # one over the deviation
        x̂ = c · r          # mean 0, deviation 1
        s = x̂ · γ          # scaled
        y = s + β          # output
        """;

    private static final String BATCH_CLOSED = """
        N = len(x)
        σ = sqrt(var(x, 0) + ε)
        x̂ = (x − mean(x, 0)) / σ
        g = dy · γ
        y = x̂ · γ + β
        dx = (N·g − sum(g, 0) − x̂·sum(g·x̂, 0)) / (N·σ)
        dγ = sum(dy·x̂, 0)
        dβ = sum(dy, 0)
        """;

    /// Value by value as in the paper, unsimplified.
    private static final String BATCH_PAPER = """
        N = len(x)
        c = x − mean(x, 0)
        r = (mean(c², 0) + ε) ** -0.5
        x̂ = c · r
        y = x̂ · γ + β
        dx̂ = dy · γ
        dv = sum(dx̂·c, 0) · -0.5 · r³
        dμ = −sum(dx̂·r, 0) + dv · mean(-2·c, 0)
        dx = dx̂·r + dv·2·c/N + dμ/N
        dγ = sum(dy·x̂, 0)
        dβ = sum(dy, 0)
        """;

    private static final String BATCH_SIMPLIFIED = """
        Write σ = √(v + ε), x̂ = (x − μ) / σ and g = dy·γ, the gradient with respect to x̂. All of it happens
        inside one column j, so the column index is left out; 1[k=i] is 1 where k = i, else 0.

          dμ/dx_i   = 1/N
          dv/dx_i   = 2/N · (x_i − μ)                  (the part through μ is Σ_k (x_k − μ) = 0)
          dσ/dx_i   = 1/(2σ) · dv/dx_i = x̂_i / N
          dx̂_k/dx_i = (1[k=i] − 1/N) / σ − (x_k − μ)/σ² · x̂_i/N
                    = (1[k=i] − 1/N − x̂_k·x̂_i/N) / σ

        Summed over all k that x_i reaches, dx_i = Σ_k g_k · dx̂_k/dx_i:

          dx_i = 1/(N·σ) · ( N·g_i − Σ_k g_k − x̂_i · Σ_k g_k·x̂_k )
          dγ   = Σ_k dy_k·x̂_k          dβ = Σ_k dy_k

        The two sums take out of g what a shift and a stretch of the whole column would change: the layer
        undoes both, so no gradient may ask for them.\
        """;

    /// Brings each row of `z` to mean 0 and deviation 1, as `x̂`.
    private static final String ROWS = """
        μ = mean(z, 1, keepdims=True)   # mean of each row
        c = z − μ                       # centred
        q = c²                          # squares
        v = mean(q, 1, keepdims=True)   # variance of each row
        w = v + ε                       # keeps the root away from 0
        σ = sqrt(w)                     # deviation
        r = 1 / σ                       # one over the deviation
        x̂ = c · r                       # mean 0, deviation 1
        """;

    private static final String LAYER = ROWS.replace("(z", "(x").replace("z − μ", "x − μ") + """
        s = x̂ · γ                       # scaled
        y = s + β                       # output
        """;

    private static final String LAYER_CLOSED = """
        D = x.shape[1]
        σ = sqrt(var(x, 1, keepdims=True) + ε)
        x̂ = (x − mean(x, 1, keepdims=True)) / σ
        g = dy · γ
        y = x̂ · γ + β
        dx = (D·g − sum(g, 1, keepdims=True) − x̂·sum(g·x̂, 1, keepdims=True)) / (D·σ)
        dγ = sum(dy·x̂, 0)
        dβ = sum(dy, 0)
        """;

    private static final String LAYER_SIMPLIFIED = """
        It is batch normalisation with rows and columns exchanged: each example is brought to mean 0 and
        deviation 1 over its own D features. But γ and β still belong to the features, so γ stays inside
        the sums. With σ_i = √(v_i + ε) and g = dy·γ, and all sums over the features k of the example i:

          dx̂_ik/dx_ij = (1[k=j] − 1/D − x̂_ik·x̂_ij/D) / σ_i

          dx_ij = 1/(D·σ_i) · ( D·g_ij − Σ_k g_ik − x̂_ij · Σ_k g_ik·x̂_ik )
          dγ_j  = Σ_i dy_ij·x̂_ij       dβ_j = Σ_i dy_ij          (over the examples)

        No example sees another, so training and evaluation compute the same and a batch of one is enough.\
        """;

    private static final String GROUP_SIMPLIFIED = """
        Lay out each group of channels of each example as one row of M = C/G·H·W numbers: neighbouring
        channels are neighbours in memory, so this is a mere reshape to (N·G, M). Then it is layer
        normalisation of the rows, whose scale and shift belong to channels: γ_c is repeated at all pixels
        of its channel, so its gradient is the sum over them. With g = dy·γ and sums over the M numbers k
        of a row i:

          dx_ij = 1/(M·σ_i) · ( M·g_ij − Σ_k g_ik − x̂_ij · Σ_k g_ik·x̂_ik )
          dγ_c  = Σ_{n,h,w} dy·x̂        dβ_c = Σ_{n,h,w} dy

        G = 1 is layer normalisation over (C, H, W), G = C is instance normalisation.\
        """;

    private Normalisations() {}

    static Derivation batch(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int d = shape.get(1);
        LayerExample example = onFeatures(n, d, seed)
                .graph(BATCH)
                .beside("formulas of the paper", BATCH_PAPER)
                .closed(BATCH_CLOSED);
        for (BackwardForm form : BackwardForm.values()) {
            String name = form.name().toLowerCase(Locale.ROOT);
            example.layer(name, Precision.FLOAT64, precision -> batch(n, d, form, precision));
        }
        return example.layer("", Precision.FLOAT32, precision -> batch(n, d, BackwardForm.SIMPLIFIED, precision))
                .normalises()
                .derivation(
                        "Batch normalisation",
                        "x is (N, D) = (%s, %s), an example in each row. Each feature, that is each column, is brought to mean 0 and deviation 1; ε = 1e-5."
                                .formatted(n, d),
                        BATCH_SIMPLIFIED);
    }

    private static BatchNorm batch(int n, int d, BackwardForm form, Precision precision) {
        var settings = BatchNorm.Settings.of().withEpsilon(EPSILON).withBackward(form);
        return new BatchNorm(settings, precision, Shape.of(n, d), "");
    }

    private static LayerExample onFeatures(int n, int d, long seed) {
        return new LayerExample(seed)
                .input("x", "the batch", 0, n, d)
                .input("γ", "scale of each feature", 1, d)
                .input("β", "shift of each feature", 0, d)
                .constant("ε", EPSILON);
    }

    static Derivation layer(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int d = shape.get(1);
        return onFeatures(n, d, seed)
                .graph(LAYER)
                .closed(LAYER_CLOSED)
                .layer(precision -> new LayerNorm(EPSILON, precision, Shape.of(n, d), ""))
                .normalises()
                .derivation(
                        "Layer normalisation",
                        "x is (N, D) = (%s, %s), an example in each row. Each example is brought to mean 0 and deviation 1 over its features; ε = 1e-5."
                                .formatted(n, d),
                        LAYER_SIMPLIFIED);
    }

    /// The graph, whose statistics are those of rows.
    ///
    /// @param rows one for each group of each image
    /// @param images their shape
    private static String groupGraph(int rows, String images) {
        return "z = x.reshape(%s, -1)                # a row for each group\n".formatted(rows)
                + ROWS
                + """
                p = x̂.reshape%s         # images again
                Γ = γ.reshape(1, -1, 1, 1)   # a number for each channel
                s = p · Γ                    # scaled
                B = β.reshape(1, -1, 1, 1)   # a number for each channel
                y = s + B                    # output
                """.formatted(images);
    }

    private static String groupClosed(int rows, String images) {
        return """
            z = x.reshape(%s, -1); M = z.shape[1]
            σ = sqrt(var(z, 1, keepdims=True) + ε)
            x̂ = (z − mean(z, 1, keepdims=True)) / σ
            p = x̂.reshape%2$s
            g = (dy · γ.reshape(1, -1, 1, 1)).reshape(%1$s, -1)
            y = p · γ.reshape(1, -1, 1, 1) + β.reshape(1, -1, 1, 1)
            dz = (M·g − sum(g, 1, keepdims=True) − x̂·sum(g·x̂, 1, keepdims=True)) / (M·σ)
            dx = dz.reshape%2$s
            dγ = sum(dy·p, axis=(0, 2, 3))
            dβ = sum(dy, axis=(0, 2, 3))
            """.formatted(rows, images);
    }

    static Derivation group(List<Integer> shape, long seed) {
        int n = shape.get(0);
        int channels = shape.get(1);
        int height = shape.get(2);
        int width = shape.get(3);
        int groups = channels % 2 == 0 ? 2 : 1;
        String images = "(%s, %s, %s, %s)".formatted(n, channels, height, width);
        var settings = new GroupNorm.Settings(groups, EPSILON, GroupNorm.ScaleShape.CHANNELS);
        return new LayerExample(seed)
                .input("x", "the images", 0, n, channels, height, width)
                .input("γ", "scale of each channel", 1, channels)
                .input("β", "shift of each channel", 0, channels)
                .constant("ε", EPSILON)
                .graph(groupGraph(n * groups, images))
                .closed(groupClosed(n * groups, images))
                .layer(precision -> new GroupNorm(settings, precision, Shape.of(n, channels, height, width), ""))
                .normalises()
                .derivation(
                        "Group normalisation",
                        "x is (N, C, H, W) = %s. G is %s and C/G is %s, so a group has M = %s numbers; ε = 1e-5."
                                .formatted(images, groups, channels / groups, channels / groups * height * width),
                        GROUP_SIMPLIFIED);
    }
}
