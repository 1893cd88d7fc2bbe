package dev.chainrule.kernel.reference;

import static dev.chainrule.tensor.DoubleTensor.dataOf;

import dev.chainrule.kernel.Standardization;

/// The backward pass of batch normalisation for one feature d, in three forms to be read side by side.
///
/// The forward pass was, for the N numbers x of the feature: μ = Σ x / N, v = Σ (x − μ)² / N, x̂ = (x − μ) / √(v + ε),
/// y = γ x̂ + β.
public final class ReferenceBatchNormBackward {
    private final double[] x;
    private final double[] dy;
    private final int features;
    private final int d;
    private final int n;
    private final double mean;
    private final double variancePlusEpsilon;
    private final double gamma;

    ReferenceBatchNormBackward(double[] x, double[] dy, Standardization scaling, int d) {
        this.x = x;
        this.dy = dy;
        this.features = scaling.features();
        this.d = d;
        this.n = x.length / features;
        this.mean = dataOf(scaling.mean())[d];
        this.variancePlusEpsilon = dataOf(scaling.variance())[d] + scaling.epsilon();
        this.gamma = scaling.gammaOf(d);
    }

    private int at(int i) {
        return i * features + d;
    }

    private double xHat(int i) {
        return (x[at(i)] - mean) / Math.sqrt(variancePlusEpsilon);
    }

    /// `Σ dy · x̂`.
    double dgamma() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += dy[at(i)] * xHat(i);
        }
        return sum;
    }

    /// `Σ dy`.
    double dbeta() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += dy[at(i)];
        }
        return sum;
    }

    /// Backwards through the nodes of the graph
    /// `x → μ → centred = x − μ → squared → v → deviation = √(v + ε) → inverse = 1 / deviation → x̂ = centred ·
    /// inverse`. Where a value was used twice, its gradients add up.
    void graph(double[] dx) {
        double deviation = Math.sqrt(variancePlusEpsilon);
        double inverse = 1 / deviation;
        double dInverse = 0;
        for (int i = 0; i < n; i++) {
            double dxHat = dy[at(i)] * gamma;
            dInverse += dxHat * (x[at(i)] - mean);
        }
        double dDeviation = -dInverse / (deviation * deviation);
        double dVariance = 0.5 / deviation * dDeviation;
        double dMean = 0;
        for (int i = 0; i < n; i++) {
            double centred = x[at(i)] - mean;
            double dSquared = dVariance / n;
            double dCentred = dy[at(i)] * gamma * inverse + 2 * centred * dSquared;
            dMean -= dCentred;
            dx[at(i)] = dCentred;
        }
        for (int i = 0; i < n; i++) {
            dx[at(i)] += dMean / n;
        }
    }

    /// The paper's `dv = Σ dx̂ (x − μ) · (−½)(v + ε)^(−3/2)`, `dμ = −Σ dx̂ / √(v + ε) + dv · Σ −2(x − μ) / N`,
    /// `dx = dx̂ / √(v + ε) + dv · 2(x − μ) / N + dμ / N`.
    void paper(double[] dx) {
        double root = Math.sqrt(variancePlusEpsilon);
        double dv = 0;
        double dmu = 0;
        double distances = 0;
        for (int i = 0; i < n; i++) {
            double dxHat = dy[at(i)] * gamma;
            dv += dxHat * (x[at(i)] - mean) * -0.5 / (variancePlusEpsilon * root);
            dmu -= dxHat / root;
            distances += -2 * (x[at(i)] - mean);
        }
        dmu += dv * distances / n;
        for (int i = 0; i < n; i++) {
            dx[at(i)] = dy[at(i)] * gamma / root + dv * 2 * (x[at(i)] - mean) / n + dmu / n;
        }
    }

    /// `dx = γ / (N √(v + ε)) · (N dy − Σ dy − x̂ Σ dy x̂)`, in which the two sums are dβ and dγ.
    void simplified(double dgamma, double dbeta, double[] dx) {
        double factor = gamma / (n * Math.sqrt(variancePlusEpsilon));
        for (int i = 0; i < n; i++) {
            dx[at(i)] = factor * (n * dy[at(i)] - dbeta - xHat(i) * dgamma);
        }
    }
}
