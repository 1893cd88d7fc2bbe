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
import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.stream.Collectors;

/// What an operation computes, as a formula of the names of its inputs.
///
/// @param in the names
/// @param shape of the first input
record ForwardText(List<String> in, Shape shape) {

    String of(Operation operation) {
        return switch (operation) {
            case Operation.Given given -> "";
            case Elementwise function -> elementwise(function);
            case Power power -> power(power.exponent());
            case Pairwise pair -> pairwise(pair);
            case Comparison comparison -> in(0) + sign(comparison) + in(1);
            case Choice choice -> "%s where %s, else %s".formatted(in(1), in(0), in(2));
            case MatrixProduct product ->
                in(0) + (product.transposeA() ? "ᵀ" : "") + " × " + in(1) + (product.transposeB() ? "ᵀ" : "");
            case Reducing reducing -> word(reducing) + AxisText.of(reducing.axes(), shape) + " " + in(0);
            case LogSoftmax along -> "log softmax" + AxisText.of(Axes.of(along.axis()), shape) + " " + in(0);
            case Rearranging moved -> rearranging(moved);
            case Convolving convolving -> convolving(convolving);
            case Pooled pooled -> pooled(pooled);
            case Operation.Own own -> "%s(%s)".formatted(name(own), String.join(", ", in));
        };
    }

    /// What a function of one's own is called: its class.
    static String name(Operation.Own own) {
        String name = own.getClass().getSimpleName();
        return name.isEmpty() ? "own function" : name;
    }

    private String in(int input) {
        return in.get(input);
    }

    private String elementwise(Elementwise function) {
        return switch (function) {
            case NEGATED -> "−" + in(0);
            case EXP -> "exp " + in(0);
            case LOG -> "log " + in(0);
            case SQRT -> "√" + in(0);
            case SQUARE -> in(0) + "²";
            case ABS -> "|" + in(0) + "|";
            case SIGN -> "sign " + in(0);
            case ERF -> "erf " + in(0);
            case TANH -> "tanh " + in(0);
            case SIGMOID -> "sigmoid " + in(0);
            case RELU -> "max(0, %s)".formatted(in(0));
        };
    }

    private String power(double exponent) {
        return exponent == -1 ? "1 / " + in(0) : in(0) + "^" + number(exponent);
    }

    /// A number in a formula; in parentheses if it has a sign.
    static String number(double value) {
        String text = NumberText.of(value, 6, -3);
        return text.startsWith("-") ? "(−" + text.substring(1) + ")" : text;
    }

    private String pairwise(Pairwise pair) {
        return switch (pair) {
            case PLUS -> in(0) + " + " + in(1);
            case MINUS -> in(0) + " − " + in(1);
            case TIMES -> in(0) + "·" + in(1);
            case DIVIDED_BY -> in(0) + " / " + in(1);
            case MAXIMUM -> "max(%s, %s)".formatted(in(0), in(1));
            case MINIMUM -> "min(%s, %s)".formatted(in(0), in(1));
        };
    }

    private static String sign(Comparison comparison) {
        return switch (comparison) {
            case GREATER_THAN -> " > ";
            case AT_LEAST -> " ≥ ";
            case LESS_THAN -> " < ";
            case AT_MOST -> " ≤ ";
            case EQUAL_TO -> " = ";
        };
    }

    private static String word(Reducing reducing) {
        return switch (reducing) {
            case Reducing.Sum sum -> "Σ";
            case Reducing.Mean mean -> "mean";
            case Reducing.Max max -> "max";
        };
    }

    private String rearranging(Rearranging moved) {
        return switch (moved) {
            case Rearranging.BroadcastTo to -> "%s repeated to %s".formatted(in(0), to.shape());
            case Rearranging.SumTo to -> AxisText.sum(to.shape(), shape) + in(0);
            case Rearranging.Reshape reshape -> "reshape " + in(0);
            case Rearranging.Permute permute ->
                permute.order().equals(List.of(1, 0)) ? in(0) + "ᵀ" : in(0) + " with axes " + list(permute.order());
            case Rearranging.Slice slice -> "%s[%s]".formatted(in(0), ranges(slice.ranges()));
            case Rearranging.Embed embed -> in(0) + " in a border of 0";
            case Rearranging.Concatenate together -> String.join(", ", in) + " along axis " + together.axis();
            case Rearranging.Gather gather ->
                in(0) + list(gather.rows()).replace('(', '[').replace(')', ']');
            case Rearranging.Scatter scatter -> in(0) + " added up at " + list(scatter.rows());
        };
    }

    private static String ranges(List<Range> ranges) {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(", "));
    }

    private static String list(List<Integer> numbers) {
        return numbers.size() > 6
                ? "(%s, …)".formatted(list(numbers.subList(0, 4)).replaceAll("[()]", ""))
                : numbers.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }

    private String convolving(Convolving convolving) {
        return switch (convolving) {
            case Convolving.Forward forward -> "%s ∗ %s".formatted(in(0), in(1));
            case Convolving.InputGradient back -> "%s back through %s".formatted(in(0), in(1));
            case Convolving.WeightGradient back -> "Σ of %s·%s over all windows".formatted(in(0), in(1));
        };
    }

    private String pooled(Pooled pooled) {
        return switch (pooled) {
            case Pooled.Max max -> "max of windows of " + in(0);
            case Pooled.Average average -> "mean of windows of " + in(0);
            case Pooled.MaxGradient back -> in(2) + " where a window is largest";
            case Pooled.AtLargest at -> in(2) + " where a window is largest";
            case Pooled.AverageGradient back -> in(0) + " shared over its window";
        };
    }
}
