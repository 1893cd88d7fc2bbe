package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;

/// Fetches one file over HTTP. What has arrived stays in a `.part` file when the connection breaks, and the next
/// attempt asks for the rest.
final class HttpFetch {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_REFUSED = 416;
    private static final long UNKNOWN = -1;
    private static final long REFUSED = -2;

    private final URI address;
    private final DownloadProgress progress;

    HttpFetch(URI address, DownloadProgress progress) {
        this.address = address;
        this.progress = progress;
    }

    /// Fetches the file into a folder, or finds it there.
    ///
    /// @return the whole file, named as in the address
    /// @throws DatasetException when it cannot be reached or the connection breaks
    Path into(Path folder) throws IOException {
        String path = address.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        Path whole = folder.resolve(name);
        if (Files.exists(whole)) {
            return whole;
        }
        progress.started(address.toString());
        Path part = folder.resolve(name + ".part");
        int status = request(part);
        if (status == RANGE_REFUSED) {
            Files.deleteIfExists(part); // it is no beginning of that file; start again
            status = request(part);
        }
        if (status != OK && status != PARTIAL) {
            throw new DatasetException("%s answers %s%s"
                    .formatted(address, status, status == 404 ? " (not found)" : status == 403 ? " (forbidden)" : ""));
        }
        return Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    }

    private int request(Path part) throws IOException {
        long present = Files.exists(part) ? Files.size(part) : 0;
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(PATIENCE).header("User-Agent", "chainrule");
        if (present > 0) {
            request.header("Range", "bytes=" + present + "-");
        }
        AtomicLong total = new AtomicLong(REFUSED);
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            CompletableFuture<HttpResponse<Path>> answer =
                    client.sendAsync(request.build(), info -> subscriber(info, part, present, total));
            try {
                int status = await(answer, part, total).statusCode();
                return status == PARTIAL && total.get() == REFUSED ? RANGE_REFUSED : status;
            } finally {
                client.shutdownNow();
            }
        }
    }

    private static BodySubscriber<Path> subscriber(
            HttpResponse.ResponseInfo info, Path part, long present, AtomicLong total) {
        long length = info.headers().firstValueAsLong("Content-Length").orElse(UNKNOWN);
        boolean rest = info.statusCode() == PARTIAL
                && info.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + present + "-");
        if (rest) {
            total.set(length < 0 ? UNKNOWN : present + length);
            return BodySubscribers.ofFile(part, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        }
        if (info.statusCode() == OK) {
            total.set(length);
            return BodySubscribers.ofFile(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        }
        return BodySubscribers.replacing(part);
    }

    private HttpResponse<Path> await(CompletableFuture<HttpResponse<Path>> answer, Path part, AtomicLong total)
            throws IOException {
        long arrived = -1;
        long arrivedAt = System.nanoTime();
        while (true) {
            try {
                return answer.get(200, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                long now = Files.exists(part) ? Files.size(part) : 0;
                progress.moved(now, Math.max(UNKNOWN, total.get()));
                if (Math.max(now, total.get()) > Limits.DOWNLOAD_BYTES) {
                    throw new DatasetException("%s is larger than the limit of %s MB"
                            .formatted(address, Limits.DOWNLOAD_BYTES / 1_000_000));
                }
                if (now != arrived) {
                    arrived = now;
                    arrivedAt = System.nanoTime();
                } else if (System.nanoTime() - arrivedAt > 2 * PATIENCE.toNanos()) {
                    throw new DatasetException(broken("nothing arrives any more", part));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DatasetException(broken("interrupted", part), e);
            } catch (ExecutionException e) {
                throw failure(e.getCause() == null ? e : e.getCause(), part);
            }
        }
    }

    /// Says what a failed request means; a full disk is not the network's fault and comes out as it is.
    private IOException failure(Throwable cause, Path part) throws IOException {
        String host = address.getHost();
        if (cause instanceof IOException full && Reasons.isDiskFull(full)) {
            return full;
        }
        if (cause instanceof ConnectException) {
            boolean unknown = isUnknownHost(cause);
            return new DatasetException(
                    unknown ? "the host " + host + " is not known; is there a network?" : "no connection to " + host,
                    cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return new DatasetException("%s does not answer within %s s".formatted(host, PATIENCE.toSeconds()), cause);
        }
        if (cause instanceof SSLException) {
            return new DatasetException("no secure connection to %s (%s)".formatted(host, Reasons.of(cause)), cause);
        }
        return new DatasetException(broken(Reasons.of(cause), part), cause);
    }

    private static boolean isUnknownHost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    private String broken(String why, Path part) throws IOException {
        double arrived = Files.exists(part) ? Files.size(part) / 1e6 : 0;
        return String.format(
                Locale.ROOT,
                "the connection to %s broke after %.1f MB (%s); run the command again to go on from there",
                address.getHost(),
                arrived,
                why);
    }
}
