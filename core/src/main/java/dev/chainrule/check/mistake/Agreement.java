package dev.chainrule.check.mistake;

/// How near two computations of the same formula come, by the precision of the numbers they were made of.
public enum Agreement {
    /// Numbers of float64.
    FLOAT64(1e-8, 1e-12),
    /// Numbers of float32, of which about seven digits are known.
    FLOAT32(1e-4, 2e-6),
    /// Numbers of float16, of which about three digits are known.
    FLOAT16(3e-2, 2e-2);

    /// Of the largest number of a result.
    final double ofLargest;
    /// Of the terms that cancel in it, by their size.
    final double ofTerms;

    Agreement(double ofLargest, double ofTerms) {
        this.ofLargest = ofLargest;
        this.ofTerms = ofTerms;
    }
}
