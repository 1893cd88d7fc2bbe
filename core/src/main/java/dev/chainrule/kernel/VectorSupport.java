package dev.chainrule.kernel;

/// Whether the vector kernels can run, and what to do where they cannot.
final class VectorSupport {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

    private VectorSupport() {}

    /// Whether the Vector API was loaded.
    static boolean isPresent() {
        return PRESENT;
    }

    /// Checks that the Vector API was loaded. It always is where Chainrule is a module; on the class path it needs
    /// a flag.
    ///
    /// @throws IllegalStateException naming the flag
    static void require() {
        if (!PRESENT) {
            throw new IllegalStateException(
                    "Chainrule: float32 kernels need the JDK module jdk.incubator.vector, which is"
                            + " not loaded from the class path; start java with --add-modules jdk.incubator.vector");
        }
    }
}
