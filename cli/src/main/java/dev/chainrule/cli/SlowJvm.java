package dev.chainrule.cli;

import dev.chainrule.lab.machine.MachineFacts;
import dev.chainrule.lab.machine.Slowdown;
import java.util.function.Consumer;

/// Says of a JVM that lacks what the kernels need, before it trains.
final class SlowJvm {
    private SlowJvm() {}

    /// Asks on a thread of its own, since that takes a third of a second, for which training need not wait.
    ///
    /// @param say is told a line for each reason why training takes many times as long
    static void warn(Consumer<String> say) {
        Thread.ofPlatform().daemon().start(() -> {
            for (Slowdown slowdown : Slowdown.of(MachineFacts.here(), Double.NaN)) {
                if (slowdown.kind().isManyfold()) {
                    say.accept("warning: " + slowdown.sentence()
                            + " Training takes many times as long. More is said by: chainrule machine");
                }
            }
        });
    }
}
