package dev.chainrule.lab;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.predict.Prediction;
import dev.chainrule.lab.predict.Predictor;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.zoo.Models;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The README's example; a test compares the two.
final class ReadmeExample {
    private ReadmeExample() {}

    static double run() {
        // README
        var images = BundledCifar10.load();
        var scaling = PixelScaling.of(PixelScaling.Kind.STANDARDIZED_PIXEL, images.train());
        var net = Models.kthNet(3072, List.of(100, 50), 10);
        var training = new ImageDataset(images.train(), scaling, net.input());
        var validation = new ImageDataset(images.validation(), scaling, net.input());

        var plan = TrainingPlan.of(5, 50, Adam.of(), new LearningRate.Cosine(1e-3, 0));
        var result = Training.of(net, training)
                .validation(validation)
                .plan(plan)
                .seed(1)
                .fit();

        System.out.println(result.history().best());
        System.out.println(Evaluation.of(result.model(), validation).accuracy());
        // END
        return Evaluation.of(result.model(), validation).accuracy();
    }

    static String predict() throws IOException {
        // PREDICTOR
        Predictor predictor = Predictor.load(Path.of("runs/first/model.safetensors"));
        Prediction prediction = predictor.predict(Path.of("photo.jpg"));
        System.out.println(prediction.best().name() + " " + prediction.best().probability());
        // END PREDICTOR
        return prediction.best().name();
    }
}
