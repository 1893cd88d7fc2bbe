package dev.chainrule.kernel;

/// Loads the vector kernels, and says what to do where the JVM was started without the Vector API.
final class VectorSupport {
    private VectorSupport() {}

    static Kernels load() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            throw new IllegalStateException(
                    "Chainrule: float32 kernels need the JDK module jdk.incubator.vector, which is not"
                            + " loaded from the class path; start java with --add-modules jdk.incubator.vector");
        }
        return new Kernels(
                new VectorGemm(), new VectorPointwise(), new VectorScoreLoss(), new VectorUpdate(), new VectorPixels());
    }
}
