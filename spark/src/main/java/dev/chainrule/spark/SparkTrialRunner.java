package dev.chainrule.spark;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.trial.Trial;
import dev.chainrule.lab.trial.TrialRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.spark.broadcast.Broadcast;

/// Trials on a cluster of Apache Spark.
///
/// A trial is computed in segments of some seconds. An executor gets the trial and its folder as it is so far, trains,
/// and answers with the folder as it is then; what it answers is written into the trial's folder here, and the next
/// segment begins from it, wherever there is room. As a training that goes on from a state has the bits of one that
/// never stopped, neither the cuts nor the loss of an executor change a bit; a lost one costs the segments that it
/// worked at. The machines need no file system in common, but each needs the images.
final class SparkTrialRunner implements TrialRunner {
    /// How long an executor works before it sends what it has.
    static final Duration SEGMENT = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Duration segment;
    private volatile boolean stopped;

    /// @param cluster is closed with this
    /// @param segment how long an executor works before it sends what it has; at least one step
    SparkTrialRunner(Cluster cluster, Duration segment) {
        this.cluster = cluster;
        this.segment = segment;
    }

    @Override
    public int workers() {
        return cluster.slots();
    }

    @Override
    public boolean train(Trial trial, RunData data, Path part, LongConsumer stepped) throws IOException {
        String settings = trial.settings().toYaml();
        String sha256 = data.sha256();
        Files.createDirectories(part);
        while (!stopped) {
            Broadcast<PackedFolder> folder = cluster.broadcast(PackedFolder.of(part, List.of()));
            Segment next = new Segment(
                    trial.name(),
                    settings,
                    trial.until(),
                    trial.tested(),
                    data.origin().folder(),
                    sha256,
                    segment.toNanos(),
                    folder);
            Optional<Answer> answer = cluster.compute(trial.name(), next, () -> stopped);
            if (answer.isEmpty()) {
                return false;
            }
            folder.destroy();
            if (accepted(answer.get(), part, stepped)) {
                return true;
            }
        }
        return false;
    }

    /// Takes over what an executor did.
    ///
    /// @return whether the trial is at its step
    private static boolean accepted(Answer answer, Path part, LongConsumer stepped) throws IOException {
        switch (answer.kind()) {
            case SETTINGS -> throw new SettingsException(answer.host() + ": " + answer.message());
            case DATA -> throw new DatasetException(answer.host() + ": " + answer.message());
            case STATE, DONE -> {
                answer.folder().unpack(part);
                stepped.accept(answer.step());
            }
        }
        return answer.kind() == Answer.Kind.DONE;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
        cluster.close();
    }
}
