package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.FileNames;
import dev.chainrule.lab.text.ShellCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Data sets that people have in other forms than those that are trained on: what they are, and what to do.
public final class KnownForms {
    private static final Pattern CIFAR_ARCHIVE = Pattern.compile("cifar-?10-(python|binary)\\.(tar\\.gz|tgz)");
    private static final Pattern ARCHIVE = Pattern.compile(".*\\.(zip|tar|tgz|tar\\.(gz|xz|bz2|zst)|7z|rar)");
    private static final Pattern CIFAR_100 = Pattern.compile("cifar-?100.*|fine_label_names\\.txt");

    private KnownForms() {}

    /// What to do instead of training on a file or folder, if it is known.
    ///
    /// @throws DatasetException if the folder cannot be listed
    public static Optional<String> advice(Path path) throws DatasetException {
        if (Files.isRegularFile(path)) {
            return Optional.of(ofFile(path));
        }
        if (!Files.isDirectory(path)) {
            return Optional.empty();
        }
        for (Path file : filesNear(path)) {
            String name = name(file);
            if (CIFAR_ARCHIVE.matcher(name).matches()) {
                return Optional.of(importing(path, "'" + name + "' is CIFAR-10 in an archive", "cifar10", file));
            }
            if (name.equals("data_batch_1") || name.equals("data_batch_1.png")) {
                return Optional.of(importing(
                        path,
                        "'%s' is CIFAR-10 %s".formatted(name, name.endsWith("g") ? "as PNG" : "for Python"),
                        "cifar10",
                        path));
            }
            if (CIFAR_100.matcher(name).matches()) {
                return Optional.of(path + ": '" + name
                        + "' is CIFAR-100, which is not read; expected a folder with a sub-folder of images"
                        + " for each class");
            }
        }
        return Optional.empty();
    }

    private static String ofFile(Path file) {
        String name = name(file);
        if (CIFAR_ARCHIVE.matcher(name).matches()) {
            return importing(file, "this is CIFAR-10 in an archive", "cifar10", file);
        }
        return file
                + (ARCHIVE.matcher(name).matches()
                        ? ": this is an archive; expected a folder with a sub-folder of images for each class. Unpack"
                                + " it, and name the folder"
                        : ": this is a file; expected a folder with a sub-folder of images for each class");
    }

    private static String importing(Path where, String what, String set, Path from) {
        return "%s: %s; expected a folder with a sub-folder of images for each class. Import it with %s, then train with --data %s"
                .formatted(where, what, ShellCommand.of("data", "get", set, "--from", from), set);
    }

    private static String name(Path file) {
        return FileNames.of(file).toLowerCase(Locale.ROOT);
    }

    /// The files in a folder and those in the folders in it that are called as data sets are.
    private static List<Path> filesNear(Path folder) throws DatasetException {
        List<Path> near = new ArrayList<>();
        for (Path file : Folders.content(folder)) {
            if (!Files.isDirectory(file) || CIFAR_100.matcher(name(file)).matches()) {
                near.add(file);
            } else if (name(file).startsWith("cifar-10")) {
                near.addAll(Folders.content(file));
            }
        }
        return near;
    }

    /// The folder with the files of CIFAR-10 that are read as they are, in a folder or in the one that its archive
    /// makes there.
    public static Optional<Path> cifar10(Path folder) {
        return List.of(folder, folder.resolve("cifar-10-batches-bin")).stream()
                .filter(each -> Files.exists(each.resolve(Cifar10.FILES.getFirst())))
                .findFirst();
    }

    /// The folder with the files of MNIST, in a folder or where other programs keep them in it.
    public static Optional<Path> mnist(Path folder) {
        return List.of(folder, folder.resolve("raw"), folder.resolve("MNIST/raw"), folder.resolve("FashionMNIST/raw"))
                .stream()
                .filter(each -> Mnist.file(each, "train-images-idx3-ubyte").isPresent())
                .findFirst();
    }
}
