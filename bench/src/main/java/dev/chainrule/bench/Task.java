package dev.chainrule.bench;

/// Something that is timed by running it again and again.
interface Task {

    /// Does the work once.
    void step();
}
