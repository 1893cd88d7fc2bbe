package dev.chainrule.layer;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;

/// A named tensor that training updates, unless it is [Kind#FIXED] or frozen. Two parameters are equal only if they are
/// the same object.
public final class Parameter {
    private final String name;
    private final Kind kind;
    private final Tensor value;
    private boolean frozen;

    /// Creates a parameter; its tensor changes in place as training goes on.
    public Parameter(String name, Kind kind, Tensor value) {
        this.name = Require.present(name, "Parameter", "name", "the name under which it is saved, such as W1");
        this.kind = Require.present(kind, "Parameter " + name, "kind", "what it does in its layer");
        this.value = Require.present(value, "Parameter " + name, "value", "a tensor");
    }

    /// The name under which it is saved, in the course's manner: `W1`, `b1`, `gamma1`, `beta1`, …
    public String name() {
        return name;
    }

    /// What it does in its layer.
    public Kind kind() {
        return kind;
    }

    /// Whether training updates it.
    public boolean isTrained() {
        return kind != Kind.FIXED && !frozen;
    }

    /// Whether it stays as it is because its layer was frozen.
    public boolean isFrozen() {
        return frozen;
    }

    /// Ends its training, for good: no rule, decay, penalty, constraint or average touches it, and a backward pass
    /// leaves its gradient out where that saves time. [Layer#freeze] does it for all parameters of a layer.
    public void freeze() {
        frozen = true;
    }

    /// Whether it has to be computed from data and was not yet: it is still zeros.
    public boolean isUnfitted() {
        return kind == Kind.FIXED && Kernels.of(value).pointwise().sumOfMagnitudes(value) == 0;
    }

    /// The current value; not a copy.
    public Tensor value() {
        return value;
    }

    @Override
    public String toString() {
        return name + value.shape();
    }

    /// The role of a parameter. Weight penalties apply by it: only a [#WEIGHT] multiplies the data, the others
    /// merely shift or scale a feature, and are penalised only where a penalty says so.
    public enum Kind {
        /// Multiplies the input; the kind that penalties are on.
        WEIGHT,
        /// Multiplies the input; computed from data before training, never trained or penalised.
        FIXED,
        /// Added to the output of a product.
        BIAS,
        /// Multiplies a normalised feature (gamma).
        SCALE,
        /// Added to a normalised feature (beta).
        SHIFT
    }
}
