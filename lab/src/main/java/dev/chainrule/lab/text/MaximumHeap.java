package dev.chainrule.lab.text;

/// The largest heap that this JVM may use: what `-Xmx` says, or what the JVM has chosen by itself.
///
/// [Runtime#maxMemory] says less with some collectors, and not always the same: the parallel one takes off the part of
/// its young generation that is empty at the moment. With `-Xmx72m` it said 64, 65 or 69 MiB, and a batch size that one
/// run was advised to use was refused to the next.
public final class MaximumHeap {
    private MaximumHeap() {}

    /// Its bytes.
    public static long bytes() {
        return JvmFlag.value("MaxHeapSize").map(Long::parseLong).orElseGet(Runtime.getRuntime()::maxMemory);
    }
}
