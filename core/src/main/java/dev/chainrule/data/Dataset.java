package dev.chainrule.data;

import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Examples with a class each.
public interface Dataset {

    /// The number of examples.
    int size();

    /// The shape of one example.
    Shape exampleShape();

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
