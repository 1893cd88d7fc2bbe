package dev.chainrule.layer;

import dev.chainrule.kernel.GroupGeometry;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;

/// The pass that [LayerNorm] and [GroupNorm] share: they differ only in what a group is.
record GroupNormPass(
        Tensor x,
        GroupGeometry geometry,
        double epsilon,
        Parameter gamma,
        Parameter beta,
        Tensor mean,
        Tensor variance,
        Tensor output)
        implements Pass {

    static GroupNormPass forward(Tensor x, GroupGeometry geometry, double epsilon, Parameter gamma, Parameter beta) {
        Tensor mean = Tensor.allocate(Precision.FLOAT64, geometry.statistics());
        Tensor variance = Tensor.allocateLike(mean);
        Tensor y = Tensor.allocateLike(x);
        Kernels.of(x).normalization().groups(x, geometry, epsilon, gamma.value(), beta.value(), mean, variance, y);
        return new GroupNormPass(x, geometry, epsilon, gamma, beta, mean, variance, y);
    }

    @Override
    public Gradients backward(Tensor dy) {
        Tensor dx = Tensor.allocateLike(x);
        Tensor dgamma = Tensor.allocateLike(gamma.value());
        Tensor dbeta = Tensor.allocateLike(beta.value());
        Kernels.of(dy)
                .normalization()
                .groupGradients(x, geometry, epsilon, gamma.value(), mean, variance, dy, dx, dgamma, dbeta);
        return Gradients.ofInput(dx).with(gamma, dgamma).with(beta, dbeta);
    }
}
