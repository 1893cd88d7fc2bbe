package dev.chainrule.data;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/// Examples with a class each, or with targets, or both. Several threads may read at once.
public interface Dataset {

    /// The number of examples.
    int size();

    /// The shape of one example.
    Shape exampleShape();

    /// The shape of one example as an image, (C, H, W), where examples are images; else [#exampleShape].
    default Shape imageShape() {
        return exampleShape();
    }

    /// The number that stands for no light, for each position of an example in the stored order; not to be changed.
    default float[] black() {
        return new float[exampleShape().size()];
    }

    /// The names of the classes; labels index this list. Empty where examples have targets alone.
    List<String> classNames();

    /// The class of an example; −1 if it has none.
    int label(int example);

    /// How many numbers the targets of an example are, one a score; 0 where a class is all that is known.
    default int targets() {
        return 0;
    }

    /// Writes the targets of examples into the rows of `into`, which has one row an index.
    ///
    /// @throws IllegalStateException if there are none
    default void readTargets(int[] examples, Tensor into) {
        throw new IllegalStateException("Dataset: examples have no targets; expected their classes to be asked for");
    }

    /// The targets of examples, (N, [#targets]), if there are any, allocated as [Tensor#allocate].
    default Optional<Tensor> targets(int[] examples, Precision precision) {
        if (targets() == 0) {
            return Optional.empty();
        }
        Tensor all = Tensor.allocate(precision, Shape.of(examples.length, targets()));
        readTargets(examples, all);
        return Optional.of(all);
    }

    /// Writes examples into the rows of `x`, which has one row an index.
    void read(int[] examples, Tensor x);

    /// The examples of the given indices as a batch, allocated as [Tensor#allocate].
    default Batch batch(int[] examples, Precision precision) {
        Tensor x = Tensor.allocate(precision, exampleShape().batchOf(examples.length));
        read(examples, x);
        int[] labels = new int[examples.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(examples[i]);
        }
        return new Batch(x, labels, targets(examples, precision));
    }
}
