package dev.chainrule.explain;

import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Size2d;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// Small networks of three classes to look into.
final class Networks {
    private Networks() {}

    /// Convolution, batch normalisation with ReLU and pooling (one pass over memory), a residual, two affine
    /// layers.
    static Model ofImages(Precision precision) {
        ModelSpec spec = new ModelSpec(
                "images",
                Shape.of(3, 8, 8),
                precision,
                List.of(
                        convolution(6),
                        BatchNorm.Settings.of(),
                        new Relu.Settings(),
                        MaxPool.Settings.square(2),
                        Residual.Settings.of(List.of(convolution(6), new Relu.Settings())),
                        new Flatten.Settings(),
                        Affine.Settings.of(10),
                        new Relu.Settings(),
                        Affine.Settings.of(3)));
        Model model = ModelBuilder.build(spec, new NumpyRandom(1));
        model.forward(examples(model, 20), new Mode.Train(RandomKey.of(1))); // statistics for evaluation
        return model;
    }

    private static Convolution2d.Settings convolution(int filters) {
        return Convolution2d.Settings.of(filters, Size2d.square(3)).withPadding(Size2d.square(1));
    }

    /// Two affine layers.
    static Model ofRows(Precision precision) {
        ModelSpec spec = new ModelSpec(
                "rows",
                Shape.of(12),
                precision,
                List.of(Affine.Settings.of(7), new Relu.Settings(), Affine.Settings.of(3)));
        return ModelBuilder.build(spec, new NumpyRandom(2));
    }

    static Tensor examples(Model model, int count) {
        return Tensor.gaussian(
                model.precision(), model.input().batchOf(count), RandomKey.of(3).generator());
    }
}
