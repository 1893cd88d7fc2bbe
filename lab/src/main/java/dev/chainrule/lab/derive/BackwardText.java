package dev.chainrule.lab.derive;

import dev.chainrule.settings.NumberText;
import dev.chainrule.tape.Choice;
import dev.chainrule.tape.Comparison;
import dev.chainrule.tape.Convolving;
import dev.chainrule.tape.Elementwise;
import dev.chainrule.tape.LogSoftmax;
import dev.chainrule.tape.MatrixProduct;
import dev.chainrule.tape.Operation;
import dev.chainrule.tape.Pairwise;
import dev.chainrule.tape.Pooled;
import dev.chainrule.tape.Power;
import dev.chainrule.tape.Rearranging;
import dev.chainrule.tape.Reducing;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Shape;
import java.util.List;

/// What an operation sends back to one of its inputs, as a formula of the gradient of its output, such as `y·dy` for
/// the exponential `y`.
///
/// @param user what was computed
/// @param name its name
/// @param in the names of its inputs
/// @param input which of them the gradient is for
record BackwardText(Variable user, String name, List<String> in, int input) {

    /// The formula; it begins with `−` if it is subtracted.
    String text() {
        return switch (user.operation()) {
            case Operation.Given given -> "";
            case Elementwise function -> elementwise(function);
            case Power power -> power(power.exponent());
            case Pairwise pair -> pairwise(pair);
            case Comparison comparison -> "";
            case Choice choice -> sum() + dy() + (input == 1 ? " where " : " where not ") + in(0) + ", else 0";
            case MatrixProduct product -> sum() + product(product);
            case Reducing reducing -> reducing(reducing);
            case LogSoftmax along ->
                "%1$s − exp(%2$s)·Σ%3$s %1$s".formatted(dy(), name, AxisText.of(Axes.of(along.axis()), user.shape()));
            case Rearranging moved -> rearranging(moved);
            case Convolving convolving -> convolving(convolving);
            case Pooled pooled -> pooled(pooled);
            case Operation.Own own -> "%s back through %s".formatted(dy(), ForwardText.name(own));
        };
    }

    /// What happens to the gradient besides: whether it is added up or goes to several numbers; may be empty.
    String flow() {
        return switch (user.operation()) {
            case Operation.Given given -> "";
            case Pairwise pair -> sum().strip();
            case Choice choice -> sum().strip();
            case MatrixProduct product -> sum().strip();
            case Reducing.Max max -> "to the largest";
            case Reducing.Sum reducing -> spread(reducing);
            case Reducing.Mean reducing -> spread(reducing);
            case Rearranging.BroadcastTo to ->
                AxisText.sum(shape(), user.shape()).strip();
            case Rearranging.Gather gather -> repeats(gather.rows()) ? "Σ where taken twice" : "";
            case Elementwise function -> "";
            case Power power -> "";
            case Comparison comparison -> "";
            case LogSoftmax along -> "";
            case Rearranging moved -> "";
            case Convolving convolving -> "Σ over windows";
            case Pooled.Max max -> "to the largest";
            case Pooled.Average average ->
                "to %s each".formatted(average.geometry().window().area());
            case Pooled pooled -> "";
            case Operation.Own own -> "";
        };
    }

    private String spread(Reducing reducing) {
        int terms = reducing.axes().terms(shape());
        return terms == 1 ? "" : "to %s each".formatted(terms);
    }

    static boolean repeats(List<Integer> rows) {
        return rows.stream().distinct().count() < rows.size();
    }

    private String dy() {
        return "d" + name;
    }

    private String in(int which) {
        return in.get(which);
    }

    private Shape shape() {
        return user.inputs().get(input).shape();
    }

    /// The sum over what was repeated, with a space behind; nothing if nothing was.
    private String sum() {
        if (user.operation() instanceof MatrixProduct) {
            Shape mine = shape();
            Shape all = user.shape();
            int missing = all.rank() - mine.rank();
            int[] repeated = all.toArray();
            for (int axis = 0; axis < mine.rank(); axis++) {
                boolean matrix = axis >= mine.rank() - 2;
                repeated[axis + missing] = matrix ? repeated[axis + missing] : mine.extent(axis);
            }
            for (int axis = 0; axis < missing; axis++) {
                repeated[axis] = 1;
            }
            return AxisText.sum(Shape.of(repeated), all);
        }
        return AxisText.sum(shape(), user.shape());
    }

    private String elementwise(Elementwise function) {
        return switch (function) {
            case NEGATED -> "−" + dy();
            case EXP -> name + "·" + dy();
            case LOG -> dy() + " / " + in(0);
            case SQRT -> "%s / (2·%s)".formatted(dy(), name);
            case SQUARE -> "2·%s·%s".formatted(in(0), dy());
            case ABS -> "sign(%s)·%s".formatted(in(0), dy());
            case SIGN -> "0";
            case ERF -> "2/√π·exp(−%s²)·%s".formatted(in(0), dy());
            case TANH -> "(1 − %s²)·%s".formatted(name, dy());
            case SIGMOID -> "%1$s·(1 − %1$s)·%2$s".formatted(name, dy());
            case RELU -> "%s where %s > 0, else 0".formatted(dy(), in(0));
        };
    }

    private String power(double exponent) {
        if (exponent == -1) {
            return "−%s²·%s".formatted(name, dy());
        }
        return "%s·%s^%s·%s".formatted(NumberText.of(exponent), in(0), ForwardText.number(exponent - 1), dy());
    }

    private String pairwise(Pairwise pair) {
        String other = in(1 - input);
        return switch (pair) {
            case PLUS -> sum() + dy();
            case MINUS -> (input == 0 ? "" : "−") + sum() + dy();
            case TIMES -> sum() + dy() + "·" + other;
            case DIVIDED_BY ->
                input == 0 ? sum() + dy() + " / " + other : "−%s%s·%s / %s".formatted(sum(), dy(), name, in(1));
            case MAXIMUM -> "%s%s where %s > %s".formatted(sum(), dy(), in(input), other);
            case MINIMUM -> "%s%s where %s < %s".formatted(sum(), dy(), in(input), other);
        };
    }

    private String product(MatrixProduct product) {
        if (input == 0) {
            String b = in(1) + (product.transposeB() ? "" : "ᵀ");
            String other = in(1) + (product.transposeB() ? "ᵀ" : "");
            return product.transposeA() ? "%s × %sᵀ".formatted(other, dy()) : "%s × %s".formatted(dy(), b);
        }
        String a = in(0) + (product.transposeA() ? "" : "ᵀ");
        String other = in(0) + (product.transposeA() ? "ᵀ" : "");
        return product.transposeB() ? "%sᵀ × %s".formatted(dy(), other) : "%s × %s".formatted(a, dy());
    }

    private String reducing(Reducing reducing) {
        return switch (reducing) {
            case Reducing.Sum sum -> dy();
            case Reducing.Mean mean -> {
                int terms = mean.axes().terms(shape());
                yield terms == 1 ? dy() : dy() + " / " + terms;
            }
            case Reducing.Max max -> "%s where %s is the largest, else 0".formatted(dy(), in(0));
        };
    }

    private String rearranging(Rearranging moved) {
        return switch (moved) {
            case Rearranging.BroadcastTo to -> AxisText.sum(shape(), to.shape()) + dy();
            case Rearranging.SumTo to -> dy() + " repeated";
            case Rearranging.Reshape reshape -> dy() + ", reshaped";
            case Rearranging.Permute permute ->
                permute.order().equals(List.of(1, 0)) ? dy() + "ᵀ" : dy() + ", axes back";
            case Rearranging.Slice slice -> dy() + " at its place, else 0";
            case Rearranging.Embed embed -> dy() + " without the border";
            case Rearranging.Concatenate together -> "part %s of %s".formatted(input + 1, dy());
            case Rearranging.Gather gather ->
                (repeats(gather.rows()) ? "sum of %s where it was taken" : "%s where it was taken, else 0")
                        .formatted(dy());
            case Rearranging.Scatter scatter -> dy() + " where it was added";
        };
    }

    private String convolving(Convolving convolving) {
        return switch (convolving) {
            case Convolving.Forward forward ->
                input == 0
                        ? "sum of %s·%s over the windows of each pixel".formatted(dy(), in(1))
                        : "sum of %s·%s over all windows".formatted(dy(), in(0));
            case Convolving.InputGradient back -> dy() + " through the convolution";
            case Convolving.WeightGradient back -> dy() + " through the convolution";
        };
    }

    private String pooled(Pooled pooled) {
        return switch (pooled) {
            case Pooled.Max max -> dy() + " where its window is largest, else 0";
            case Pooled.Average average ->
                "%s / %s to each of its window"
                        .formatted(dy(), average.geometry().window().area());
            case Pooled.MaxGradient back -> dy() + " where a window is largest";
            case Pooled.AtLargest at -> dy() + " where a window is largest";
            case Pooled.AverageGradient back -> dy() + " averaged over windows";
        };
    }
}
