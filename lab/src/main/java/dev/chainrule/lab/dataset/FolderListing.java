package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.Reasons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a folder of images holds, before any image is decoded.
///
/// ```java
/// FolderListing photos = FolderListing.ofClasses(Path.of("photos"));
/// photos.notes().forEach(System.out::println);
/// ```
///
/// Classes are in the order of their names, and so are the files of a class. Folders inside a class folder belong to
/// the class. Files that are no images are passed over and counted; hidden files and what systems leave behind, such as
/// `Thumbs.db`, `__MACOSX` or `@eaDir`, are passed over without a word.
///
/// @param folder the folder
/// @param classNames the names of the classes, in NFC
/// @param files the images, class by class
/// @param faults what does not fit a folder to train on, one line each
/// @param notes what a person should know, one line each
public record FolderListing(
        Path folder, List<String> classNames, List<FolderFile> files, List<String> faults, List<String> notes) {

    /// Copies the lists.
    public FolderListing {
        classNames = List.copyOf(classNames);
        files = List.copyOf(files);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }

    /// Looks into a folder with one sub-folder for each class.
    ///
    /// @throws DatasetException when there is no such folder or it cannot be listed
    public static FolderListing ofClasses(Path folder) throws DatasetException {
        requireFolder(folder);
        return of(folder, new FolderScan(folder, false).ofClasses());
    }

    /// Looks into a folder with `train`, `val` and `test` folders, or two of them, and in each of these one
    /// sub-folder for each class.
    ///
    /// @throws DatasetException when there is no such folder or it cannot be listed
    public static FolderListing ofParts(Path folder) throws DatasetException {
        requireFolder(folder);
        return of(folder, new FolderScan(folder, true).ofParts());
    }

    /// Whether a folder has `train`, `val` or `test` folders that are parts, and not classes of that name.
    ///
    /// @throws DatasetException when it cannot be listed
    public static boolean hasParts(Path folder) throws DatasetException {
        return Files.isDirectory(folder) && PartFolders.in(folder).areParts();
    }

    private static FolderListing of(Path folder, FolderScan scan) {
        return new FolderListing(folder, scan.classNames(), scan.files(), scan.faults(), scan.notes());
    }

    private static void requireFolder(Path folder) throws DatasetException {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException(Reasons.oneLine(folder.toString())
                    + ": no such folder; expected one with a sub-folder for each class");
        }
    }

    /// This listing, if the folder can be trained on.
    ///
    /// @throws DatasetException that says what does not fit
    public FolderListing checked() throws DatasetException {
        if (!faults.isEmpty()) {
            throw new DatasetException(folder + ": " + faults.getFirst());
        }
        return this;
    }
}
