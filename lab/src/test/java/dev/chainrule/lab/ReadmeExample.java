package dev.chainrule.lab;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.data.Sampling;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.train.Evaluation;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.Models;
import java.util.List;

/// The README's example; a test compares the two.
final class ReadmeExample {
    private ReadmeExample() {}

    static double run() {
        // README
        var images = BundledCifar10.load();
        var scaling = PixelScaling.of(PixelScaling.Kind.STANDARDIZED_PIXEL, images.train());
        var model = ModelBuilder.build(Models.kthNet(3072, List.of(100, 50), 10), new NumpyRandom(1));
        var training = new ImageDataset(images.train(), scaling, model.spec().input());
        var validation =
                new ImageDataset(images.validation(), scaling, model.spec().input());

        var plan = TrainingPlan.of(5, 50, Adam.of(), new LearningRate.Cosine(1e-3, 0));
        var sampling = new Sampling.Shuffled(RandomKey.of(1));
        var trainer = Training.of(model, training)
                .validation(validation)
                .plan(plan)
                .sampling(sampling)
                .key(RandomKey.of(2))
                .trainer();
        var result = trainer.fit(TrainingListener.none());

        System.out.println(result.history().best());
        System.out.println(Evaluation.of(model, validation).accuracy());
        // END
        return Evaluation.of(model, validation).accuracy();
    }
}
