package dev.chainrule.data;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Examples with a class each. Several threads may read at once.
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

    /// The names of the classes; labels index this list.
    List<String> classNames();

    /// The class of an example.
    int label(int example);

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
        return new Batch(x, labels);
    }
}
