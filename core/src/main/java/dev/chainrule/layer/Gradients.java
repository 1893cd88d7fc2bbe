package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The gradients that a backward pass returns: one by the input, and one by each parameter, found by identity. They are
/// returned and never accumulated, so nothing has to be zeroed between steps.
public final class Gradients {
    private final @Nullable Tensor input;
    private final Map<Parameter, Tensor> parameters = new LinkedHashMap<>();

    private Gradients(@Nullable Tensor input) {
        this.input = input;
    }

    /// The gradient with respect to the input, to which parameters may be added by [#with].
    public static Gradients ofInput(Tensor dx) {
        return new Gradients(dx);
    }

    /// No gradient with respect to the input, as [Pass#parameterGradients] returns it.
    public static Gradients withoutInput() {
        return new Gradients(null);
    }

    /// Adds the gradient with respect to a parameter; a parameter that occurs twice gets the sum, so shared weights
    /// need nothing more.
    ///
    /// @return this
    public Gradients with(Parameter parameter, Tensor gradient) {
        Tensor earlier = parameters.putIfAbsent(parameter, gradient);
        if (earlier != null) {
            Kernels.of(earlier).pointwise().addScaled(gradient, 1, earlier);
        }
        return this;
    }

    /// Adds the gradients with respect to all parameters of `other`; its input is left out.
    ///
    /// @return this
    public Gradients withParametersOf(Gradients other) {
        other.parameters.forEach(this::with);
        return this;
    }

    /// The gradient with respect to the input.
    ///
    /// @throws IllegalStateException if only the parameters' gradients were asked for
    public Tensor input() {
        if (input == null) {
            throw new IllegalStateException(
                    "Gradients: the gradient with respect to the input was not computed; call backward, not"
                            + " parameterGradients");
        }
        return input;
    }

    /// The gradient with respect to a parameter, in its shape.
    ///
    /// @throws IllegalArgumentException if the parameter took no part in the pass
    public Tensor of(Parameter parameter) {
        Tensor gradient = parameters.get(parameter);
        if (gradient == null) {
            throw new IllegalArgumentException("Gradients: parameter %s took no part in this pass; expected one of %s"
                    .formatted(parameter.name(), parameters.keySet()));
        }
        return gradient;
    }

    /// The gradients with respect to the parameters by their names, in the order in which the backward pass reached
    /// them; the tensors themselves.
    ///
    /// ```java
    /// gradients.byName().forEach((name, dw) -> System.out.println(name + " " + dw.abs().max()));
    /// ```
    ///
    /// @throws IllegalArgumentException if two parameters have one name; [#of] finds the gradients of those
    public SequencedMap<String, Tensor> byName() {
        SequencedMap<String, Tensor> names = new LinkedHashMap<>();
        parameters.forEach((parameter, gradient) -> {
            if (names.put(parameter.name(), gradient) != null) {
                throw new IllegalArgumentException(
                        "Gradients: two parameters are named %s; expected a name each. Ask by parameter, with of(…)"
                                .formatted(parameter.name()));
            }
        });
        return names;
    }
}
