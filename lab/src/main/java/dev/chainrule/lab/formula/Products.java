package dev.chainrule.lab.formula;

import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Broadcast;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.Arrays;

/// Operations of two values: shapes that do not fit are told before anything is computed.
final class Products {
    private Products() {}

    /// The shape to which two are broadcast.
    ///
    /// @param advice what to do if they do not fit; may be empty
    /// @throws FormulaException if they do not fit, or the result would be too large
    static Shape broadcast(Span span, Shape a, Shape b, String advice) {
        try {
            int[] extents = extents(a, b);
            Operand.checked(span, extents);
            return Broadcast.shape("formula", a, b);
        } catch (ShapeMismatchException _) {
            throw span.error(
                    "shape %s does not fit shape %s; expected extents that are equal or 1, counted from the last%s"
                            .formatted(a, b, advice));
        }
    }

    /// The larger extent of each axis.
    private static int[] extents(Shape a, Shape b) {
        int[] extents = new int[Math.max(a.rank(), b.rank())];
        Arrays.fill(extents, 1);
        for (Shape shape : new Shape[] {a, b}) {
            for (int axis = 0; axis < shape.rank(); axis++) {
                int at = axis + extents.length - shape.rank();
                if (extents[at] != 1 && shape.extent(axis) != 1 && extents[at] != shape.extent(axis)) {
                    throw new ShapeMismatchException("");
                }
                extents[at] = Math.max(extents[at], shape.extent(axis));
            }
        }
        return extents;
    }

    /// The matrix product.
    static Value matmul(Tape tape, Span span, Operand a, Operand b) {
        Variable left = a.variable(tape);
        Variable right = b.variable(tape);
        Shape p = left.shape();
        Shape q = right.shape();
        if (p.rank() == 0 || q.rank() == 0) {
            throw span.error("shape %s does not fit shape %s; expected arrays of at least one axis. Write * for numbers"
                    .formatted(p, q));
        }
        int inner = p.extent(p.rank() - 1);
        int other = q.extent(Math.max(0, q.rank() - 2));
        if (inner != other) {
            boolean turned = q.rank() == 2 && q.extent(1) == inner;
            throw span.error("shape %s does not fit shape %s; expected (n, k) and (k, m), but k is %s and %s%s"
                    .formatted(
                            p,
                            q,
                            inner,
                            other,
                            turned ? ". Write %s @ %s.T".formatted(inParentheses(a), inParentheses(b)) : ""));
        }
        int rows = p.rank() < 2 ? 1 : p.extent(p.rank() - 2);
        int columns = q.rank() < 2 ? 1 : q.extent(q.rank() - 1);
        Shape batch = broadcast(span, batch(p), batch(q), "");
        Operand.checked(span, batch.size(), rows, columns);
        return new Value.Node(left.matmul(right));
    }

    private static String inParentheses(Operand operand) {
        String words = operand.span().words();
        return words.matches("[\\p{L}\\p{M}\\p{N}_.]+") ? words : "(" + words + ")";
    }

    private static Shape batch(Shape shape) {
        return Shape.of(Arrays.copyOf(shape.toArray(), Math.max(0, shape.rank() - 2)));
    }

    /// A power with a fixed exponent.
    static Value power(Tape tape, Span span, Operand base, Operand exponent) {
        if (!(exponent.value() instanceof Value.Plain(double power))) {
            throw exponent.span()
                    .error("is %s; expected a plain number as exponent. Write exp(b * log(a)) for a power of arrays"
                            .formatted(exponent.value().kind()));
        }
        if (base.value() instanceof Value.Plain(double number)) {
            return number(span, StrictMath.pow(number, power));
        }
        Variable x = base.variable(tape);
        return new Value.Node(power == 2 ? x.square() : x.power(power));
    }

    /// A plain number that was computed.
    ///
    /// @throws FormulaException if it is infinite or no number
    static Value number(Span span, double number) {
        if (!Double.isFinite(number)) {
            throw span.error(
                    "is %s; expected a finite number".formatted(Double.isNaN(number) ? "no number" : "infinite"));
        }
        return new Value.Plain(number);
    }
}
