package dev.chainrule.lab.run;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.dataset.Cifar10;
import dev.chainrule.lab.dataset.DatasetCache;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.ImageFolder;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.dataset.Mnist;
import dev.chainrule.lab.dataset.Partition;
import dev.chainrule.lab.dataset.Split;
import dev.chainrule.lab.settings.DataSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The images of a run, divided by purpose.
///
/// @param partition training (before the limit), validation and test images
/// @param scaling how bytes become numbers, with statistics of training images
/// @param limit train on at most so many images
public record RunData(Partition partition, PixelScaling scaling, int limit) {
    /// The share of an image folder that is for validation, and as much again for the test.
    private static final int FOLDER_PARTS = 5;

    private static final int MNIST_TRAINING = 55_000;

    /// Reads the images.
    ///
    /// @throws DatasetException if they are not there or damaged
    /// @throws SettingsException if the split is not one of the set's
    public static RunData load(DataSettings settings) throws DatasetException {
        ImageSource source = ImageSource.of(settings.set());
        if (source == ImageSource.BUNDLED_CIFAR10) {
            return bundled(settings);
        }
        Partition partition = switch (source) {
            case MNIST -> mnist(settings);
            case IMAGES -> images(settings);
            case CIFAR10, BUNDLED_CIFAR10 -> cifar10(settings);
        };
        return new RunData(partition, PixelScaling.of(settings.preprocessing(), partition.train()), settings.limit());
    }

    private static RunData bundled(DataSettings settings) {
        checkSplit(settings, ImageSource.BUNDLED_CIFAR10.usualSplit());
        BundledCifar10 bundle = BundledCifar10.load();
        Partition partition = new Partition(bundle.train(), bundle.validation(), bundle.test());
        PixelScaling scaling = settings.preprocessing() == PixelScaling.Kind.MEAN_IMAGE
                ? PixelScaling.meanImage(bundle.train().imageShape(), bundle.meanOfTraining49000())
                : PixelScaling.of(settings.preprocessing(), bundle.train());
        return new RunData(partition, scaling, settings.limit());
    }

    private static Partition cifar10(DataSettings settings) throws DatasetException {
        List<Split> splits =
                Arrays.stream(Split.values()).filter(Split::needsWholeSet).toList();
        checkSplit(settings, splits.stream().map(Split::id).toArray(String[]::new));
        Cifar10 all = settings.set().equals(ImageSource.CIFAR10.id())
                ? DatasetCache.standard().cifar10()
                : Cifar10.read(Path.of(settings.set()));
        return Split.named(settings.split()).of(all);
    }

    private static Partition mnist(DataSettings settings) throws DatasetException {
        checkSplit(settings, ImageSource.MNIST.usualSplit());
        Mnist all = settings.set().equals(ImageSource.MNIST.id())
                ? DatasetCache.standard().mnist()
                : Mnist.read(Path.of(settings.set()));
        int training = Math.min(MNIST_TRAINING, all.train().size() * 11 / 12);
        return new Partition(
                all.train().slice(0, training),
                all.train().slice(training, all.train().size()),
                all.test());
    }

    private static Partition images(DataSettings settings) throws DatasetException {
        Path folder = Path.of(settings.set());
        if (!Files.isDirectory(folder)) {
            List<String> known = ImageSource.names();
            throw new SettingsException(
                    "data: '%s' is neither a known set nor a folder; expected one of %s or a folder%s"
                            .formatted(settings.set(), String.join(", ", known), Nearest.hint(settings.set(), known)));
        }
        checkSplit(settings, ImageSource.IMAGES.usualSplit());
        ImageFolder images = ImageFolder.of(folder).over(settings.backgroundColour());
        if (!settings.imageSize().equals(DataSettings.AS_IS)) {
            String[] size = settings.imageSize().split("x", -1);
            images = images.resizedTo(Integer.parseInt(size[0]), Integer.parseInt(size[1]));
        }
        LabeledImages all = images.read();
        return Partition.random(all, all.size() / FOLDER_PARTS, all.size() / FOLDER_PARTS, 0);
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
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (LabeledImages part : List.of(partition.train(), partition.validation(), partition.test())) {
                digest.update(part.pixels());
                ByteBuffer labels =
                        ByteBuffer.allocate(part.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                labels.asIntBuffer().put(part.labels());
                digest.update(labels);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
