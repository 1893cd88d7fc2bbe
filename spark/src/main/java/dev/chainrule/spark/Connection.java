package dev.chainrule.spark;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaSparkContext;

/// The way to a cluster. Spark itself would try for a minute, and say so in many lines.
final class Connection {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration MASTER_WITHIN = Duration.ofSeconds(20);
    /// What is started here comes, even on a machine with other work.
    private static final Duration OWN_WITHIN = Duration.ofMinutes(3);

    private Connection() {}

    /// Connects.
    ///
    /// @throws SettingsException if nothing answers there, or something else than a master of this version
    static JavaSparkContext open(Place place) {
        if (place instanceof Place.Standalone standalone) {
            requireAnswer(standalone);
        }
        CompletableFuture<JavaSparkContext> connected = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("spark-connection").start(() -> {
            try {
                connected.complete(new JavaSparkContext(ClusterSettings.of(place)));
            } catch (Throwable e) {
                connected.completeExceptionally(e);
            }
        });
        try {
            Duration patience = place instanceof Place.Standalone ? MASTER_WITHIN : OWN_WITHIN;
            return connected.get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw refused(place, "something listens there, but does not take this program in");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SettingsException mistake) {
                throw mistake;
            }
            throw refused(place, Reasons.of(cause == null ? e : cause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(place, "interrupted");
        }
    }

    private static void requireAnswer(Place.Standalone place) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(place.host(), place.port()), (int) ANSWER_WITHIN.toMillis());
        } catch (UnknownHostException e) {
            throw refused(place, "unknown host");
        } catch (IOException e) {
            throw refused(place, Reasons.of(e));
        }
    }

    private static SettingsException refused(Place place, String reason) {
        return new SettingsException(
                "--on: %s does not answer (%s); expected the master of a running cluster of Spark %s. Start one, or try --on local-cluster[2,1,2048]"
                        .formatted(place.master(), reason, ClusterSettings.version()));
    }
}
