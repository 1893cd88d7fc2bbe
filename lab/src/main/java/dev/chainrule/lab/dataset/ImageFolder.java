package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A data set of image files: one sub-folder for each class, named as the class.
///
/// ```java
/// LabeledImages animals = ImageFolder.of(Path.of("animals")).resizedTo(32, 32).read();
/// ```
///
/// Classes are in the order of their names and so are the files of a class. What else lies there is passed over, as
/// [FolderListing] says.
///
/// @param folder the folder that holds the class folders
/// @param colours how many channels the images get
/// @param size what to resize every image to; without it all images must have one size
/// @param decoder what decodes the files
public record ImageFolder(Path folder, Colours colours, Optional<ImageSize> size, ImageDecoder decoder) {

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
    /// images that are broken, too large or not of one size; the message names them
    public LabeledImages read() throws DatasetException {
        FolderListing listing = FolderListing.ofClasses(folder).checked();
        return read(new PartFiles(listing.files(), List.of(), List.of()), listing.classNames())
                .partition()
                .train();
    }

    /// Reads some of the images, part by part.
    ///
    /// @param files the files, in the order in which their images are wanted
    /// @param classNames the names of the classes, in the order of their labels
    /// @throws DatasetException when images are broken, too large or not of one size; the message names them
    public FolderImages read(PartFiles files, List<String> classNames) throws DatasetException {
        List<FolderFile> all =
                files.members().stream().map(PartFiles.Member::file).toList();
        FolderReader reader = new FolderReader(folder, colours, decoder);
        ImageSize common = size.isPresent() ? size.get() : common(reader, all);
        Partition partition = new Partition(
                reader.read(files.train(), common, classNames),
                reader.read(files.validation(), common, classNames),
                reader.read(files.test(), common, classNames));
        reader.requireWhole(all.size());
        return new FolderImages(
                partition,
                files,
                reader.sha256(),
                reader.shapesInAlphaOnly().stream().toList());
    }

    /// The size of all images. If some are broken, they are the first thing to mend.
    private static ImageSize common(FolderReader reader, List<FolderFile> files) throws DatasetException {
        Map<ImageSize, List<FolderFile>> sizes = reader.sizes(files);
        if (sizes.size() == 1) {
            return sizes.keySet().iterator().next();
        }
        reader.requireWhole(files.size());
        var all = List.copyOf(sizes.entrySet());
        throw new DatasetException(
                "%s: size %s does not fit size %s of %s; expected one size. Name a size to resize them to, for example --image-size 32x32"
                        .formatted(
                                all.get(1).getValue().getFirst().path(),
                                all.get(1).getKey(),
                                all.get(0).getKey(),
                                all.get(0).getValue().getFirst().path()));
    }

    /// The sizes that images have, by their headers; files that are broken have none.
    ///
    /// @return each size with the number of images that have it
    public Map<ImageSize, Integer> sizes(List<FolderFile> files) {
        Map<ImageSize, Integer> counts = new LinkedHashMap<>();
        new FolderReader(folder, colours, decoder)
                .sizes(files)
                .forEach((size, ofSize) -> counts.put(size, ofSize.size()));
        return counts;
    }
}
