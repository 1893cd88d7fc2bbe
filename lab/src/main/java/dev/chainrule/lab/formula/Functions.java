package dev.chainrule.lab.formula;

import dev.chainrule.lab.text.Nearest;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// The functions of formulas, each with its signature.
final class Functions {
    /// What a function does with its arguments.
    @FunctionalInterface
    private interface Body {
        Value apply(Arguments arguments);
    }

    private record Function(String signature, Body body) {}

    private static final Map<String, Function> ALL = new LinkedHashMap<>();

    /// Other names of the same, as NumPy and PyTorch have them.
    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("absolute", "abs"),
            Map.entry("amax", "max"),
            Map.entry("amin", "min"),
            Map.entry("average", "mean"),
            Map.entry("clamp", "clip"),
            Map.entry("ln", "log"),
            Map.entry("concat", "concatenate"),
            Map.entry("conv2d", "convolution"),
            Map.entry("avg_pool2d", "average_pool"),
            Map.entry("max_pool2d", "max_pool"),
            Map.entry("logsoftmax", "log_softmax"),
            Map.entry("mm", "matmul"),
            Map.entry("permute", "transpose"),
            Map.entry("pow", "power"),
            Map.entry("range", "arange"),
            Map.entry("variance", "var"));

    static {
        each("exp", Variable::exp);
        each("log", Variable::log);
        each("sqrt", Variable::sqrt);
        each("square", Variable::square);
        each("abs", Variable::abs);
        each("tanh", Variable::tanh);
        each("erf", Variable::erf);
        each("sigmoid", Variable::sigmoid);
        each("relu", Variable::relu);
        each("negative", Variable::negated);
        pair("maximum", Functions::maximum);
        pair("minimum", Variable::minimum);
        pair("add", Variable::plus);
        pair("subtract", Variable::minus);
        pair("multiply", Variable::times);
        pair("divide", Variable::dividedBy);
        over("sum", Variable::sum);
        over("mean", Variable::mean);
        over("var", Variable::variance);
        over("std", (x, axes) -> x.variance(axes).sqrt());
        largest("max", Variable::max, Functions::maximum);
        largest("min", Variable::min, Variable::minimum);
        along("softmax", Variable::softmax);
        along("log_softmax", Variable::logSoftmax);
        add("power(x, power)", Functions::power);
        add("clip(x, least, most)", Functions::clip);
        add("where(condition, a, b)", Functions::where);
        add("matmul(a, b)", a -> Products.matmul(a.tape(), a.span(), a.get("a"), a.get("b")));
        add("dot(a, b)", a -> Products.matmul(a.tape(), a.span(), a.get("a"), a.get("b")));
        add("reshape(x, shape…)", Functions::reshape);
        add("transpose(x, axes=None…)", Functions::transpose);
        add("concatenate(arrays, axis=0)", Functions::concatenate);
        add("pad(x, width, mode='constant')", Functions::pad);
        add("one_hot(labels, classes)", Functions::oneHot);
        add("convolution(x, w, stride=1, padding=0)", Images::convolution);
        add("max_pool(x, size, stride=None)", a -> Images.pool(a, Variable::maxPool));
        add("windows(x, size, stride=1)", Images::windows);
        add("detach(x)", a -> node(a.variable("x").detached()));
        add("average_pool(x, size, stride=None)", a -> Images.pool(a, Variable::averagePool));
        add(
                "arange(n)",
                a -> new Value.Count(
                        Operand.checked(a.span(), a.get("n").whole()).size()));
        add("array(numbers)", a -> node(a.tape().constant(NestedNumbers.array(a.get("numbers")))));
        add("ones(shape…)", a -> filled(a, 1));
        add("zeros(shape…)", a -> filled(a, 0));
        add("ones_like(x)", a -> node(constant(a.tape(), a.variable("x").shape(), 1)));
        add("zeros_like(x)", a -> node(constant(a.tape(), a.variable("x").shape(), 0)));
        add("len(x)", Functions::length);
    }

    private Functions() {}

    /// The value of a call.
    ///
    /// @throws FormulaException if there is no such function, or the arguments do not fit it
    static Value call(Tape tape, Expression.Call call, List<Operand> arguments, Map<String, Operand> keywords) {
        String name = OTHER_NAMES.getOrDefault(call.function(), call.function());
        Function function = ALL.get(name);
        if (function == null) {
            String hint = Nearest.hint(call.function(), ALL.keySet());
            throw call.name()
                    .error(
                            hint.isEmpty()
                                    ? "is no function; expected one of " + String.join(", ", ALL.keySet())
                                    : "is no function; expected one such as mean or exp" + hint);
        }
        Arguments bound = new Arguments(tape, call.span(), function.signature, arguments, keywords);
        return function.body.apply(bound);
    }

    /// All names.
    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    private static void add(String signature, Body body) {
        ALL.put(signature.substring(0, signature.indexOf('(')), new Function(signature, body));
    }

    private static Value node(Variable variable) {
        return new Value.Node(variable);
    }

    /// The same as a plain number if all arguments were plain numbers.
    private static Value node(Variable variable, Operand... from) {
        boolean plain = Arrays.stream(from).allMatch(operand -> operand.value() instanceof Value.Plain);
        return plain ? new Value.Plain(variable.value().toArray()[0]) : new Value.Node(variable);
    }

    private static void each(String name, UnaryOperator<Variable> function) {
        add(name + "(x)", a -> node(function.apply(a.variable("x")), a.get("x")));
    }

    private static void pair(String name, BiFunction<Variable, Variable, Variable> function) {
        add(name + "(a, b)", a -> pair(a, function));
    }

    private static Value pair(Arguments a, BiFunction<Variable, Variable, Variable> function) {
        Variable left = a.variable("a");
        Variable right = a.variable("b");
        Products.broadcast(a.span(), left.shape(), right.shape(), "");
        return node(function.apply(left, right), a.get("a"), a.get("b"));
    }

    private static void over(String name, BiFunction<Variable, Axes, Variable> function) {
        add(name + "(x, axis=None, keepdims=False)", a -> {
            Variable x = a.variable("x");
            return node(function.apply(x, a.axes(x)));
        });
    }

    /// Over axes; but of two numbers or arrays, as in `max(0, x)`, the larger one.
    private static void largest(
            String name,
            BiFunction<Variable, Axes, Variable> overAxes,
            BiFunction<Variable, Variable, Variable> ofTwo) {
        add(name + "(x, axis=None, keepdims=False)", a -> {
            boolean two = a.find("axis").isPresent()
                    && (a.get("axis").value() instanceof Value.Node
                            || a.get("x").value() instanceof Value.Plain);
            Variable x = a.variable("x");
            if (!two) {
                return node(overAxes.apply(x, a.axes(x)));
            }
            Variable other = a.variable("axis");
            Products.broadcast(a.span(), x.shape(), other.shape(), "");
            return node(ofTwo.apply(x, other), a.get("x"), a.get("axis"));
        });
    }

    private static void along(String name, BiFunction<Variable, Integer, Variable> function) {
        add(name + "(x, axis=-1)", a -> {
            Variable x = a.variable("x");
            return node(function.apply(x, a.axis(a.whole("axis", -1), x)));
        });
    }

    /// The larger of two; of 0 and another the rectifier, whose gradient at 0 is 0.
    private static Variable maximum(Variable a, Variable b) {
        return isZero(a) ? b.relu() : isZero(b) ? a.relu() : a.maximum(b);
    }

    private static boolean isZero(Variable number) {
        return number.isConstant()
                && number.shape().rank() == 0
                && number.value().get() == 0;
    }

    private static Value power(Arguments a) {
        return Products.power(a.tape(), a.span(), a.get("x"), a.get("power"));
    }

    private static Value clip(Arguments a) {
        Variable low = a.variable("least");
        Variable high = a.variable("most");
        Variable x = a.variable("x");
        Products.broadcast(a.span(), x.shape(), low.shape(), "");
        Products.broadcast(a.span(), x.shape(), high.shape(), "");
        return node(x.maximum(low).minimum(high));
    }

    private static Value where(Arguments a) {
        Variable condition = a.variable("condition");
        Variable left = a.variable("a");
        Variable right = a.variable("b");
        Shape both = Products.broadcast(a.span(), left.shape(), right.shape(), "");
        Products.broadcast(a.span(), condition.shape(), both, "");
        return node(Variable.where(condition, left, right));
    }

    private static Value reshape(Arguments a) {
        Variable x = a.variable("x");
        List<Integer> extents = a.wholes("shape");
        long known = extents.stream().filter(e -> e >= 0).mapToLong(e -> e).reduce(1, (p, q) -> p * q);
        long open = extents.stream().filter(e -> e < 0).count();
        boolean fits =
                open == 0 ? known == x.shape().size() : known > 0 && x.shape().size() % known == 0;
        if (!fits || open > 1 || extents.stream().anyMatch(e -> e < -1 || e == 0)) {
            throw a.span()
                    .error("shape %s has %s numbers and does not fit %s; expected as many, -1 for what is left"
                            .formatted(x.shape(), x.shape().size(), text(extents)));
        }
        return node(x.reshape(ints(extents)));
    }

    private static Value transpose(Arguments a) {
        Variable x = a.variable("x");
        if (a.find("axes").isEmpty()) {
            return node(x.transpose());
        }
        List<Integer> order = a.wholes("axes");
        if (!order.stream().sorted().toList().equals(upTo(x.shape().rank()))) {
            throw a.span()
                    .error("the order of axes %s does not fit shape %s; expected each of %s once"
                            .formatted(
                                    text(order), x.shape(), text(upTo(x.shape().rank()))));
        }
        return node(x.permute(ints(order)));
    }

    private static Value concatenate(Arguments a) {
        List<Variable> parts = new ArrayList<>();
        a.get("arrays").elements().forEach(part -> parts.add(part.variable(a.tape())));
        if (parts.isEmpty()) {
            throw a.span().error("has no arrays; expected several, such as concatenate((a, b))");
        }
        Shape first = parts.getFirst().shape();
        int axis = a.axis(a.whole("axis", 0), parts.getFirst());
        int along = axis < 0 ? axis + first.rank() : axis;
        int[] extents = first.toArray();
        extents[along] = 0;
        for (Variable part : parts) {
            int[] mine = part.shape().toArray();
            int length = mine.length == extents.length ? mine[along] : 0;
            int[] joined = extents.clone();
            joined[along] = length;
            if (!Arrays.equals(joined, mine)) {
                throw a.span()
                        .error("shape %s does not fit shape %s; expected equal extents but along axis %s"
                                .formatted(part.shape(), first, along));
            }
            extents[along] += length;
            Operand.checked(a.span(), extents);
        }
        return node(Variable.concatenate(
                along, parts.getFirst(), parts.subList(1, parts.size()).toArray(Variable[]::new)));
    }

    private static Value pad(Arguments a) {
        Variable x = a.variable("x");
        if (a.find("mode")
                .map(mode -> !mode.value().equals(new Value.Word("constant")))
                .orElse(false)) {
            throw a.get("mode").span().error("is an unknown mode; expected 'constant'");
        }
        int rank = x.shape().rank();
        int[][] widths = Padding.widths(a.get("width"), rank);
        int[] extents = x.shape().toArray();
        for (int axis = 0; axis < rank; axis++) {
            extents[axis] = (int) Math.min(Integer.MAX_VALUE, (long) extents[axis] + widths[0][axis] + widths[1][axis]);
        }
        Operand.checked(a.span(), extents);
        return node(x.pad(widths[0], widths[1]));
    }

    private static Value oneHot(Arguments a) {
        int[] labels = a.get("labels").positions();
        int classes = a.get("classes").whole();
        Operand.checked(a.span(), labels.length, classes);
        for (int label : labels) {
            if (label >= classes) {
                throw a.span()
                        .error("label %s does not fit %s classes; expected 0 to %s"
                                .formatted(label, classes, classes - 1));
            }
        }
        return node(a.tape().oneHot(labels, classes, Precision.FLOAT64));
    }

    private static Value filled(Arguments a, double number) {
        return node(constant(a.tape(), Operand.checked(a.span(), ints(a.wholes("shape"))), number));
    }

    private static Variable constant(Tape tape, Shape shape, double number) {
        Tensor tensor = Tensor.zeros(Precision.FLOAT64, shape);
        tensor.fill(number);
        return tape.constant(tensor);
    }

    private static Value length(Arguments a) {
        Operand of = a.get("x");
        if (of.value() instanceof Value.Sequence sequence) {
            return new Value.Plain(sequence.elements().size());
        }
        Shape shape = of.variable(a.tape()).shape();
        if (shape.rank() == 0) {
            throw a.span().error("a single number has no length; expected an array");
        }
        return new Value.Plain(shape.extent(0));
    }

    private static int[] ints(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Integer> upTo(int rank) {
        return java.util.stream.IntStream.range(0, rank).boxed().toList();
    }

    private static String text(List<Integer> numbers) {
        return numbers.toString().replace('[', '(').replace(']', ')');
    }
}
