package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.dataset.Cifar10;
import dev.chainrule.lab.dataset.Colours;
import dev.chainrule.lab.dataset.DataFileException;
import dev.chainrule.lab.dataset.ImageDecoder;
import dev.chainrule.lab.dataset.ImageSize;
import dev.chainrule.lab.text.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads CIFAR-10 in each form in which it is published.
///
/// | form | files |
/// |---|---|
/// | binary | `data_batch_1.bin` …, `test_batch.bin`: canonical already |
/// | Python | `data_batch_1` …, `test_batch`: pickles |
/// | PNG | `data_batch_1.png` …: one image a row, one pixel a column; labels in `train_lables.json`, `test_lables.json`
/// |
public final class Cifar10Importer implements Importer {
    private static final Pattern BATCH = Pattern.compile("(data_batch_[1-5]|test_batch)(\\.bin|\\.png|)");
    private static final Pattern LABELS = Pattern.compile("(train|test)_lables\\.json");

    private final Path folder;
    private final int records;
    private final Map<String, byte[]> labels = new HashMap<>();
    private final Map<String, Path> withoutLabels = new LinkedHashMap<>();

    /// @param folder where canonical files are written
    /// @param records how many images a file holds
    Cifar10Importer(Path folder, int records) {
        this.folder = folder;
        this.records = records;
    }

    @Override
    public void accept(String name, InputStream content, long size) throws IOException {
        Matcher batch = BATCH.matcher(name);
        if (batch.matches()) {
            Path target = folder.resolve(batch.group(1) + ".bin");
            switch (batch.group(2)) {
                case ".bin" -> copy(name, content, size, target);
                case ".png" -> {
                    Files.write(target, fromPng(name, read(name, content, size)));
                    withoutLabels.put(batch.group(1), target);
                }
                default -> Files.write(target, fromPickle(name, read(name, content, size)));
            }
        }
        Matcher list = LABELS.matcher(name);
        if (list.matches()) {
            labels.put(list.group(1), labels(name, read(name, content, size)));
        }
    }

    @Override
    public void finish() throws IOException {
        for (Map.Entry<String, Path> batch : withoutLabels.entrySet()) {
            boolean test = batch.getKey().equals("test_batch");
            byte[] all = labels.get(test ? "test" : "train");
            int first = test ? 0 : (batch.getKey().charAt("data_batch_".length()) - '1') * records;
            if (all == null || all.length < first + records) {
                throw new DataFileException(
                        (test ? "test" : "train") + "_lables.json",
                        -1,
                        "%s labels do not fit images %s to %s of %s.png"
                                .formatted(all == null ? 0 : all.length, first, first + records - 1, batch.getKey()));
            }
            try (FileChannel channel = FileChannel.open(batch.getValue(), StandardOpenOption.WRITE)) {
                for (int record = 0; record < records; record++) {
                    channel.write(ByteBuffer.wrap(all, first + record, 1), (long) record * Cifar10.RECORD_BYTES);
                }
            }
        }
    }

    private void copy(String name, InputStream content, long size, Path target) throws IOException {
        long expected = (long) records * Cifar10.RECORD_BYTES;
        if (size != expected) {
            throw new DataFileException(
                    name,
                    -1,
                    "length %s does not fit %s records of %s bytes; expected %s bytes"
                            .formatted(size, records, Cifar10.RECORD_BYTES, expected));
        }
        Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] read(String name, InputStream content, long size) throws IOException {
        if (size > Limits.ENTRY_BYTES) {
            throw new DataFileException(
                    name, -1, "length %s does not fit the limit of %s bytes".formatted(size, Limits.ENTRY_BYTES));
        }
        return content.readNBytes((int) size);
    }

    private byte[] fromPng(String name, byte[] png) throws DataFileException {
        ImageSize expected = new ImageSize(Cifar10.PLANE_BYTES, records);
        ImageSize actual = ImageDecoder.size(name, png);
        if (!actual.equals(expected)) {
            throw new DataFileException(name, -1, "size %s does not fit size %s".formatted(actual, expected));
        }
        byte[] planes = ImageDecoder.overWhite().decode(name, png).planes(Colours.RGB);
        byte[] batch = new byte[records * Cifar10.RECORD_BYTES];
        for (int record = 0; record < records; record++) {
            for (int channel = 0; channel < 3; channel++) {
                System.arraycopy(
                        planes,
                        (channel * records + record) * Cifar10.PLANE_BYTES,
                        batch,
                        record * Cifar10.RECORD_BYTES + 1 + channel * Cifar10.PLANE_BYTES,
                        Cifar10.PLANE_BYTES);
            }
        }
        return batch;
    }

    private byte[] fromPickle(String name, byte[] pickle) throws DataFileException {
        PickledBatch content = new PickleReader(name, pickle).read();
        if (content.labels().length != records || content.data().length != records * Cifar10.IMAGE_BYTES) {
            throw new DataFileException(
                    name,
                    -1,
                    "%s labels and %s bytes do not fit %s images of %s bytes"
                            .formatted(content.labels().length, content.data().length, records, Cifar10.IMAGE_BYTES));
        }
        byte[] batch = new byte[records * Cifar10.RECORD_BYTES];
        for (int record = 0; record < records; record++) {
            batch[record * Cifar10.RECORD_BYTES] = content.labels()[record];
            System.arraycopy(
                    content.data(),
                    record * Cifar10.IMAGE_BYTES,
                    batch,
                    record * Cifar10.RECORD_BYTES + 1,
                    Cifar10.IMAGE_BYTES);
        }
        return batch;
    }

    private static byte[] labels(String name, byte[] json) throws DataFileException {
        String text = new String(json, StandardCharsets.US_ASCII).strip();
        String inner = text.length() >= 2 ? text.substring(1, text.length() - 1) : "";
        if (!text.startsWith("[") || !text.endsWith("]")) {
            throw new DataFileException(name, 0, "this is not a list of labels; expected [6, 9, …]");
        }
        String[] numbers = inner.split(",", -1);
        byte[] labels = new byte[numbers.length];
        for (int i = 0; i < labels.length; i++) {
            String number = numbers[i].strip();
            if (!number.matches("[0-9]")) {
                throw new DataFileException(
                        name,
                        -1,
                        "label '%s' of image %s does not fit 10 classes; expected 0 to 9"
                                .formatted(Reasons.oneLine(number), i));
            }
            labels[i] = (byte) (number.charAt(0) - '0');
        }
        return labels;
    }
}
