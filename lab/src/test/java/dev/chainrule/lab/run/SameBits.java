package dev.chainrule.lab.run;

import dev.chainrule.data.Augmentation;
import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.Padding;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.lab.predict.TensorDigest;
import dev.chainrule.lab.whiten.FittedLayers;
import dev.chainrule.layer.Affine;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Flatten;
import dev.chainrule.layer.Gelu;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Sigmoid;
import dev.chainrule.layer.Size2d;
import dev.chainrule.layer.Tanh;
import dev.chainrule.layer.Whitening;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.optim.Adam;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.Nesterov;
import dev.chainrule.optim.Progress;
import dev.chainrule.optim.RmsProp;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.EvaluationPlan;
import dev.chainrule.train.Trainer;
import dev.chainrule.train.Training;
import dev.chainrule.train.TrainingListener;
import dev.chainrule.train.TrainingPlan;
import dev.chainrule.train.TrainingResult;
import dev.chainrule.train.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Small trainings of 60 steps and the digests of all that they leave behind: weights, statistics, what the optimiser
/// remembers, averages, best weights and history.
///
/// They need no files and hardly any time, so that they can be computed by any kind of JVM.
enum SameBits {
    /// Fully-connected, with batch normalisation and dropout.
    DENSE {
        @Override
        List<LayerSpec> layers() {
            return List.of(
                    new Flatten.Settings(),
                    Affine.Settings.of(37),
                    BatchNorm.Settings.of(),
                    new Relu.Settings(),
                    Dropout.Settings.of(0.8),
                    Affine.Settings.of(5));
        }
    },
    /// Convolutions with group normalisation and pooling, of varied images.
    CONVOLUTIONS {
        @Override
        List<LayerSpec> layers() {
            return List.of(
                    Convolution2d.Settings.same(18, 3),
                    GroupNorm.Settings.of(3),
                    new Gelu.Settings(Gelu.Form.TANH),
                    MaxPool.Settings.square(2),
                    Convolution2d.Settings.of(9, Size2d.square(2)),
                    BatchNorm.Settings.of(),
                    new Relu.Settings(),
                    new Flatten.Settings(),
                    Affine.Settings.of(5));
        }

        @Override
        TrainingPlan plan() {
            return super.plan()
                    .withAugmentation(new Augmentation(Augmentation.Flip.ALTERNATING, 2, Padding.REFLECT, 3, 0.2, 0.1))
                    .withWeightAverage(new WeightAverage.Ema(0.9, 2, true));
        }
    },
    /// Many fully-connected layers with layer normalisation.
    DEEP {
        @Override
        List<LayerSpec> layers() {
            List<LayerSpec> layers = new ArrayList<>(List.of(new Flatten.Settings()));
            for (int i = 0; i < 6; i++) {
                layers.addAll(List.of(
                        Affine.Settings.of(23),
                        LayerNorm.Settings.of(),
                        i % 2 == 0 ? new Tanh.Settings() : new Sigmoid.Settings()));
            }
            layers.add(Affine.Settings.of(5));
            return layers;
        }
    },
    /// Behind images that are whitened by their principal components.
    WHITENED {
        @Override
        List<LayerSpec> layers() {
            return List.of(
                    Whitening.Settings.of(Whitening.Kind.ZCA_WHITENING).withEpsilon(0.1),
                    Convolution2d.Settings.same(8, 3),
                    new Relu.Settings(),
                    new Flatten.Settings(),
                    Affine.Settings.of(5));
        }
    };

    private static final Shape IMAGE = Shape.of(3, 8, 8);
    private static final int IMAGES = 45;

    private UpdateRule rule() {
        return switch (this) {
            case DENSE -> Adam.of();
            case CONVOLUTIONS -> Nesterov.of();
            case DEEP -> RmsProp.of();
            case WHITENED -> Adam.of().withAmsgrad(true);
        };
    }

    abstract List<LayerSpec> layers();

    /// Twenty epochs of three batches.
    TrainingPlan plan() {
        return TrainingPlan.of(20, 15, rule(), LearningRate.EpochDecay.of(5e-3))
                .withEvaluation(EvaluationPlan.of().withEveryEpochs(7).withTrainingExamples(10));
    }

    /// Trains, and returns the digest of what is left.
    private String digest() {
        byte[] pixels = new byte[IMAGES * IMAGE.size()];
        new Random(4).nextBytes(pixels);
        int[] labels = new int[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            labels[i] = i % 5;
            pixels[i * IMAGE.size()] = (byte) (20 * labels[i]);
        }
        var images = new LabeledImages(pixels, labels, IMAGE, List.of("a", "b", "c", "d", "e"));
        var data = new ImageDataset(images, PixelScaling.of(PixelScaling.Kind.STANDARDIZED_CHANNEL, images), IMAGE);
        Model model =
                ModelBuilder.build(new ModelSpec(name(), IMAGE, Precision.FLOAT32, layers()), new NumpyRandom(11));
        FittedLayers.fit(model, data, _ -> {});
        Trainer trainer =
                Training.of(model, data).validation(data).plan(plan()).seed(6).trainer();
        List<TrainingState> last = new ArrayList<>();
        TrainingResult result = trainer.fit(new TrainingListener() {
            @Override
            public void stepped(Progress progress, double loss, double rate) {
                if (progress.step() == progress.totalSteps()) {
                    last.add(trainer.state());
                }
            }
        });
        Map<String, Tensor> tensors = new LinkedHashMap<>(last.getFirst().tensors());
        result.model().tensors().forEach((name, tensor) -> tensors.put("end/" + name, tensor));
        tensors.put("losses", Tensor.of(result.history().losses()));
        tensors.put("rates", Tensor.of(result.history().rates()));
        String measured = result.history().measurements().toString();
        return TensorDigest.of(Map.of("end", result.end().name(), "measured", measured), tensors);
    }

    /// The digests of all, a line each.
    ///
    /// @param threads numbers of threads that must give the same; otherwise the line says so
    static List<String> digests(int... threads) {
        List<String> lines = new ArrayList<>();
        for (SameBits run : values()) {
            List<String> digests = new ArrayList<>();
            for (int count : threads) {
                try (Parallel parallel = Parallel.ofThreads(count)) {
                    digests.add(Parallel.with(parallel, run::digest));
                }
            }
            boolean same = Collections.frequency(digests, digests.getFirst()) == digests.size();
            lines.add(run + " " + (same ? digests.getFirst() : "differs by threads: " + digests));
        }
        return lines;
    }

    /// Prints the digests.
    ///
    /// @param arguments numbers of threads
    public static void main(String[] arguments) {
        int[] threads = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        digests(threads).forEach(System.out::println);
    }
}
