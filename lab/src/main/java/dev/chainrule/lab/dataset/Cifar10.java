package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.tensor.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The whole of CIFAR-10: 50,000 training and 10,000 test photographs of 32 × 32 pixels in ten classes.
///
/// A canonical file holds 10,000 records of 3,073 bytes: the label, then 1,024 red, 1,024 green and 1,024 blue bytes,
/// each plane row by row. Source: A. Krizhevsky, *Learning Multiple Layers of Features from Tiny Images*, 2009.
///
/// @param train the 50,000 training images, batches 1 to 5 in order
/// @param test the 10,000 test images
public record Cifar10(LabeledImages train, LabeledImages test) {
    /// The shape of one image: (3, 32, 32).
    public static final Shape IMAGE_SHAPE = Shape.of(3, 32, 32);

    /// The names of the ten classes, by label.
    public static final List<String> CLASS_NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    /// The names of the canonical files: five training batches, then the test batch.
    public static final List<String> FILES = List.of(
            "data_batch_1.bin",
            "data_batch_2.bin",
            "data_batch_3.bin",
            "data_batch_4.bin",
            "data_batch_5.bin",
            "test_batch.bin");

    /// Images of a file.
    public static final int RECORDS = 10_000;
    /// Bytes of one colour of an image.
    public static final int PLANE_BYTES = 32 * 32;

    /// Bytes of an image: red, green, blue.
    public static final int IMAGE_BYTES = 3 * PLANE_BYTES;

    /// Bytes of an image behind its label.
    public static final int RECORD_BYTES = 1 + IMAGE_BYTES;

    /// Reads the six canonical files of a folder.
    ///
    /// @throws DataFileException when a file is missing, has another length or a label above 9
    public static Cifar10 read(Path folder) throws DatasetException {
        return read(folder, RECORDS);
    }

    /// Reads six files of `records` records each.
    static Cifar10 read(Path folder, int records) throws DatasetException {
        requireRecords(folder.resolve(FILES.getFirst()), records); // before memory is taken for all of them
        int trainFiles = FILES.size() - 1;
        byte[] pixels = new byte[trainFiles * records * 3072];
        int[] labels = new int[trainFiles * records];
        for (int file = 0; file < trainFiles; file++) {
            readRecords(folder.resolve(FILES.get(file)), records, pixels, labels, file * records);
        }
        byte[] testPixels = new byte[records * 3072];
        int[] testLabels = new int[records];
        readRecords(folder.resolve(FILES.get(trainFiles)), records, testPixels, testLabels, 0);
        return new Cifar10(images(pixels, labels), images(testPixels, testLabels));
    }

    private static LabeledImages images(byte[] pixels, int[] labels) {
        return new LabeledImages(pixels, labels, IMAGE_SHAPE, CLASS_NAMES);
    }

    private static void readRecords(Path file, int records, byte[] pixels, int[] labels, int first)
            throws DatasetException {
        requireRecords(file, records);
        try (InputStream stream = Files.newInputStream(file)) {
            int chunk = 1000;
            byte[] buffer = new byte[chunk * RECORD_BYTES];
            for (int start = 0; start < records; start += chunk) {
                int count = Math.min(chunk, records - start);
                if (stream.readNBytes(buffer, 0, count * RECORD_BYTES) < count * RECORD_BYTES) {
                    throw new EOFException();
                }
                for (int i = 0; i < count; i++) {
                    int label = buffer[i * RECORD_BYTES] & 0xff;
                    if (label >= CLASS_NAMES.size()) {
                        throw new DataFileException(
                                file.toString(),
                                (long) (start + i) * RECORD_BYTES,
                                "label %s of record %s does not fit 10 classes; expected 0 to 9"
                                        .formatted(label, start + i));
                    }
                    labels[first + start + i] = label;
                    System.arraycopy(buffer, i * RECORD_BYTES + 1, pixels, (first + start + i) * 3072, 3072);
                }
            }
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw new DatasetException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }

    private static void requireRecords(Path file, int records) throws DatasetException {
        requireLength(file, (long) records * RECORD_BYTES, records + " records of " + RECORD_BYTES + " bytes");
    }

    /// Checks that a file is there and has exactly the length that its format demands.
    static void requireLength(Path file, long expected, String pattern) throws DatasetException {
        if (!Files.isRegularFile(file)) {
            throw new DataFileException(file, "no such file; expected " + pattern);
        }
        try {
            long actual = Files.size(file);
            if (actual != expected) {
                throw new DataFileException(
                        file, "length %s does not fit %s; expected %s bytes".formatted(actual, pattern, expected));
            }
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw new DatasetException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }
}
