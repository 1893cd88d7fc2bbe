package dev.chainrule.optim;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Gradient descent with momentum, in one of two forms that differ when the rate changes.
///
/// @param momentum the share of the velocity that is kept; 0.9 is usual
/// @param dampening d, the share of each gradient that does not enter the velocity; the first one enters whole, as in
/// PyTorch
/// @param form whose definition of the velocity
public record Momentum(double momentum, double dampening, Form form) implements MomentumRule {
    /// Checks the settings.
    public Momentum {
        Require.share("Momentum", "momentum", momentum);
        Require.share("Momentum", "dampening", dampening);
        Require.present(form, "Momentum", "form", "velocity or buffer");
    }

    /// A momentum of 0.9 without dampening, in the form of the course.
    public static Momentum of() {
        return new Momentum(0.9, 0, Form.VELOCITY);
    }

    @Override
    public Momentum withMomentum(double other) {
        return new Momentum(other, dampening, form);
    }

    /// The same with another dampening.
    public Momentum withDampening(double other) {
        return new Momentum(momentum, other, form);
    }

    /// The same in another form.
    public Momentum withForm(Form other) {
        return new Momentum(momentum, dampening, other);
    }

    /// Where the learning rate enters.
    public enum Form {
        /// `v = momentum · v − rate · (1 − d) · g; w += v`: CS231n assignment 2, `sgd_momentum`.
        VELOCITY,
        /// `v = momentum · v + (1 − d) · g; w −= rate · v`: PyTorch.
        BUFFER
    }

    @Override
    public List<String> memory() {
        return List.of("velocity");
    }

    @Override
    public void apply(Tensor value, Tensor gradient, double rate, long step, List<Tensor> memory) {
        var update = Kernels.of(value).update();
        double fresh = step == 1 ? 1 : 1 - dampening;
        switch (form) {
            case VELOCITY -> update.momentum(value, gradient, memory.getFirst(), rate * fresh, momentum);
            case BUFFER -> update.momentumBuffer(value, gradient, memory.getFirst(), rate, momentum, fresh);
        }
    }
}
