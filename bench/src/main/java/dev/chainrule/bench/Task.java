package dev.chainrule.bench;

/// A [Work] in the hands of one library.
interface Task {

    /// Does the work once. For a net that is forward, softmax cross-entropy, backward and Adam on the next batch.
    void step();

    /// A number by which libraries prove that they do the same: a net's latest loss, else a weighted sum of what
    /// came out.
    double result();
}
