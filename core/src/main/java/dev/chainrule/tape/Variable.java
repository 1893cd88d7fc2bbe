package dev.chainrule.tape;

import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A value on a [Tape]: given, or computed from others. What can be done with it stands in [VariableOperations].
public final class Variable implements VariableOperations {
    /// The numbers of a Jacobian, at most.
    private static final int MOST_DERIVATIVES = 1 << 22;

    private final Tape tape;
    private final int position;
    private final Operation operation;
    private final List<Variable> inputs;
    private final Tensor value;
    private final boolean constant;
    private String name = "";
    private String meaning = "";

    Variable(Tape tape, int position, Operation operation, List<Variable> inputs, Tensor value) {
        this.tape = tape;
        this.position = position;
        this.operation = operation;
        this.inputs = List.copyOf(inputs);
        this.value = value;
        this.constant = operation != Operation.Given.VARIABLE && !flows();
    }

    private boolean flows() {
        for (int i = 0; i < inputs.size(); i++) {
            if (operation.flowsTo(i) && !inputs.get(i).constant) {
                return true;
            }
        }
        return false;
    }

    /// The tape it is on.
    @Override
    public Tape tape() {
        return tape;
    }

    /// Its place on the tape, counted from 0.
    public int position() {
        return position;
    }

    /// The numbers; not a copy.
    public Tensor value() {
        return value;
    }

    /// The shape of the value.
    @Override
    public Shape shape() {
        return value.shape();
    }

    /// The precision of the value.
    @Override
    public Precision precision() {
        return value.precision();
    }

    /// What it was computed by.
    public Operation operation() {
        return operation;
    }

    /// What it was computed from; empty if it was given.
    public List<Variable> inputs() {
        return inputs;
    }

    /// Whether no gradient flows to it: it depends on no variable whose gradient is wanted.
    public boolean isConstant() {
        return constant;
    }

    /// A short symbol for drawings and errors; empty if it has none.
    public String name() {
        return name;
    }

    /// What it is, in a few words; empty if nobody said so.
    public String meaning() {
        return meaning;
    }

    /// Gives it a name.
    ///
    /// @param symbol such as `μ`
    /// @return this
    public Variable named(String symbol) {
        return named(symbol, meaning);
    }

    /// Gives it a name and says what it is.
    ///
    /// @param symbol such as `μ`
    /// @param words such as `mean of each feature`
    /// @return this
    public Variable named(String symbol, String words) {
        name = Require.present(symbol, "Variable", "name", "a short symbol");
        meaning = Require.present(words, "Variable", "meaning", "a few words, or none");
        return this;
    }

    /// What errors call it.
    String label() {
        return (name.isEmpty() ? "value " + position : name) + " " + shape();
    }

    /// The gradients of this single number with respect to everything it depends on.
    ///
    /// @throws ShapeMismatchException if it is not a single number; then say by [#gradients(Tensor)] what to
    /// contract it with
    public TapeGradients gradients() {
        return gradients(one("gradients(dy)").value());
    }

    /// The gradients of `Σ dy · this` with respect to everything it depends on.
    ///
    /// @param dy the gradient with respect to this, in its shape
    public TapeGradients gradients(Tensor dy) {
        return gradients(dy, List.of());
    }

    /// The gradients of `Σ dy · this` with respect to some variables, and to what lies between; those of all others
    /// are not computed.
    ///
    /// @param dy the gradient with respect to this, in its shape
    /// @param asked on the same tape; none for all
    public TapeGradients gradients(Tensor dy, List<Variable> asked) {
        ShapeMismatchException.require("gradients", "dy", dy, "value", shape());
        List<Variable> before =
                asked.stream().filter(each -> each.position <= position).toList();
        return new TapeGradients(this, new Backward(this, Tape.silent().constant(dy), false, before));
    }

    /// The gradient of this single number with respect to a variable, itself recorded on the tape, so that it can
    /// be differentiated again.
    ///
    /// @param x on the same tape, before this
    /// @throws ShapeMismatchException if this is not a single number
    public Variable gradient(Variable x) {
        return gradient(x, one("gradient(x, dy)"));
    }

    /// The gradient of `Σ dy · this` with respect to a variable, itself recorded on the tape.
    ///
    /// @param x on the same tape, before this
    /// @param dy in the shape of this, on the same tape; the result is linear in it
    public Variable gradient(Variable x, Variable dy) {
        ShapeMismatchException.require("gradient", "dy", dy.value, "value", shape());
        if (x.tape != tape || dy.tape != tape || x.position > position) {
            throw new IllegalArgumentException(
                    "gradient: %s was not there when %s was computed; expected a variable of the same tape, before it"
                            .formatted(x.label(), label()));
        }
        Variable gradient = new Backward(this, dy, true, List.of(x)).gradient(x);
        return gradient == null ? tape.constant(Tensor.zeros(precision(), x.shape())) : gradient;
    }

    /// The product of the second derivatives of this single number with a vector: `Σ_j ∂²y/∂x_i∂x_j · v_j`.
    ///
    /// @param v in the shape of x
    /// @return in the shape of x
    public Tensor hessianProduct(Variable x, Tensor v) {
        Variable slope = gradient(x);
        return slope.times(tape.constant(v)).sum().gradient(x).value();
    }

    /// All derivatives `∂y/∂x` one by one, without summing: the general method, for looking at. Backward passes
    /// never need it.
    ///
    /// @return of this one's shape followed by x's
    /// @throws ShapeMismatchException if there are too many
    public Tensor jacobian(Variable x) {
        if (Shape.elements(shape().size(), x.shape().size()) > MOST_DERIVATIVES) {
            throw ShapeMismatchException.of(
                    "jacobian",
                    "value",
                    shape(),
                    "variable",
                    x.shape(),
                    "at most " + MOST_DERIVATIVES + " derivatives");
        }
        int columns = x.shape().size();
        double[] all = new double[shape().size() * columns];
        for (int row = 0; row < shape().size(); row++) {
            Tensor dy = Tensor.zeros(precision(), shape());
            dy.setStored(Tensor.storedOffset(shape(), row), 1);
            System.arraycopy(gradients(dy, List.of(x)).of(x).toArray(), 0, all, row * columns, columns);
        }
        return Tensor.of(precision(), shape().followedBy(x.shape()), all);
    }

    private Variable one(String otherwise) {
        if (shape().size() != 1) {
            throw new ShapeMismatchException(
                    "gradients: value %s does not fit a single number; expected a sum or mean over all axes, or %s"
                            .formatted(shape(), otherwise));
        }
        Tensor one = Tensor.zeros(precision(), shape());
        one.fill(1);
        return tape.constant(one);
    }

    /// `a` where a condition is not 0, else `b`.
    public static Variable where(Variable condition, Variable a, Variable b) {
        return condition.apply(new Choice(), a, b);
    }

    /// Values one after the other along an axis.
    public static Variable concatenate(int axis, Variable first, Variable... more) {
        return first.apply(new Rearranging.Concatenate(axis), more);
    }

    /// This put through a function of your own, whose backward pass is written by hand.
    ///
    /// @param function of this and the others, in their order
    /// @param others on the same tape
    public Variable through(Operation.Own function, Variable... others) {
        return apply(Require.present(function, "through", "function", "an operation of your own"), others);
    }

    /// Records an operation on this and others.
    Variable apply(Operation other, Variable... more) {
        List<Variable> all = new ArrayList<>();
        all.add(this);
        all.addAll(List.of(more));
        return tape.record(other, all);
    }

    @Override
    public String toString() {
        return name.isEmpty() ? value.toString() : name + " = " + value;
    }
}
