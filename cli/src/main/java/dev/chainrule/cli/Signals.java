package dev.chainrule.cli;

import java.lang.reflect.Proxy;
import java.util.Optional;

/// Signals of the operating system. The JDK has them in `sun.misc` of `jdk.unsupported`, which the compiler warns of
/// wherever it is named; so it is looked up by name, and where it is not there nobody is told of a signal.
final class Signals {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private Signals() {}

    /// Gives a signal back to whom it was taken from.
    interface Handled extends AutoCloseable {
        @Override
        void close();
    }

    /// Calls a handler, in a thread of its own, whenever a signal arrives, until the result is closed. Nothing is
    /// handled if the platform has no such signal, or if Java was told to leave signals alone. A signal that was
    /// ignored when Java started, as SIGHUP under `nohup`, stays so.
    ///
    /// @param name without `SIG`, for example `INT`
    static Optional<Handled> handle(String name, Runnable handler) {
        try {
            Object own = handler(handler);
            Object before = set(name, own);
            return Optional.of(() -> restore(name, before));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    /// A `SignalHandler`.
    @SuppressWarnings("ReferenceEquality") // it is equal to itself alone
    private static Object handler(Runnable action) throws ReflectiveOperationException {
        Class<?> type = Class.forName(HANDLER);
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "handle" -> action.run();
                case "equals" -> {
                    return proxy == arguments[0];
                }
                case "hashCode" -> {
                    return System.identityHashCode(proxy);
                }
                default -> {
                    return HANDLER;
                }
            }
            return null;
        });
    }

    private static Object set(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName(SIGNAL);
        return signal.getMethod("handle", signal, Class.forName(HANDLER))
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }

    private static void restore(String name, Object handler) {
        try {
            set(name, handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIG" + name + " cannot be given back", e);
        }
    }
}
