package dev.chainrule.lab.dataset.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Serves one file on the loopback address, as badly as a test wants.
final class LoopbackServer implements AutoCloseable {
    private final ServerSocket socket;
    private final byte[] file;
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile int cutAfter = Integer.MAX_VALUE;
    private volatile boolean knowsRanges = true;

    LoopbackServer(byte[] file) throws IOException {
        this.file = file;
        this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    URI address(String name) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/data/" + name);
    }

    /// From now on every answer has this status and no content.
    LoopbackServer answering(int status) {
        this.status = status;
        return this;
    }

    /// From now on the connection breaks after so many bytes of content.
    LoopbackServer cuttingAfter(int bytes) {
        this.cutAfter = bytes;
        return this;
    }

    /// From now on the whole file is sent, whatever was asked for.
    LoopbackServer withoutRanges() {
        this.knowsRanges = false;
        return this;
    }

    /// The ranges that were asked for, empty where none was.
    List<String> ranges() {
        return ranges;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                answer(connection);
            } catch (IOException e) {
                // the client has seen enough, or the test has ended
            }
        }
    }

    private void answer(Socket connection) throws IOException {
        var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        String range = "";
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.startsWith("Range: bytes=")) {
                range = line.substring("Range: bytes=".length());
            }
        }
        ranges.add(range);
        int from = range.isEmpty() || !knowsRanges ? 0 : Integer.parseInt(range.substring(0, range.length() - 1));
        OutputStream out = connection.getOutputStream();
        if (status != 200 || from >= file.length) {
            out.write(("HTTP/1.1 " + (status == 200 ? 416 : status) + " No\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        String head = from == 0
                ? "HTTP/1.1 200 OK\r\n"
                : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes %d-%d/%d\r\n"
                        .formatted(from, file.length - 1, file.length);
        out.write((head + "Content-Length: " + (file.length - from) + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.write(file, from, Math.min(cutAfter, file.length - from));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
