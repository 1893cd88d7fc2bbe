package dev.chainrule.program;

import dev.chainrule.data.ArrayDataset;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.tensor.Shape;
import dev.chainrule.train.Training;
import dev.chainrule.zoo.ConvNets;
import java.util.List;

/// A program of a user who has arrays and wants a ConvNet.
final class ConvNetOnArrays {
    static double run(float[][] images, int[] labels) {
        Shape image = Shape.of(1, 8, 8);
        var data = new ArrayDataset(images, labels, image, 4);
        var net = ConvNets.plain(image, List.of(8, 16), 32, 4);
        var result = Training.of(net, data).seed(1).fit();
        System.out.println(result.history().measurements());
        return Evaluation.of(result.model(), data).accuracy();
    }
}
