package dev.chainrule.bench;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.vector.Machine;
import java.lang.management.ManagementFactory;
import java.util.List;

/// Which instructions the library of this JVM uses, from its own mouth.
final class Instructions {
    /// Convolutions and products, since a part says what it uses when it is used.
    private static final Work NET = new Net.Vgg(List.of(8), 2);

    private static final Work PRODUCT = new ProductShape(false, false, 8, 8, 8);

    private Instructions() {}

    /// What our kernels use.
    static String ofKernels() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return "vectors of %d bits, %d registers, UseAVX=%s, UseFMA=%s"
                .formatted(Kernels.vectorBits(), Machine.REGISTERS, flag(jvm, "UseAVX"), flag(jvm, "UseFMA"));
    }

    private static String flag(HotSpotDiagnosticMXBean jvm, String name) {
        try {
            return jvm.getVMOption(name).getValue();
        } catch (IllegalArgumentException e) {
            return "none";
        }
    }

    /// Has the native parts of a peer print what they use, each in a line that its [NativePart] understands.
    static void print(Library peer) {
        Task task = peer.task(peer == Library.OPENBLAS ? PRODUCT : NET, 1);
        NativeQuestions.setVerbose(true);
        task.step();
        NativeQuestions.setVerbose(false);
        NativeQuestions.flush();
        NativeQuestions.aten().map(NativePart.ATEN::line).ifPresent(System.out::println);
        NativeQuestions.openBlas().map(NativePart.OPENBLAS::line).ifPresent(System.out::println);
    }
}
