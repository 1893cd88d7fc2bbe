package dev.chainrule.data;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Numbers in memory as a data set.
public final class ArrayDataset implements Dataset {
    private final Rows examples;
    private final int[] labels;
    private final double[][] targets;
    private final Shape exampleShape;
    private final List<String> classNames;

    /// The numbers of the examples, whatever array they are in.
    private interface Rows {
        double get(int example, int position);
    }

    /// Creates a data set whose classes are named by their numbers.
    ///
    /// @param examples one row-major array an example
    /// @param labels one class an example, each in 0..classes−1
    public ArrayDataset(double[][] examples, int[] labels, Shape exampleShape, int classes) {
        this(
                (n, i) -> examples[n][i],
                lengths(examples.length, n -> examples[n].length),
                labels,
                exampleShape,
                classes);
    }

    /// Creates a data set of floats whose classes are named by their numbers. The numbers are not copied.
    ///
    /// @param examples one row-major array an example, so channel by channel and row by row for images
    /// @param labels one class an example, each in 0..classes−1
    public ArrayDataset(float[][] examples, int[] labels, Shape exampleShape, int classes) {
        this(
                (n, i) -> examples[n][i],
                lengths(examples.length, n -> examples[n].length),
                labels,
                exampleShape,
                classes);
    }

    private static int[] lengths(int examples, IntUnaryOperator length) {
        return IntStream.range(0, examples).map(length).toArray();
    }

    private ArrayDataset(Rows examples, int[] lengths, int[] labels, Shape exampleShape, int classes) {
        this(
                examples,
                labels.clone(),
                new double[0][],
                exampleShape,
                IntStream.range(0, classes).mapToObj(Integer::toString).toList());
        checkLengths(lengths, labels.length, "labels; expected one label an example");
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "ArrayDataset: label %s of example %s does not fit %s classes; expected 0 to %s"
                                .formatted(labels[i], i, classes, classes - 1));
            }
        }
    }

    private ArrayDataset(Rows examples, int[] labels, double[][] targets, Shape exampleShape, List<String> classNames) {
        this.examples = examples;
        this.labels = labels;
        this.targets = targets;
        this.exampleShape = exampleShape;
        this.classNames = classNames;
    }

    /// Creates a data set of a regression: examples that have numbers to be predicted in place of a class. The
    /// numbers of the examples are not copied.
    ///
    /// ```java
    /// Dataset data = ArrayDataset.regression(x, y, Shape.of(1000));
    /// ```
    ///
    /// @param examples one row-major array an example
    /// @param targets one array an example, all of one length
    /// @throws IllegalArgumentException if a target is not finite
    public static ArrayDataset regression(double[][] examples, double[][] targets, Shape exampleShape) {
        int[] none = new int[targets.length];
        Arrays.fill(none, -1);
        var all = new ArrayDataset((n, i) -> examples[n][i], none, checkedTargets(targets), exampleShape, List.of());
        all.checkLengths(
                lengths(examples.length, n -> examples[n].length),
                targets.length,
                "rows of targets; expected one row an example");
        return all;
    }

    /// The same examples with targets beside their classes, such as the shares of each class that another network
    /// gives. Training then goes by the targets, accuracy by the classes.
    ///
    /// @param others one array an example, all of one length
    /// @throws IllegalArgumentException if a target is not finite
    public ArrayDataset withTargets(double[][] others) {
        if (others.length != labels.length) {
            throw new ShapeMismatchException(
                    "ArrayDataset: %s rows of targets do not fit %s examples; expected one row an example"
                            .formatted(others.length, labels.length));
        }
        return new ArrayDataset(examples, labels, checkedTargets(others), exampleShape, classNames);
    }

    private static double[][] checkedTargets(double[][] targets) {
        int width = targets.length == 0 ? 0 : targets[0].length;
        double[][] copies = new double[targets.length][];
        for (int n = 0; n < targets.length; n++) {
            if (targets[n].length != width || width == 0) {
                throw new ShapeMismatchException(
                        "ArrayDataset: %s targets of example %s do not fit %s of the first; expected as many, 1 or more"
                                .formatted(targets[n].length, n, width));
            }
            for (double target : targets[n]) {
                if (!Double.isFinite(target)) {
                    throw new IllegalArgumentException(
                            "ArrayDataset: target %s of example %s does not fit a loss; expected a finite number"
                                    .formatted(target, n));
                }
            }
            copies[n] = targets[n].clone();
        }
        return copies;
    }

    private void checkLengths(int[] lengths, int count, String others) {
        if (lengths.length != count) {
            throw new ShapeMismatchException(
                    "ArrayDataset: %s examples do not fit %s %s".formatted(lengths.length, count, others));
        }
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] != exampleShape.size()) {
                throw new ShapeMismatchException(
                        "ArrayDataset: example %s of %s numbers does not fit shape %s; expected %s"
                                .formatted(i, lengths[i], exampleShape, exampleShape.size()));
            }
        }
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public Shape exampleShape() {
        return exampleShape;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public int label(int example) {
        return labels[example];
    }

    @Override
    public int targets() {
        return targets.length == 0 ? 0 : targets[0].length;
    }

    @Override
    public void readTargets(int[] indices, Tensor into) {
        ShapeMismatchException.require("ArrayDataset", "batch", into, "targets", Shape.of(indices.length, targets()));
        for (int n = 0; n < indices.length; n++) {
            for (int k = 0; k < targets(); k++) {
                into.setStored(n * targets() + k, targets[indices[n]][k]);
            }
        }
    }

    @Override
    public void read(int[] indices, Tensor x) {
        ShapeMismatchException.require("ArrayDataset", "batch", x, "examples", exampleShape.batchOf(indices.length));
        int size = exampleShape.size();
        for (int n = 0; n < indices.length; n++) {
            for (int i = 0; i < size; i++) {
                x.setStored(Tensor.storedOffset(x.shape(), n * size + i), examples.get(indices[n], i));
            }
        }
    }
}
