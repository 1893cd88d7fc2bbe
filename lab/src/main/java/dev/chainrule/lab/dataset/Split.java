package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.lab.text.Reasons;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The named ways in which courses divide CIFAR-10 into training, validation and test images.
///
/// | name | train | validation | test |
/// |---|---|---|---|
/// | `bundled` | first 4,000 | training images 49000–49999 | first 1,000 |
/// | `cs231n` | first 49,000 | training images 49000–49999 | first 1,000 |
/// | `cs231n-pytorch` | first 49,000 | training images 49000–49999 | all 10,000 |
/// | `kth` | first 45,000 | training images 45000–49999 | all 10,000 |
/// | `kth-49000` | first 49,000 | training images 49000–49999 | all 10,000 |
/// | `kth-single-batch` | batch 1 | batch 2 | all 10,000 |
public enum Split {
    /// The images that come with the program.
    BUNDLED("bundled", 4_000, 49_000, 1_000, 1_000),
    /// CS231n's `get_CIFAR10_data`.
    CS231N("cs231n", 49_000, 49_000, 1_000, 1_000),
    /// CS231n's PyTorch notebook.
    CS231N_PYTORCH("cs231n-pytorch", 49_000, 49_000, 1_000, 10_000),
    /// DD2424's assignment 3.
    KTH("kth", 45_000, 45_000, 5_000, 10_000),
    /// DD2424's assignments with as many training images as possible.
    KTH_49000("kth-49000", 49_000, 49_000, 1_000, 10_000),
    /// DD2424's first steps: one batch to train on, the next to validate with.
    KTH_SINGLE_BATCH("kth-single-batch", 10_000, 10_000, 10_000, 10_000);

    private final String id;
    private final int train;
    private final int validationFrom;
    private final int validation;
    private final int test;

    Split(String id, int train, int validationFrom, int validation, int test) {
        this.id = id;
        this.train = train;
        this.validationFrom = validationFrom;
        this.validation = validation;
        this.test = test;
    }

    /// The split of that name, for example `cs231n`.
    ///
    /// @throws DatasetException when there is none, naming those that there are
    public static Split named(String id) throws DatasetException {
        for (Split split : values()) {
            if (split.id.equals(id)) {
                return split;
            }
        }
        throw new DatasetException("Split '%s' is unknown; expected one of %s"
                .formatted(
                        Reasons.oneLine(id),
                        Arrays.stream(values()).map(Split::id).collect(Collectors.joining(", "))));
    }

    /// The name at the command line, for example `cs231n`.
    public String id() {
        return id;
    }

    /// The number of training images.
    public int trainingImages() {
        return train;
    }

    /// The number of validation images.
    public int validationImages() {
        return validation;
    }

    /// The number of test images.
    public int testImages() {
        return test;
    }

    /// Whether the whole data set is needed, not only the bundled part.
    public boolean needsWholeSet() {
        return this != BUNDLED;
    }

    /// Divides the whole data set.
    public Partition of(Cifar10 all) {
        LabeledImages training = all.train();
        return new Partition(
                training.slice(0, train),
                training.slice(validationFrom, validationFrom + validation),
                all.test().slice(0, test));
    }

    /// Reads what is needed, from the program itself or from the cache, and divides it.
    ///
    /// @throws DatasetException when the whole data set is needed and is not in the cache
    public Partition load(DatasetCache cache) throws DatasetException {
        if (needsWholeSet()) {
            return of(cache.cifar10());
        }
        BundledCifar10 bundle = BundledCifar10.load();
        return new Partition(bundle.train(), bundle.validation(), bundle.test());
    }
}
