package dev.chainrule.layer;

import dev.chainrule.settings.Require;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.TapeGradients;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A layer whose forward pass is a formula on a tape and whose backward pass comes by itself. It is trained, checked,
/// saved and derived like any other; a backward pass written by hand is faster.
///
/// ```java
/// record LowRank(int rank, int outputs) implements LayerSpec {
///     @Override
///     public Layer build(Build at) {
///         Parameter u = at.weight("U", at.input().extent(1), rank);
///         Parameter v = at.weight("V", rank, outputs);
///         return TapeLayer.of(given -> given.x().matmul(given.of(u)).matmul(given.of(v)), u, v);
///     }
/// }
/// ```
///
/// **Kept**: all values of the formula. **Side effects**: those of the formula; it should have none.
public final class TapeLayer implements Layer {
    private final Function<Given, Variable> formula;
    private final List<Parameter> parameters;

    /// What a formula is computed from.
    ///
    /// @param tape that it is recorded on
    /// @param x the layer's input
    /// @param mode why it is computed; in training it has randomness
    /// @param parameters of the layer
    public record Given(Tape tape, Variable x, Mode mode, List<Parameter> parameters) {
        /// Copies the list.
        public Given {
            parameters = List.copyOf(parameters);
        }

        /// The value of a parameter.
        ///
        /// @throws IllegalArgumentException if it is not one of the layer's, since then it would not be trained
        public Variable of(Parameter parameter) {
            if (!parameters.contains(parameter)) {
                throw new IllegalArgumentException(
                        "TapeLayer: parameter %s is not one of the layer's; expected one of %s. Name it in TapeLayer.of(formula, parameters)"
                                .formatted(parameter, parameters));
            }
            return tape.variable(parameter.name(), parameter.value());
        }
    }

    private TapeLayer(Function<Given, Variable> formula, List<Parameter> parameters) {
        this.formula = Require.present(formula, "TapeLayer", "formula", "a function of what is given");
        this.parameters = List.copyOf(parameters);
    }

    /// A layer of a formula.
    ///
    /// @param parameters all that the formula takes by [Given#of]
    public static TapeLayer of(Function<Given, Variable> formula, Parameter... parameters) {
        return new TapeLayer(formula, List.of(parameters));
    }

    /// The formula at certain numbers, on a new tape.
    public Variable record(Tensor x, Mode mode) {
        Tape tape = new Tape();
        return formula.apply(new Given(tape, tape.variable("x", x), mode, parameters));
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        return new TapePass(this, x, record(x, mode));
    }

    private record TapePass(TapeLayer layer, Tensor x, Variable y) implements Pass {
        @Override
        public Tensor output() {
            return y.value();
        }

        @Override
        public Gradients backward(Tensor dy) {
            TapeGradients gradients = y.gradients(dy);
            return addParameters(gradients, Gradients.ofInput(gradients.of(variable("x", x))));
        }

        @Override
        public Gradients parameterGradients(Tensor dy) {
            if (layer.parameters.isEmpty()) {
                return Gradients.withoutInput();
            }
            List<Variable> asked = new ArrayList<>();
            layer.parameters.forEach(parameter -> asked.add(variable(parameter.name(), parameter.value())));
            return addParameters(y.gradients(dy, asked), Gradients.withoutInput());
        }

        /// Adds copies: whoever gets the gradients may change them, and on the tape several may share their
        /// numbers.
        private Gradients addParameters(TapeGradients from, Gradients to) {
            for (Parameter parameter : layer.parameters) {
                Tensor gradient = Tensor.allocateLike(parameter.value());
                gradient.copyFrom(from.of(variable(parameter.name(), parameter.value())));
                to.with(parameter, gradient);
            }
            return to;
        }

        private Variable variable(String name, Tensor value) {
            return y.tape().variable(name, value);
        }
    }

    /// The shape of the output, found by computing it once on zeros.
    @Override
    public Shape outputShape(Shape input) {
        Precision precision = parameters.isEmpty()
                ? Precision.FLOAT64
                : parameters.getFirst().value().precision();
        Tensor zeros = Tensor.zeros(precision, input);
        return new Workspace().run(() -> record(zeros, new Mode.Evaluate()).shape());
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }

    @Override
    public String toString() {
        return "TapeLayer" + parameters;
    }
}
