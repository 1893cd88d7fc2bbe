package dev.chainrule.data;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Numbers in memory as a data set.
public final class ArrayDataset implements Dataset {
    private final Rows examples;
    private final int[] labels;
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
        if (lengths.length != labels.length) {
            throw new ShapeMismatchException(
                    "ArrayDataset: %s examples do not fit %s labels; expected one label an example"
                            .formatted(lengths.length, labels.length));
        }
        for (int i = 0; i < labels.length; i++) {
            if (lengths[i] != exampleShape.size()) {
                throw new ShapeMismatchException(
                        "ArrayDataset: example %s of %s numbers does not fit shape %s; expected %s"
                                .formatted(i, lengths[i], exampleShape, exampleShape.size()));
            }
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "ArrayDataset: label %s of example %s does not fit %s classes; expected 0 to %s"
                                .formatted(labels[i], i, classes, classes - 1));
            }
        }
        this.examples = examples;
        this.labels = labels.clone();
        this.exampleShape = exampleShape;
        this.classNames =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
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
