package dev.chainrule.lab.predict;

import dev.chainrule.data.Dataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import dev.chainrule.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A trained network in use: pictures in, names of classes with probabilities out.
///
/// ```java
/// Predictor predictor = Predictor.load(Path.of("runs/quick-1"));
/// Prediction prediction = predictor.predict(Path.of("cat.jpg"));
/// System.out.println(prediction.best().name());
/// ```
///
/// A picture of any size and kind is prepared exactly as the training images were, and shown in the forms in which the
/// run shows its test images: the scores are those that `chainrule evaluate` computes on a test image, to the bit. They
/// depend neither on the other pictures of a batch nor on how many threads compute or call.
///
/// One instance serves any number of threads at once, virtual ones too, and keeps nothing of a call. A call computes on
/// the calling thread with the help of [dev.chainrule.kernel.Parallel#current], whose threads help one caller at a
/// time; under load every caller has its own thread. `Parallel.with` gives a call other helpers, or none.
public final class Predictor {
    private final Trained trained;
    private final List<String> names;

    private Predictor(Trained trained) {
        this.trained = trained;
        this.names = trained.scoreNames();
    }

    /// A predictor of a network, or of several, that is there already; its weights must not change while it is
    /// used.
    public static Predictor of(Trained trained) {
        return new Predictor(trained);
    }

    /// Reads a network from the folder of a run, or from its `model.safetensors` wherever that was copied to; or an
    /// ensemble from its folder.
    ///
    /// @throws dev.chainrule.lab.settings.SettingsException if it is not there
    /// @throws dev.chainrule.format.FormatException if the file is damaged, of another format or of a newer version
    /// @throws IOException if it cannot be read
    public static Predictor load(Path file) throws IOException {
        return of(EnsembleFile.isIn(file) ? EnsembleFile.load(file) : ModelFile.read(file));
    }

    /// Reads a network from the content of a `model.safetensors`, such as a resource of a jar. The stream is read
    /// to its end and not closed.
    ///
    /// @throws dev.chainrule.format.FormatException if the content is damaged, of another format or of a newer
    /// version
    /// @throws IOException if it cannot be read
    public static Predictor load(InputStream content) throws IOException {
        return of(ModelFile.read(content, ModelFile.NAME));
    }

    /// What was loaded.
    public Trained trained() {
        return trained;
    }

    /// The names of the classes, one for each score, in the network's order.
    public List<String> classNames() {
        return names;
    }

    /// What the network says about a picture in memory.
    ///
    /// @throws ArithmeticException if the scores are not finite, as after a training that diverged
    public Prediction predict(BufferedImage picture) {
        return one(trained.preparation().prepare(picture));
    }

    /// What the network says about the picture in a file.
    ///
    /// @throws DatasetException if the file cannot be read, or is no image or a damaged one; the message names it
    /// @throws ArithmeticException if the scores are not finite, as after a training that diverged
    public Prediction predict(Path picture) throws DatasetException {
        return one(trained.preparation().prepare(picture));
    }

    /// What the network says about a picture as the bytes of its file, such as an upload.
    ///
    /// @param name what errors call the file
    /// @throws DatasetException if the bytes are no image or a damaged one
    /// @throws ArithmeticException if the scores are not finite, as after a training that diverged
    public Prediction predict(String name, byte[] file) throws DatasetException {
        return one(trained.preparation().prepare(name, file));
    }

    private Prediction one(byte[] prepared) {
        return predictPrepared(List.of(prepared)).getFirst();
    }

    /// What the network says about pictures that [Preparation] prepared, in their order.
    ///
    /// @param pictures unsigned bytes in (C, H, W) order each
    /// @throws ArithmeticException if the scores are not finite, as after a training that diverged
    public List<Prediction> predictPrepared(List<byte[]> pictures) {
        Shape image = trained.preparation().imageShape();
        byte[] pixels = new byte[Math.multiplyExact(pictures.size(), image.size())];
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i), 0, pixels, i * image.size(), image.size());
        }
        LabeledImages images = new LabeledImages(pixels, new int[pictures.size()], image, names);
        return predictions(trained.evaluate(images, Part.TEST));
    }

    /// What the network says about examples of a data set, in their order; their labels are of no matter.
    ///
    /// @param examples preprocessed with this network's [statistics][TrainedModel#scaling]
    /// @throws ShapeMismatchException if they have another shape than the network's input
    /// @throws ArithmeticException if the scores are not finite, as after a training that diverged
    public List<Prediction> predict(Dataset examples) {
        return predictions(Evaluation.of(trained.scorer(), examples));
    }

    private List<Prediction> predictions(Evaluation answers) {
        return Arrays.stream(answers.scores())
                .map(scores -> Prediction.of(names, scores))
                .toList();
    }

    /// What the network says about a batch, in its order.
    ///
    /// @param x one example a row, of the shape of the network's input, as [Dataset#batch] yields them:
    /// preprocessed already
    /// @throws ShapeMismatchException if the examples have another shape
    /// @throws ArithmeticException if the scores are not finite, as after a training that diverged
    public List<Prediction> predict(Tensor x) {
        Shape input = trained.scorer().input();
        boolean fits = x.shape().rank() == input.rank() + 1
                && x.shape().equals(input.batchOf(x.shape().extent(0)));
        if (!fits) {
            throw ShapeMismatchException.of(
                    "Predictor",
                    "batch",
                    x.shape(),
                    "the model's input",
                    input,
                    "(N, " + input.toString().substring(1));
        }
        return predict(new Rows(x, trained.preparation().imageShape(), names));
    }

    /// The rows of a batch as examples.
    private record Rows(Tensor x, Shape imageShape, List<String> classNames) implements Dataset {
        @Override
        public int size() {
            return x.shape().extent(0);
        }

        @Override
        public Shape exampleShape() {
            int[] extents = x.shape().toArray();
            return Shape.of(Arrays.copyOfRange(extents, 1, extents.length));
        }

        @Override
        public int label(int example) {
            return 0;
        }

        @Override
        public void read(int[] examples, Tensor rows) {
            int size = x.shape().sizePerExample();
            for (int n = 0; n < examples.length; n++) {
                for (int i = 0; i < size; i++) {
                    rows.setStored(n * size + i, x.getStored(examples[n] * size + i));
                }
            }
        }
    }
}
