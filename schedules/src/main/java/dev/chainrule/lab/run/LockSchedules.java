package dev.chainrule.lab.run;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.schedules.Target;
import dev.chainrule.schedules.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// Several runs that want one folder, of one process and of two.
public final class LockSchedules {
    private static final int MOST_ATTEMPTS = 3;

    /// So long stays who has the lock, so that others can come as far as that.
    private static final int LOOKS = 50;

    private LockSchedules() {}

    /// Targets by name.
    public static Map<String, Target> all() {
        return Map.of("locks", Target.of(LockSchedules::locks));
    }

    /// What the processes share.
    private record Shared(Path folder, Method[] processes) {
        static final Shared IT = of();

        private static Shared of() {
            try {
                return new Shared(
                        Files.createTempDirectory("locks"), new Method[] {take(new Process()), take(new Process())});
            } catch (ReflectiveOperationException | IOException e) {
                throw new AssertionError(e);
            }
        }

        private static Method take(Process process) throws ReflectiveOperationException {
            Method take = process.loadClass(RunLock.class.getName()).getDeclaredMethod("take", Path.class);
            take.setAccessible(true);
            return take;
        }
    }

    /// Another process, as far as [RunLock] knows: it has its class once more. The virtual machine keeps locks of
    /// one file from each other whoever takes them.
    private static final class Process extends ClassLoader {
        Process() {
            super(Process.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(RunLock.class.getName()) && findLoadedClass(name) == null
                    ? findClass(name)
                    : super.loadClass(name, resolve);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream file =
                    Objects.requireNonNull(getResourceAsStream(name.replace('.', '/') + ".class"), name)) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    /// Never do two have the lock, one of them gets it, and the folder is then free and empty.
    private static void locks() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        Threads.together(
                () -> attempt(0, inside, taken), () -> attempt(0, inside, taken), () -> attempt(1, inside, taken));
        Threads.require(taken.get() > 0, "nobody got the lock");
        for (int process = 0; process < 2; process++) {
            Threads.require(isTaken(process, inside), "the lock is not free");
        }
        try (var left = Files.list(Shared.IT.folder)) {
            Threads.require(left.findAny().isEmpty(), "something stays behind");
        }
    }

    private static void attempt(int process, AtomicInteger inside, AtomicInteger taken) throws Exception {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            if (isTaken(process, inside)) {
                taken.incrementAndGet();
                return;
            }
        }
    }

    private static boolean isTaken(int process, AtomicInteger inside) throws Exception {
        try (AutoCloseable lock = (AutoCloseable) Shared.IT.processes[process].invoke(null, Shared.IT.folder)) {
            Threads.require(lock != null, "no lock");
            inside.incrementAndGet();
            for (int look = 0; look < LOOKS; look++) {
                Threads.require(inside.get() == 1, "two have the lock");
            }
            inside.decrementAndGet();
            return true;
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof SettingsException)) {
                throw new AssertionError(e.getCause());
            }
            return false;
        }
    }
}
