package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.Reasons;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The data sets that can be fetched by name.
public enum StandardDataset {
    /// CIFAR-10: 60,000 colour photographs of 32 × 32 pixels in ten classes.
    CIFAR10(
            "cifar10",
            List.of(
                    cifar("data_batch_1.bin", "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
                    cifar("data_batch_2.bin", "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
                    cifar("data_batch_3.bin", "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
                    cifar("data_batch_4.bin", "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
                    cifar("data_batch_5.bin", "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
                    cifar("test_batch.bin", "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"))),

    /// MNIST: 70,000 grey handwritten digits of 28 × 28 pixels.
    MNIST(
            "mnist",
            List.of(
                    new CanonicalFile(
                            "train-images-idx3-ubyte",
                            47_040_016,
                            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                    new CanonicalFile(
                            "train-labels-idx1-ubyte",
                            60_008,
                            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                    new CanonicalFile(
                            "t10k-images-idx3-ubyte",
                            7_840_016,
                            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                    new CanonicalFile(
                            "t10k-labels-idx1-ubyte",
                            10_008,
                            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")));

    private final String id;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<CanonicalFile> files;

    StandardDataset(String id, List<CanonicalFile> files) {
        this.id = id;
        this.files = files;
    }

    private static CanonicalFile cifar(String name, String sha256) {
        return new CanonicalFile(name, (long) Cifar10.RECORDS * Cifar10.RECORD_BYTES, sha256);
    }

    /// The data set of that name, for example `cifar10`.
    ///
    /// @throws DatasetException when there is none, naming those that there are
    public static StandardDataset named(String id) throws DatasetException {
        for (StandardDataset dataset : values()) {
            if (dataset.id.equals(id)) {
                return dataset;
            }
        }
        String known = Arrays.stream(values()).map(StandardDataset::id).collect(Collectors.joining(" or "));
        throw new DatasetException("Data set '%s' is unknown; expected %s".formatted(Reasons.oneLine(id), known));
    }

    /// The name at the command line and of the folder in the cache, for example `cifar10`.
    public String id() {
        return id;
    }

    /// The files that make up the data set, whatever route they came by.
    public List<CanonicalFile> files() {
        return files;
    }

    /// The length of all files together, in bytes.
    public long bytes() {
        return files.stream().mapToLong(CanonicalFile::bytes).sum();
    }
}
