package dev.chainrule.lab.derive;

import dev.chainrule.loss.MulticlassHinge;
import dev.chainrule.loss.SoftmaxCrossEntropy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Losses of scores (N, K) and the right classes.
final class Losses {
    private static final String SOFTMAX = """
        m = detach(max(s, 1, keepdims=True))   # fixed: any shift gives the same
        z = s − m                              # at most 0
        e = exp(z)                             # unscaled probabilities
        t = sum(e, 1, keepdims=True)           # their sum
        l = log(t)                             # log of the sum
        q = z − l                              # log-probabilities
        o = q[arange(len(q)), r]               # of the right classes: log-likelihoods
        a = mean(o)                            # mean log-likelihood
        L = −a                                 # loss
        """;

    private static final String SOFTMAX_CLOSED = """
        p = exp(s) / sum(exp(s), 1, keepdims=True)
        N, K = s.shape
        y = −mean(log(p[arange(N), r]))
        ds = (p − one_hot(r, K)) / N
        """;

    private static final String SOFTMAX_SIMPLIFIED = """
        The loss of an example with label y is −log p_y with p_k = exp s_k / Σ_l exp s_l, so

          loss = −s_y + log Σ_l exp s_l
          d loss / ds_k = −1[k=y] + exp s_k / Σ_l exp s_l = p_k − 1[k=y]

        and with the mean over N examples  ds = (p − 1[y]) / N. Each row of it sums to 0: only differences
        of scores matter. For the same reason m, the largest score of each row, may be taken off first
        without a gradient of its own: it keeps exp from overflowing and changes no probability.\
        """;

    private static final String HINGE = """
        o = s[arange(len(s)), r][:, None]   # scores of the right classes
        z = s − o                           # how far each score is above the right one
        m = z + 1                           # with the margin
        h = max(0, m)                       # what is too much
        t = sum(h, 1)                       # of each example
        a = mean(t)                         # of all examples
        L = a − 1                           # loss, without the 1 of the right class
        """;

    private static final String HINGE_CLOSED = """
        N, K = s.shape
        o = s[arange(N), r].reshape(N, 1)
        wrong = 1 − one_hot(r, K)
        m = (s − o + 1) · wrong
        y = sum(maximum(0, m)) / N
        k = (m > 0) · wrong
        ds = (k − one_hot(r, K)·sum(k, 1, keepdims=True)) / N
        """;

    private static final String HINGE_SIMPLIFIED = """
        With the margin 1 the loss of an example with label y is Σ_{k≠y} max(0, s_k − s_y + 1). A score that
        is above s_y − 1 adds its distance from there, so

          d loss / ds_k = 1 where s_k − s_y + 1 > 0, else 0        for k ≠ y
          d loss / ds_y = −(how many of them there are)

        and with the mean over N examples all of it is divided by N. In the graph the right class takes
        part too, with s_y − s_y + 1 = 1: its two gradients cancel, and the 1 is taken off in the end. Once
        a right score is ahead by the margin the example is done with: it sends no gradient at all.\
        """;

    private Losses() {}

    static Derivation softmax(List<Integer> shape, long seed) {
        LayerExample example = new LayerExample(seed).input("s", "scores", 0, shape.get(0), shape.get(1));
        int[] labels = example.labels(shape.get(0), shape.get(1));
        return example.graph(SOFTMAX)
                .closed(SOFTMAX_CLOSED)
                .loss(SoftmaxCrossEntropy.of(), labels)
                .derivation("Softmax cross-entropy", explanation(shape, labels), SOFTMAX_SIMPLIFIED);
    }

    static Derivation hinge(List<Integer> shape, long seed) {
        LayerExample example = new LayerExample(seed).input("s", "scores", 0, shape.get(0), shape.get(1));
        int[] labels = example.labels(shape.get(0), shape.get(1));
        return example.graph(HINGE)
                .closed(HINGE_CLOSED)
                .loss(MulticlassHinge.of(), labels)
                .derivation("Multiclass hinge loss", explanation(shape, labels), HINGE_SIMPLIFIED);
    }

    private static String explanation(List<Integer> shape, int... labels) {
        String right = Arrays.stream(labels).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return "s is (N, K) = (%s, %s), the scores of an example in each row and of a class in each column. The right class r of each example, counted from 0: %s."
                .formatted(shape.get(0), shape.get(1), right);
    }
}
