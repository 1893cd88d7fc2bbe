package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The whole of MNIST: 60,000 training and 10,000 test digits, grey, in ten classes.
///
/// The files are IDX: two zero bytes, the element type (8: unsigned byte), the number of axes, one big-endian 32-bit
/// extent for each axis, then the elements. Source: Y. LeCun, C. Cortes and C. Burges, *The MNIST database of
/// handwritten digits*, 1998.
///
/// @param train the training images
/// @param test the test images
public record Mnist(LabeledImages train, LabeledImages test) {
    /// The shape of one image: (1, 28, 28).
    public static final Shape IMAGE_SHAPE = Shape.of(1, 28, 28);

    /// The names of the ten classes, by label: the digits.
    public static final List<String> CLASS_NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /// Reads the four files of a folder, as they are or packed with gzip; their names may have a dot before `idx`,
    /// as in `train-images.idx3-ubyte.gz`.
    ///
    /// @throws DataFileException when a file is missing, is not IDX, has another length or a label above 9
    public static Mnist read(Path folder) throws DatasetException {
        return new Mnist(
                read(there(folder, "train-images-idx3-ubyte"), there(folder, "train-labels-idx1-ubyte")),
                read(there(folder, "t10k-images-idx3-ubyte"), there(folder, "t10k-labels-idx1-ubyte")));
    }

    private static Path there(Path folder, String name) {
        return file(folder, name).orElse(folder.resolve(name));
    }

    /// The file of a folder that has the canonical name, or one of those that people have it under.
    static Optional<Path> file(Path folder, String name) {
        String dotted = name.replace("-idx", ".idx");
        return Stream.of(name, dotted, name + ".gz", dotted + ".gz")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /// Reads one pair of files: images of 28 × 28 and their labels.
    ///
    /// @throws DataFileException when a file is missing, is not IDX, has another length or a label above 9
    public static LabeledImages read(Path images, Path labels) throws DatasetException {
        IdxFile pixels = IdxFile.read(images, 3);
        int count = pixels.extent(0);
        if (pixels.extent(1) != 28 || pixels.extent(2) != 28) {
            throw new DataFileException(
                    images.toString(),
                    8,
                    "images of %s × %s do not fit MNIST; expected 28 × 28"
                            .formatted(pixels.extent(1), pixels.extent(2)));
        }
        IdxFile classes = IdxFile.read(labels, 1);
        if (classes.extent(0) != count) {
            throw new DataFileException(
                    labels.toString(), 4, "%s labels do not fit %s images".formatted(classes.extent(0), count));
        }
        int[] label = new int[count];
        for (int i = 0; i < count; i++) {
            label[i] = classes.elements()[i] & 0xff;
            if (label[i] >= CLASS_NAMES.size()) {
                throw new DataFileException(
                        labels.toString(),
                        IdxFile.HEADER + IdxFile.EXTENT + i,
                        "label %s of image %s does not fit 10 classes; expected 0 to 9".formatted(label[i], i));
            }
        }
        return new LabeledImages(pixels.elements(), label, IMAGE_SHAPE, CLASS_NAMES);
    }
}
