package dev.chainrule.lab.run;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.FolderFile;
import dev.chainrule.lab.dataset.FolderListing;
import dev.chainrule.lab.dataset.FolderSplit;
import dev.chainrule.lab.dataset.ImageFolder;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.dataset.PartFiles;
import dev.chainrule.lab.predict.Preparation;
import dev.chainrule.lab.predict.Trained;
import dev.chainrule.lab.settings.DataSettings;
import dev.chainrule.lab.text.FileNames;
import dev.chainrule.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Images of other data than those of a run, as its network wants them.
///
/// ```java
/// TrainedModel model = ModelFile.read(Path.of("runs/quick-1"));
/// OtherImages held = OtherImages.of("held-out", model, Optional.empty());
/// ```
///
/// @param images the images, with labels by the classes of the run
/// @param notes what a person should know, one line each
public record OtherImages(LabeledImages images, List<String> notes) {
    /// Copies the list.
    public OtherImages {
        notes = List.copyOf(notes);
    }

    /// Reads all images of a folder, prepared as those of the run were; of a known set, such as `cifar10`, the
    /// validation images. Classes are compared by name; a class of the run may have no image here.
    ///
    /// @param set a known set or a folder
    /// @param trained the network of the run, with its classes and its preparation
    /// @param part only that part: of a folder with `train`, `val` and `test` folders the one of that name, of
    /// another folder the part that a run on it would take
    /// @throws DatasetException if images are missing or broken, or are of classes that the run does not know
    public static OtherImages of(String set, Trained trained, Optional<Part> part) throws DatasetException {
        return of(set, trained.preparation(), trained.classNames(), part);
    }

    static OtherImages of(String set, Preparation preparation, List<String> classNames, Optional<Part> part)
            throws DatasetException {
        return ImageSource.of(set) == ImageSource.IMAGES
                ? folder(FileNames.path("data", set), preparation, classNames, part)
                : known(set, preparation.imageShape(), classNames, part.orElse(Part.VALIDATION));
    }

    private static OtherImages known(String set, Shape image, List<String> classNames, Part part)
            throws DatasetException {
        RunData data = RunData.load(DataSettings.of(set, PixelScaling.Kind.NONE));
        if (!data.classNames().equals(classNames) || !data.imageShape().equals(image)) {
            throw new DatasetException("%s: images %s of the classes %s do not fit images %s of %s; expected the same"
                    .formatted(set, data.imageShape(), data.classNames(), image, classNames));
        }
        return new OtherImages(data.partition().of(part), data.notes());
    }

    private static OtherImages folder(
            Path folder, Preparation preparation, List<String> classNames, Optional<Part> part)
            throws DatasetException {
        FolderListing listing =
                FolderListing.hasParts(folder) ? FolderListing.ofParts(folder) : FolderListing.ofClasses(folder);
        List<String> unknown = new ArrayList<>(new TreeSet<>(listing.classNames()));
        unknown.removeAll(classNames);
        if (!unknown.isEmpty()) {
            throw new DatasetException(
                    "%s: class '%s' does not fit the classes of the run; expected some of %s. Pictures of no known class are for predict"
                            .formatted(folder, String.join("', '", unknown), String.join(", ", classNames)));
        }
        List<FolderFile> files = part.isEmpty()
                ? listing.files()
                : FolderSplit.of(listing).files().of(part.get());
        if (files.isEmpty()) {
            throw new DatasetException(
                    "%s: no class folder with an image%s; expected one folder a class. Pictures without a class are for predict"
                            .formatted(
                                    folder,
                                    part.map(each -> " for " + each.id()).orElse("")));
        }
        List<String> notes = new ArrayList<>(listing.notes());
        List<String> missing = new ArrayList<>(classNames);
        files.forEach(file -> missing.remove(file.className()));
        if (!missing.isEmpty()) {
            notes.add("no image of %s among these".formatted(String.join(", ", missing)));
        }
        LabeledImages read = ImageFolder.of(folder)
                .in(preparation.colours())
                .over(preparation.background())
                .resizedTo(preparation.size().width(), preparation.size().height())
                .read(new PartFiles(List.of(), List.of(), files), classNames)
                .partition()
                .test();
        return new OtherImages(read, notes);
    }
}
