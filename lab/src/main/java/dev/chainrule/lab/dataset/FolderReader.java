package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.format.Limits;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Decodes image files of a folder, several at a time. Files that cannot be read are all named at once.
final class FolderReader {
    private static final int NAMED = 10;
    private static final Comparator<FolderFile> BY_NAME = Comparator.comparing(FolderFile::name);

    private final Path folder;
    private final Colours colours;
    private final ImageDecoder decoder;
    private final Map<FolderFile, String> sha256 = new ConcurrentHashMap<>();
    private final SortedSet<FolderFile> alphaOnly = new ConcurrentSkipListSet<>(BY_NAME);
    private final Map<FolderFile, DatasetException> broken = new TreeMap<>(BY_NAME);

    FolderReader(Path folder, Colours colours, ImageDecoder decoder) {
        this.folder = folder;
        this.colours = colours;
        this.decoder = decoder;
    }

    /// The sizes of images as their headers say, with the files that have each, in the order of the files. What has
    /// no size is remembered as broken.
    Map<ImageSize, List<FolderFile>> sizes(List<FolderFile> files) {
        List<Optional<ImageSize>> sizes = files.parallelStream().map(this::size).toList();
        Map<ImageSize, List<FolderFile>> bySize = new LinkedHashMap<>();
        for (int i = 0; i < files.size(); i++) {
            FolderFile file = files.get(i);
            sizes.get(i)
                    .ifPresent(size ->
                            bySize.computeIfAbsent(size, _ -> new ArrayList<>()).add(file));
        }
        return bySize;
    }

    private Optional<ImageSize> size(FolderFile file) {
        try {
            String name = file.path().toString();
            // A name that the platform cannot decode names no file any more once it is text.
            boolean named = name.indexOf('\ufffd') < 0;
            return Optional.of(
                    named ? ImageDecoder.size(file.path()) : ImageDecoder.size(name, Files.readAllBytes(file.path())));
        } catch (IOException e) {
            remember(file, e);
            return Optional.empty();
        }
    }

    /// Decodes files and resizes the images. What cannot be decoded is remembered as broken.
    LabeledImages read(List<FolderFile> files, ImageSize size, List<String> classNames) throws DatasetException {
        Shape shape = Shape.of(colours.channels(), size.height(), size.width());
        if ((long) files.size() * shape.size() > Integer.MAX_VALUE) {
            throw new DatasetException("%s: %s images of %s do not fit one data set of at most 2 GB; resize them"
                    .formatted(folder, files.size(), shape));
        }
        byte[] pixels = new byte[files.size() * shape.size()];
        int[] labels = files.stream()
                .mapToInt(file -> classNames.indexOf(file.className()))
                .toArray();
        IntStream.range(0, files.size()).parallel().forEach(i -> {
            try {
                readInto(files.get(i), size, pixels, i * shape.size());
            } catch (IOException e) {
                remember(files.get(i), e);
            }
        });
        return new LabeledImages(pixels, labels, shape, classNames);
    }

    private synchronized void remember(FolderFile file, IOException failure) {
        DatasetException fault = failure instanceof DatasetException known
                ? known
                : new DatasetException(
                        "%s: cannot be read (%s)".formatted(file.path(), Reasons.withoutFile(failure)), failure);
        broken.putIfAbsent(file, fault);
    }

    private void readInto(FolderFile file, ImageSize to, byte[] pixels, int offset) throws IOException {
        long length = Files.size(file.path());
        if (length > Limits.IMAGE_BYTES) {
            throw new DataFileException(
                    file.path(),
                    "%s bytes do not fit the limits; expected at most %s".formatted(length, Limits.IMAGE_BYTES));
        }
        byte[] content = Files.readAllBytes(file.path());
        sha256.put(file, Checksum.sha256(content));
        DecodedImage image = decoder.decode(file.path().toString(), content);
        if (image.shapeInAlphaOnly()) {
            alphaOnly.add(file);
        }
        image.resizedTo(to).copyPlanes(colours, pixels, offset);
    }

    /// A line about images whose shapes are in their transparency only, if there are any.
    Optional<String> shapesInAlphaOnly() {
        return alphaOnly.isEmpty()
                ? Optional.empty()
                : Optional.of("%s %s one colour and %s in transparency only (%s%s): another background may hide it"
                        .formatted(
                                alphaOnly.size(),
                                alphaOnly.size() == 1 ? "image has" : "images have",
                                alphaOnly.size() == 1 ? "its shape" : "their shapes",
                                alphaOnly.first().name(),
                                alphaOnly.size() == 1 ? "" : ", …"));
    }

    /// The SHA-256 of the content of each file that was read.
    Map<FolderFile, String> sha256() {
        return Map.copyOf(sha256);
    }

    /// Refuses the folder if a file could not be read.
    ///
    /// @throws DatasetException that names the first ten
    void requireWhole(int files) throws DatasetException {
        if (broken.isEmpty()) {
            return;
        }
        if (broken.size() == 1) {
            throw broken.values().iterator().next();
        }
        String named = broken.entrySet().stream()
                .limit(NAMED)
                .map(entry -> Reasons.oneLine(entry.getKey().name() + " (" + reason(entry.getValue()) + ")"))
                .collect(Collectors.joining(", "));
        String more = broken.size() > NAMED ? " and " + (broken.size() - NAMED) + " more" : "";
        throw new DatasetException("%s: %s of %s images cannot be read; repair or remove them: %s%s"
                .formatted(folder, broken.size(), files, named, more));
    }

    private static String reason(DatasetException fault) {
        if (fault instanceof DataFileException data) {
            return data.reason();
        }
        return fault.getCause() instanceof IOException cause ? Reasons.withoutFile(cause) : Reasons.of(fault);
    }
}
