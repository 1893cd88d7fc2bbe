package dev.chainrule.lab.run;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.FolderFile;
import dev.chainrule.lab.dataset.FolderListing;
import dev.chainrule.lab.dataset.FolderSplit;
import dev.chainrule.lab.dataset.ImageFolder;
import dev.chainrule.lab.dataset.ImageSize;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.dataset.KnownForms;
import dev.chainrule.lab.dataset.PartFiles;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.text.FileNames;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Chooses what a person left open for a folder of images, where the default preset is made for 4000 of 32 × 32 pixels:
/// size, batch and epochs. Whoever names a preset gets it as it is.
///
/// | setting | for n training images |
/// |---|---|
/// | `data.image-size` | as they are, if all have one size of at most 64 pixels a side that fits; else 32x32 |
/// | `batch-size` | a sixth of n, from 8 to 50, and not above n |
/// | `epochs` | 400 steps, from 15 to 100 epochs |
final class FolderChoice {
    private static final String SIZE = "32x32";
    private static final int LARGEST_SIDE = 64;
    private static final int STEPS_FOR_BATCH = 6;
    private static final int LEAST_BATCH = 8;
    private static final int MOST_BATCH = 50;
    private static final int STEPS = 400;
    private static final int LEAST_EPOCHS = 15;
    private static final int MOST_EPOCHS = 100;
    private static final int FEW_STEPS = 100;

    private FolderChoice() {}

    /// Puts what fits the data under what was given.
    ///
    /// @return one line that says what was chosen, or none
    /// @throws DatasetException if the folder cannot be trained on
    static List<String> apply(SettingsBuilder builder) throws DatasetException {
        RunSettings settings = builder.build();
        if (builder.isNamed() || ImageSource.of(settings.data().set()) != ImageSource.IMAGES) {
            return List.of();
        }
        Path folder = FileNames.path("data", settings.data().set());
        if (!Files.isDirectory(folder) || KnownForms.advice(folder).isPresent()) {
            return List.of(); // whoever reads the folder says so
        }
        FolderListing listing = FolderData.listing(folder, settings.data()).checked();
        PartFiles files = FolderSplit.of(listing).files();
        int images = Math.min(settings.data().limit(), files.train().size());
        List<String> chosen = new ArrayList<>();
        if (!builder.isGiven("data.image-size") && settings.data().size().isEmpty()) {
            size(settings, ImageFolder.of(folder), files, listing.classNames().size())
                    .ifPresent(why -> {
                        builder.suggest("data.image-size", SIZE);
                        chosen.add("image-size " + SIZE + " (" + why + ")");
                    });
        }
        if (!builder.isGiven("batch-size")) {
            int batch = batch(images);
            builder.suggest("batch-size", String.valueOf(batch));
            chosen.add("batch-size " + batch);
        }
        if (!builder.isGiven("epochs")) {
            int stepsPerEpoch = Math.max(1, images / builder.build().plan().batchSize());
            int epochs = epochs(stepsPerEpoch);
            builder.suggest("epochs", String.valueOf(epochs));
            chosen.add("epochs %s (%s steps)".formatted(epochs, epochs * stepsPerEpoch));
        }
        boolean augmentationGiven = builder.isGiven("augmentation");
        if (!augmentationGiven) {
            leaveUncovered(builder);
        }
        return chosen.isEmpty() ? List.of() : List.of(said(chosen, images, augmentationGiven));
    }

    /// A folder may be of small images, which are moved little and of which nothing may be covered.
    private static void leaveUncovered(SettingsBuilder builder) {
        builder.suggest("augmentation.translate", "2");
        builder.suggest("augmentation.cutout", "0");
    }

    private static String said(List<String> chosen, int images, boolean augmentationGiven) {
        return String.format(
                Locale.ROOT,
                "chosen for %,d training %s: %s%s",
                images,
                images == 1 ? "image" : "images",
                String.join(", ", chosen),
                augmentationGiven
                        ? ""
                        : "; images are mirrored and moved a little: --flip none if left and right tell classes apart");
    }

    /// Why images must be resized, if so.
    private static Optional<String> size(RunSettings settings, ImageFolder folder, PartFiles files, int classes) {
        List<FolderFile> all =
                files.members().stream().map(PartFiles.Member::file).toList();
        Map<ImageSize, Integer> sizes = folder.sizes(all);
        List<ImageSize> sorted = sizes.keySet().stream()
                .sorted(Comparator.comparingLong(size -> (long) size.width() * size.height()))
                .toList();
        if (sorted.isEmpty()) {
            return Optional.empty(); // all are broken, which is said when they are read
        }
        ImageSize first = sorted.getFirst();
        if (sorted.size() > 1) {
            return Optional.of("they are %s to %s".formatted(first, sorted.getLast()));
        }
        boolean large = Math.max(first.width(), first.height()) > LARGEST_SIDE;
        return large || !fits(settings, Shape.of(3, first.height(), first.width()), classes)
                ? Optional.of("they are " + first)
                : Optional.empty();
    }

    private static boolean fits(RunSettings settings, Shape image, int classes) {
        try {
            ModelBuilder.build(settings.spec(image, classes), new NumpyRandom(0));
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    static int batch(int images) {
        return Math.min(images, Math.clamp(images / STEPS_FOR_BATCH, LEAST_BATCH, MOST_BATCH));
    }

    static int epochs(int stepsPerEpoch) {
        return Math.clamp((STEPS + stepsPerEpoch - 1) / stepsPerEpoch, LEAST_EPOCHS, MOST_EPOCHS);
    }

    /// A line about a run on a folder of one's own that has few steps to learn in.
    static Optional<String> fewSteps(RunSettings settings, RunData data) {
        int images = Math.min(settings.data().limit(), data.partition().train().size());
        long steps =
                (long) (images / settings.plan().batchSize()) * settings.plan().epochs();
        boolean own = !data.files().isEmpty();
        return own && steps > 0 && steps < FEW_STEPS
                ? Optional.of(
                        "%s %s in all may be too few to learn much: more --epochs or a smaller --batch-size give more"
                                .formatted(steps, steps == 1 ? "step" : "steps"))
                : Optional.empty();
    }
}
