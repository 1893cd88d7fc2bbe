package dev.chainrule.lab.run;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.dataset.Cifar10;
import dev.chainrule.lab.dataset.DatasetCache;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.dataset.KnownForms;
import dev.chainrule.lab.dataset.Mnist;
import dev.chainrule.lab.dataset.Partition;
import dev.chainrule.lab.dataset.Split;
import dev.chainrule.lab.settings.DataSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.FileNames;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The images of a run, divided by purpose.
///
/// @param partition training (before the limit), validation and test images
/// @param scaling how bytes become numbers, with statistics of training images
/// @param limit train on at most so many images
/// @param files the files of the images, in the same order; none for a known set
/// @param origin where they came from, and what a person should know about them
public record RunData(Partition partition, PixelScaling scaling, int limit, RunFiles files, DataOrigin origin) {
    private static final int MNIST_TRAINING = 55_000;

    /// Reads the images, and divides those of a folder.
    ///
    /// @throws DatasetException if they are not there or damaged
    /// @throws SettingsException if the split is not one of the set's
    public static RunData load(DataSettings settings) throws DatasetException {
        ImageSource source = ImageSource.of(settings.set());
        if (source == ImageSource.BUNDLED_CIFAR10) {
            return bundled(settings);
        }
        if (source == ImageSource.IMAGES) {
            return of(FolderData.divided(folder(settings), settings), settings, settings.set());
        }
        Partition partition = source == ImageSource.MNIST ? mnist(settings) : cifar10(settings);
        String folder = settings.set().equals(source.id()) ? "" : absolute(settings.set());
        return new RunData(
                partition,
                PixelScaling.of(settings.preprocessing(), partition.train()),
                settings.limit(),
                RunFiles.none(),
                new DataOrigin(settings.set(), folder, List.of()));
    }

    /// Reads the images of an earlier run again, divided as the run divided them, from where it found them. What
    /// has changed since is said in the notes.
    ///
    /// @param settings those of the run, or others on the same set
    /// @throws DatasetException if the images are not there any more, or are damaged
    /// @throws SettingsException if the split is not one of the set's
    /// @throws IOException if the folder of the run cannot be read
    public static RunData ofRun(RunFolder run, DataSettings settings) throws IOException {
        if (!Files.isRegularFile(run.about())) {
            return load(settings);
        }
        Beginning beginning = AboutFile.read(run.about()).beginning();
        DataOrigin origin = beginning.origin();
        if (origin.folder().isEmpty() || !origin.set().equals(settings.set())) {
            return load(settings);
        }
        RunFiles kept = RunFiles.read(run.files());
        Path before = FileNames.path("data", origin.folder());
        if (Files.isDirectory(before)) {
            return again(before, settings, kept);
        }
        Path here = FileNames.path("data", settings.set());
        if (Files.isDirectory(here)) {
            RunData data = again(here, settings, kept);
            if (kept.isEmpty()
                    ? data.sha256().equals(beginning.dataSha256())
                    : data.files().equals(kept)) {
                return data;
            }
        }
        throw new DatasetException(
                "%s: no such folder; expected the images of the run. Put them back, or name others with --data of evaluate or train"
                        .formatted(before));
    }

    private static RunData again(Path folder, DataSettings settings, RunFiles kept) throws DatasetException {
        if (kept.isEmpty()) {
            RunData data = load(settings.withSet(folder.toString()));
            return new RunData(
                    data.partition(),
                    data.scaling(),
                    data.limit(),
                    kept,
                    new DataOrigin(settings.set(), data.origin().folder(), List.of()));
        }
        return of(FolderData.kept(folder, settings, kept), settings, folder.toString());
    }

    private static RunData of(FolderData data, DataSettings settings, String folder) {
        return new RunData(
                data.partition(),
                PixelScaling.of(settings.preprocessing(), data.partition().train()),
                settings.limit(),
                data.files(),
                new DataOrigin(settings.set(), absolute(folder), data.notes()));
    }

    private static String absolute(String folder) {
        return FileNames.path("data", folder).toAbsolutePath().normalize().toString();
    }

    /// The same with more to know.
    RunData withNotes(List<String> more) {
        List<String> all = new ArrayList<>(origin.notes());
        all.addAll(more);
        return new RunData(partition, scaling, limit, files, new DataOrigin(origin.set(), origin.folder(), all));
    }

    /// What a person should know about the images, one line each.
    public List<String> notes() {
        return origin.notes();
    }

    private static RunData bundled(DataSettings settings) {
        checkSplit(settings, ImageSource.BUNDLED_CIFAR10.usualSplit());
        BundledCifar10 bundle = BundledCifar10.load();
        Partition partition = new Partition(bundle.train(), bundle.validation(), bundle.test());
        PixelScaling scaling = settings.preprocessing() == PixelScaling.Kind.MEAN_IMAGE
                ? PixelScaling.meanImage(bundle.train().imageShape(), bundle.meanOfTraining49000())
                : PixelScaling.of(settings.preprocessing(), bundle.train());
        return new RunData(
                partition, scaling, settings.limit(), RunFiles.none(), new DataOrigin(settings.set(), "", List.of()));
    }

    private static Partition cifar10(DataSettings settings) throws DatasetException {
        List<Split> splits =
                Arrays.stream(Split.values()).filter(Split::needsWholeSet).toList();
        checkSplit(settings, splits.stream().map(Split::id).toArray(String[]::new));
        Cifar10 all = settings.set().equals(ImageSource.CIFAR10.id())
                ? DatasetCache.standard().cifar10()
                : Cifar10.read(place(settings, KnownForms::cifar10));
        return Split.named(settings.split()).of(all);
    }

    private static Partition mnist(DataSettings settings) throws DatasetException {
        checkSplit(settings, ImageSource.MNIST.usualSplit());
        Mnist all = settings.set().equals(ImageSource.MNIST.id())
                ? DatasetCache.standard().mnist()
                : Mnist.read(place(settings, KnownForms::mnist));
        int training = Math.min(MNIST_TRAINING, all.train().size() * 11 / 12);
        return new Partition(
                all.train().slice(0, training),
                all.train().slice(training, all.train().size()),
                all.test());
    }

    private static Path place(DataSettings settings, Function<Path, Optional<Path>> finder) {
        Path folder = FileNames.path("data", settings.set());
        return finder.apply(folder).orElse(folder);
    }

    private static Path folder(DataSettings settings) throws DatasetException {
        Path folder = FileNames.path("data", settings.set());
        Optional<String> advice = KnownForms.advice(folder);
        if (advice.isPresent()) {
            throw new DatasetException(advice.get());
        }
        if (!Files.isDirectory(folder)) {
            List<String> known = ImageSource.names();
            boolean escaped = settings.set().chars().anyMatch(Character::isISOControl);
            throw new SettingsException(
                    "data: '%s' is neither a known set nor a folder; expected one of %s or a folder%s"
                            .formatted(
                                    settings.set(),
                                    String.join(", ", known),
                                    escaped
                                            ? ". In double quotes \\n"
                                                    + " and \\t are escapes; write single quotes, such as 'C:\\n"
                                                    + "ew', or / for \\"
                                            : Nearest.hint(settings.set(), known)));
        }
        checkSplit(settings, ImageSource.IMAGES.usualSplit(), ImageSource.PARTS);
        return folder;
    }

    private static void checkSplit(DataSettings settings, String... known) {
        if (!Arrays.asList(known).contains(settings.split())) {
            throw new SettingsException("data.split: '%s' is no split of %s; expected %s%s"
                    .formatted(
                            settings.split(),
                            settings.set(),
                            String.join(", ", known),
                            Nearest.hint(settings.split(), Arrays.asList(known))));
        }
    }

    /// The number of training images, at most the limit.
    public int trainingImages() {
        return Math.min(limit, partition.train().size());
    }

    /// The training images, at most as many as the limit.
    public ImageDataset training(Shape input) {
        LabeledImages all = partition.train();
        return dataset(limit < all.size() ? all.slice(0, limit) : all, input);
    }

    /// The validation images.
    public ImageDataset validation(Shape input) {
        return dataset(partition.validation(), input);
    }

    /// The test images.
    public ImageDataset test(Shape input) {
        return dataset(partition.test(), input);
    }

    private ImageDataset dataset(LabeledImages images, Shape input) {
        return new ImageDataset(images, scaling, input);
    }

    /// The shape of an image, (C, H, W).
    public Shape imageShape() {
        return partition.train().imageShape();
    }

    /// The names of the classes.
    public List<String> classNames() {
        return partition.train().classNames();
    }

    /// The SHA-256 of all images and labels: training before the limit, validation, test.
    public String sha256() {
        MessageDigest digest = Checksum.digest("SHA-256");
        for (LabeledImages part : List.of(partition.train(), partition.validation(), partition.test())) {
            digest.update(part.pixels());
            ByteBuffer labels = ByteBuffer.allocate(part.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            labels.asIntBuffer().put(part.labels());
            digest.update(labels);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
