package dev.chainrule.bench;

/// One library that trains one net: a step is forward, softmax cross-entropy, backward and Adam on the next batch.
interface Contender extends Task {

    /// The loss of the latest step.
    double loss();
}
