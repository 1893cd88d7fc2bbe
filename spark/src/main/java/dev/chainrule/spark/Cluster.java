package dev.chainrule.spark;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/// Executors of Spark, for as long as it is open.
final class Cluster implements AutoCloseable {
    private static final Duration EXECUTORS_WITHIN = Duration.ofSeconds(60);
    /// When no further executor has come for so long, all are thought to be there.
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(3);

    private static final long POLL_MILLIS = 100;
    private static final Pattern LAST_FAILURE = Pattern.compile("most recent failure: (?:Lost task [^:]*: )?([^\\n]*)");

    private final Place place;
    private final JavaSparkContext context;
    private final int slots;
    private final Ending ending = new Ending();

    private Cluster(Place place, JavaSparkContext context, int slots) {
        this.place = place;
        this.context = context;
        this.slots = slots;
    }

    /// Connects, and waits for executors.
    ///
    /// @throws SettingsException if nothing answers there, or nothing that can compute
    static Cluster open(Place place) {
        JavaSparkContext context = Connection.open(place);
        try {
            return new Cluster(place, context, slots(place, context));
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    private static int slots(Place place, JavaSparkContext context) {
        long start = System.nanoTime();
        ExecutorCount last = new ExecutorCount(0, 0);
        long since = start;
        while (true) {
            ExecutorCount now = ExecutorCount.of(context);
            if (!now.equals(last)) {
                last = now;
                since = System.nanoTime();
            }
            boolean all = switch (place) {
                case Place.Local _ -> !now.isNone();
                case Place.LocalCluster cluster -> now.executors() == cluster.executors();
                case Place.Standalone _ -> !now.isNone() && System.nanoTime() - since >= SETTLED_AFTER.toNanos();
            };
            if (all) {
                return now.slots();
            }
            if (System.nanoTime() - start >= EXECUTORS_WITHIN.toNanos()
                    || context.sc().isStopped()) {
                throw new SettingsException(
                        "--on: %s gave no executor within %s s; expected a worker of Spark %s and Java 25 with a free core and %s of free memory. See the page of the master, and the log of its workers"
                                .formatted(
                                        place.master(),
                                        EXECUTORS_WITHIN.toSeconds(),
                                        ClusterSettings.version(),
                                        context.getConf().get("spark.executor.memory")));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SettingsException("--on: interrupted while waiting for executors; expected to be let wait");
        }
    }

    /// How many tasks are done side by side.
    int slots() {
        return slots;
    }

    /// Makes something known to the executors.
    <T> Broadcast<T> broadcast(T value) {
        return context.broadcast(value);
    }

    /// Does a task on some executor, and once more on another if that one is lost, up to four times.
    ///
    /// @param what it does, for people
    /// @param stopped asked now and then: whether to leave it
    /// @return its answer; nothing if it was left
    /// @throws ClusterException if it failed four times, or nobody is there to do it
    /// @throws IOException the same
    <R extends Serializable> Optional<R> compute(String what, Function<Integer, R> task, BooleanSupplier stopped)
            throws IOException {
        context.setJobDescription(what);
        JavaFutureAction<List<R>> future =
                context.parallelize(List.of(0), 1).map(task).collectAsync();
        long alone = 0;
        while (!stopped.getAsBoolean()) {
            try {
                return Optional.of(
                        future.get(POLL_MILLIS, TimeUnit.MILLISECONDS).getFirst());
            } catch (TimeoutException e) {
                alone = ExecutorCount.of(context).isNone() ? alone + POLL_MILLIS : 0;
                if (alone >= EXECUTORS_WITHIN.toMillis()) {
                    future.cancel(true);
                    throw lost(what, "no executor has been there for %s s".formatted(EXECUTORS_WITHIN.toSeconds()));
                }
            } catch (ExecutionException e) {
                if (stopped.getAsBoolean() || ending.hasBegun()) {
                    return Optional.empty();
                }
                throw lost(what, reason(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                future.cancel(true);
                return Optional.empty();
            }
        }
        future.cancel(true);
        return Optional.empty();
    }

    private ClusterException lost(String what, String reason) {
        return new ClusterException(
                "%s: not computed on %s (%s). What was done is kept; the same command goes on from it"
                        .formatted(what, place.master(), reason));
    }

    /// The last line of what Spark says.
    private static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String message = String.valueOf(cause.getMessage());
        Matcher last = LAST_FAILURE.matcher(message);
        return last.find() ? Reasons.oneLine(last.group(1)) : Reasons.of(cause);
    }

    @Override
    public void close() {
        String application = context.sc().applicationId();
        ending.close();
        context.close();
        if (place instanceof Place.LocalCluster) {
            ClusterSettings.home()
                    .ifPresent(home -> Folders.delete(home.resolve("work").resolve(application)));
        }
    }
}
