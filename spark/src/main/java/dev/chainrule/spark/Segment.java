package dev.chainrule.spark;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.run.RunFolder;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.text.MaximumHeap;
import dev.chainrule.lab.trial.Trial;
import dev.chainrule.lab.trial.TrialTraining;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/// A piece of a trial, which an executor computes: it gets all that the piece depends on, and answers with all that
/// came of it. What an executor that is lost has done of it is done again elsewhere, to the same bits.
///
/// @param name of the trial
/// @param settings of the trial, as YAML
/// @param until the step at which the trial pauses
/// @param tested whether the test images are looked at when it ends
/// @param images the absolute folder of the images; empty for a known set
/// @param sha256 of the images
/// @param nanos after so much time it is cut, after the step in work
/// @param folder the folder of the trial as it is so far
record Segment(
        String name,
        String settings,
        long until,
        boolean tested,
        String images,
        String sha256,
        long nanos,
        Broadcast<PackedFolder> folder)
        implements Function<Integer, Answer> {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public Answer call(Integer partition) throws IOException {
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        Path work =
                Files.createTempDirectory(Path.of(SparkFiles.getRootDirectory()).toAbsolutePath(), "trial-");
        try {
            return trained(host, work);
        } catch (DatasetException e) {
            return Answer.refused(Answer.Kind.DATA, host, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return Answer.refused(Answer.Kind.SETTINGS, host, String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            return Answer.refused(
                    Answer.Kind.SETTINGS,
                    host,
                    "out of memory (%s) with a heap of %s MiB for all trials side by side; expected fewer of them or more heap"
                            .formatted(e.getMessage(), MaximumHeap.bytes() >> 20));
        } finally {
            Folders.delete(work);
        }
    }

    private Answer trained(String host, Path work) throws IOException {
        Path file = Files.writeString(work.resolve("trial.yaml"), settings);
        RunSettings trained = new SettingsBuilder().file(file).build();
        RunData data = ExecutorImages.of(trained.data(), images, sha256);
        Path part = work.resolve("part");
        folder.value().unpack(part);
        long start = System.nanoTime();
        AtomicLong step = new AtomicLong();
        boolean done = new TrialTraining(new Trial(name, trained, part, until, tested), data, part)
                .train(step::set, () -> System.nanoTime() - start >= nanos);
        RunFolder files = new RunFolder(part);
        PackedFolder packed = PackedFolder.of(part, List.of(name(files.state()), name(files.history())));
        return new Answer(done ? Answer.Kind.DONE : Answer.Kind.STATE, host, step.get(), packed, "");
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
