package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training opens no socket: a process that opens one loads the platform's class of it, which the JVM writes down.
class NoSocketTest {
    /// The classes without which no socket is opened: of what streams and channels send through, and of addresses
    /// looked up.
    private static final Pattern SOCKETS =
            Pattern.compile("sun\\.nio\\.ch\\.(Net|NioSocketImpl|SocketDispatcher|DatagramDispatcher)"
                    + " |java\\.net\\.Inet[46]AddressImpl ");

    @TempDir
    Path folder;

    /// Opens one of each kind, so that it is known that they would be seen.
    public static final class Sockets {
        private Sockets() {}

        /// Opens and closes them, bound to this machine alone if at all.
        public static void main(String[] arguments) throws IOException {
            new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).close();
            ServerSocketChannel.open().close();
            SocketChannel.open().close();
            DatagramChannel.open().close();
        }
    }

    @Test
    void trainingOpensNone() throws Exception {
        Path images = TinyImages.folder(folder, 10, "red", "blue");
        List<String> flags = List.of("-Xlog:class+load:file=" + folder.resolve("classes"));
        Process process = OwnProcess.start(
                folder,
                flags,
                "train",
                "--data",
                images,
                "--preset",
                "quick-fc",
                "--hidden",
                4,
                "--epochs",
                1,
                "--batch-size",
                4,
                "--out",
                folder.resolve("run"));
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        assertThat(folder.resolve("run/model.safetensors")).isRegularFile();
        assertThat(sockets()).isEmpty();
    }

    @Test
    void anOpenedOneIsSeen() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + folder.resolve("classes"),
                        "-cp",
                        Path.of(Sockets.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        Sockets.class.getName())
                .inheritIO()
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(sockets())
                .contains("sun.nio.ch.Net", "sun.nio.ch.SocketDispatcher", "sun.nio.ch.DatagramDispatcher");
    }

    private Set<String> sockets() throws IOException {
        String classes = Files.readString(folder.resolve("classes"));
        assertThat(classes).contains("java.lang.Object ");
        Set<String> found = new TreeSet<>();
        Matcher matcher = SOCKETS.matcher(classes);
        while (matcher.find()) {
            found.add(matcher.group().strip());
        }
        return found;
    }
}
