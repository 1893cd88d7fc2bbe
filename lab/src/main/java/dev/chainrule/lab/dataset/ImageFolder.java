package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A data set of PNG and JPEG files: one sub-folder for each class, named as the class.
///
/// ```java
/// LabeledImages animals = ImageFolder.of(Path.of("animals")).resizedTo(32, 32).read();
/// ```
///
/// Classes are in the order of their names and so are the files of a class; hidden files, and files of other kinds
/// beside images, are passed over. Sizes are checked in the headers of all files before the first one is decoded.
///
/// @param folder the folder that holds the class folders
/// @param colours how many channels the images get
/// @param size what to resize every image to; without it all images must have one size
/// @param decoder what decodes the files
public record ImageFolder(Path folder, Colours colours, Optional<ImageSize> size, ImageDecoder decoder) {
    private record ClassFolder(String name, List<Path> images) {}

    /// A folder whose images are read in colour and must have one size.
    public static ImageFolder of(Path folder) {
        return new ImageFolder(folder, Colours.RGB, Optional.empty(), ImageDecoder.overWhite());
    }

    /// The same folder, read in other colours.
    public ImageFolder in(Colours colours) {
        return new ImageFolder(folder, colours, size, decoder);
    }

    /// The same folder, every image resized to `width` × `height` pixels.
    public ImageFolder resizedTo(int width, int height) {
        return new ImageFolder(folder, colours, Optional.of(new ImageSize(width, height)), decoder);
    }

    /// The same folder, with another colour behind what is transparent.
    public ImageFolder over(Background background) {
        return new ImageFolder(folder, colours, size, new ImageDecoder(background));
    }

    /// Reads all images.
    ///
    /// @throws DatasetException when there is no such folder, fewer than two classes, a class without an image, or
    /// an image that is broken, too large or of another size than the first; the message names it
    public LabeledImages read() throws DatasetException {
        List<ClassFolder> classes = classes();
        ImageSize common = commonSize(classes);
        int count = classes.stream().mapToInt(each -> each.images().size()).sum();
        Shape shape = Shape.of(colours.channels(), common.height(), common.width());
        if ((long) count * shape.size() > Integer.MAX_VALUE) {
            throw new DatasetException("%s: %d images of %s do not fit one data set of at most 2 GB; resize them"
                    .formatted(folder, count, shape));
        }
        byte[] pixels = new byte[count * shape.size()];
        int[] labels = new int[count];
        int image = 0;
        for (int label = 0; label < classes.size(); label++) {
            for (Path file : classes.get(label).images()) {
                readInto(file, common, pixels, image * shape.size());
                labels[image++] = label;
            }
        }
        List<String> names = classes.stream().map(ClassFolder::name).toList();
        return new LabeledImages(pixels, labels, shape, names);
    }

    private List<ClassFolder> classes() throws DatasetException {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(folder + ": no such folder; expected one with a sub-folder for each class");
        }
        List<ClassFolder> classes = new ArrayList<>();
        for (Path classFolder : visible(folder, Files::isDirectory)) {
            List<Path> images = visible(classFolder, ImageFolder::isImage);
            if (images.isEmpty()) {
                throw new DatasetException(
                        classFolder + ": no PNG or JPEG file; expected at least one image in each class folder");
            }
            classes.add(new ClassFolder(classFolder.getFileName().toString(), images));
        }
        if (classes.size() < 2) {
            throw new DatasetException("%s: %s; expected at least 2 sub-folders, one for each class"
                    .formatted(
                            folder,
                            classes.isEmpty()
                                    ? "no class folder"
                                    : "the single class '" + classes.getFirst().name() + "'"));
        }
        return classes;
    }

    private static List<Path> visible(Path folder, Predicate<Path> wanted) throws DatasetException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .filter(wanted)
                    .sorted((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new DatasetException(folder + ": cannot be listed (" + Reasons.of(e) + ")", e);
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file) && (name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg"));
    }

    private ImageSize commonSize(List<ClassFolder> classes) throws DatasetException {
        Path first = classes.getFirst().images().getFirst();
        ImageSize common = size.orElse(ImageDecoder.size(first));
        for (ClassFolder each : classes) {
            for (Path file : each.images()) {
                ImageSize actual = ImageDecoder.size(file);
                if (size.isEmpty() && !actual.equals(common)) {
                    throw new DatasetException(
                            "%s: size %s does not fit size %s of %s; expected one size. Name a size to resize them to"
                                    .formatted(file, actual, common, first));
                }
            }
        }
        return common;
    }

    private void readInto(Path file, ImageSize to, byte[] pixels, int offset) throws DatasetException {
        decoder.decode(file).resizedTo(to).copyPlanes(colours, pixels, offset);
    }
}
