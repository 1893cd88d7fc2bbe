package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.FileNames;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// What can be trained on, and how each is divided unless told otherwise.
public enum ImageSource {
    /// The images that come with the program.
    BUNDLED_CIFAR10("cifar10-small", "bundled"),
    /// The whole of CIFAR-10, or a folder with its files.
    CIFAR10("cifar10", "cs231n"),
    /// The whole of MNIST, or a folder with its files: 55,000 / 5,000 / 10,000.
    MNIST("mnist", "standard"),
    /// A folder of images: 60 % / 20 % / 20 % of each class.
    IMAGES("a folder", "stratified");

    /// The name of the split of a folder of images that is divided already, by folders `train`, `val` and `test`.
    public static final String PARTS = "parts";

    private final String id;
    private final String usualSplit;

    ImageSource(String id, String usualSplit) {
        this.id = id;
        this.usualSplit = usualSplit;
    }

    /// What a name or the path of a folder means; a folder is what its files are.
    public static ImageSource of(String set) {
        for (ImageSource source : values()) {
            if (source != IMAGES && source.id.equals(set)) {
                return source;
            }
        }
        Path folder = FileNames.path("data", set);
        return KnownForms.cifar10(folder).isPresent()
                ? CIFAR10
                : KnownForms.mnist(folder).isPresent() ? MNIST : IMAGES;
    }

    /// The names that are known.
    public static List<String> names() {
        return Arrays.stream(values())
                .filter(source -> source != IMAGES)
                .map(ImageSource::id)
                .toList();
    }

    /// Its name, for example `cifar10`.
    public String id() {
        return id;
    }

    /// The name of the split of a set unless told otherwise: of a folder with folders for its parts, these.
    public static String usualSplit(String set) {
        ImageSource source = of(set);
        try {
            boolean inParts = source == IMAGES && FolderListing.hasParts(FileNames.path("data", set));
            return inParts ? PARTS : source.usualSplit();
        } catch (DatasetException _) {
            return source.usualSplit(); // whoever reads the folder hears why it cannot be listed
        }
    }

    /// The name of its split unless told otherwise.
    public String usualSplit() {
        return usualSplit;
    }
}
