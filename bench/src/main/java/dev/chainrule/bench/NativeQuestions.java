package dev.chainrule.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// Asks the native libraries that this JVM has loaded which instructions they use, by functions that they export.
@SuppressWarnings("restricted")
final class NativeQuestions {
    private static final int STRING_BYTES = 32;

    private NativeQuestions() {}

    private interface Call<T> {
        T by(MethodHandle function) throws Throwable;
    }

    /// The processor that OpenBLAS takes this one for.
    static Optional<String> openBlas() {
        return call(
                "openblas_get_corename",
                FunctionDescriptor.of(ValueLayout.ADDRESS),
                function -> text((MemorySegment) function.invoke()));
    }

    /// The answer of `std::string at::get_cpu_capability()`. The caller passes the place for the string; its first
    /// word is the address of the characters, which for so short a text lie in the string itself.
    static Optional<String> aten() {
        return call(
                "_ZN2at18get_cpu_capabilityB5cxx11Ev",
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                function -> {
                    try (Arena arena = Arena.ofConfined()) {
                        MemorySegment string = arena.allocate(STRING_BYTES, Long.BYTES);
                        MemorySegment _ = (MemorySegment) function.invoke(string);
                        return text(string.get(ValueLayout.ADDRESS, 0));
                    }
                });
    }

    /// Has MKL and oneDNN print, with the first thing that they do, which instructions they use.
    static void setVerbose(boolean verbose) {
        for (String name :
                List.of("_ZN5torch7verbose16_mkl_set_verboseEi", "_ZN5torch7verbose19_mkldnn_set_verboseEi")) {
            callWithInt(name, ValueLayout.JAVA_INT, function -> (int) function.invoke(verbose ? 1 : 0));
        }
    }

    /// Writes out what C code has printed and C's library still holds.
    static void flush() {
        callWithInt("fflush", ValueLayout.ADDRESS, function -> (int) function.invoke(MemorySegment.NULL));
    }

    private static void callWithInt(String name, MemoryLayout argument, Call<Integer> call) {
        call(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, argument), call);
    }

    private static <T> Optional<T> call(String name, FunctionDescriptor descriptor, Call<T> call) {
        Linker linker = Linker.nativeLinker();
        return SymbolLookup.loaderLookup()
                .or(linker.defaultLookup())
                .find(name)
                .map(address -> linker.downcallHandle(address, descriptor))
                .map(function -> {
                    try {
                        return call.by(function);
                    } catch (Throwable e) {
                        throw new IllegalStateException(name, e);
                    }
                });
    }

    private static String text(MemorySegment characters) {
        return characters.reinterpret(Integer.MAX_VALUE).getString(0);
    }
}
