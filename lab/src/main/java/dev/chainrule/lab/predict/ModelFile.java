package dev.chainrule.lab.predict;

import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.dataset.Background;
import dev.chainrule.lab.settings.ModelSettings;
import dev.chainrule.lab.settings.RecordCodec;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.model.Checkpoint;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.settings.Kebab;
import dev.chainrule.settings.PlainText;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The file of a [TrainedModel]: all that its use needs, wherever it is copied to.
///
/// ```java
/// TrainedModel model = ModelFile.read(Path.of("runs/quick-1"));
/// ModelFile.write(Path.of("elsewhere.safetensors"), model);
/// ```
///
/// It is a [safetensors file][Safetensors]: parameters and buffers by their names, as any reader of the format finds
/// them; the statistics of the preprocessing as `preprocessing.shift` and `preprocessing.scale`; and text in the
/// header:
///
/// | key | text |
/// |---|---|
/// | `chainrule.format` | 1 |
/// | `chainrule.version` | of the program that wrote it |
/// | `model` | the name of the network |
/// | `input` | the shape of one example, a JSON list |
/// | `network` | layers and precision as YAML, as in settings |
/// | `classes` | their names, a JSON list |
/// | `image` | the shape of a prepared picture, (C, H, W), a JSON list |
/// | `background` | behind transparent pixels: `white`, `black` or red, green and blue |
/// | `test-time-augmentation` | `none`, `flip` … |
/// | `sha256` | of all other text and all tensors; without it a file is read unchecked |
public final class ModelFile {
    /// The name of the file in the folder of a run.
    public static final String NAME = "model.safetensors";

    private static final String FORMAT = "1";
    private static final String SHIFT = Checkpoint.PREPROCESSING + "shift";
    private static final String SCALE = Checkpoint.PREPROCESSING + "scale";

    private final String name;
    private final RecordCodec codec;

    private ModelFile(String name, RecordCodec codec) {
        this.name = name;
        this.codec = codec;
    }

    /// Writes a file, wholly or not at all.
    ///
    /// @throws IllegalArgumentException if a layer is not in the catalogue of the library
    /// @throws IOException if it cannot be written; a file that was there before is then as it was
    public static void write(Path file, TrainedModel trained) throws IOException {
        write(file, trained, RecordCodec.STANDARD);
    }

    /// Writes the file of a network with layers of one's own.
    ///
    /// @param codec that knows their settings
    /// @throws IllegalArgumentException if it does not know a layer
    /// @throws IOException if the file cannot be written; one that was there before is then as it was
    public static void write(Path file, TrainedModel trained, RecordCodec codec) throws IOException {
        content(trained, codec).write(file);
    }

    /// Reads a file, or the one in the folder of a run.
    ///
    /// @throws SettingsException if it is not there
    /// @throws FormatException if the file is damaged, of another format or of a newer version, or holds weights
    /// that are not finite
    /// @throws IOException if it cannot be read
    public static TrainedModel read(Path file) throws IOException {
        return read(file, RecordCodec.STANDARD);
    }

    /// Reads the file of a network with layers of one's own, as [#read(Path)].
    ///
    /// @param codec that knows their settings
    public static TrainedModel read(Path file, RecordCodec codec) throws IOException {
        Path found = Files.isDirectory(file) ? file.resolve(NAME) : file;
        if (!Files.exists(file)) {
            throw new SettingsException(
                    "%s: no such file or folder; expected the folder of a run, for example runs/quick-1, or its %s"
                            .formatted(file, NAME));
        }
        if (!Files.isRegularFile(found)) {
            throw new SettingsException(file + ": holds no " + NAME + "; expected the folder of a run that ended");
        }
        return new ModelFile(found.toString(), codec).trained(Safetensors.read(found));
    }

    /// Reads the content of a file, such as a resource of a jar; the stream is read to its end and not closed.
    ///
    /// @param name what errors call it
    /// @throws FormatException if the content is damaged, of another format or of a newer version
    /// @throws IOException if it cannot be read
    public static TrainedModel read(InputStream content, String name) throws IOException {
        return new ModelFile(name, RecordCodec.STANDARD).trained(Safetensors.read(content.readAllBytes(), name));
    }

    private static Safetensors content(TrainedModel trained, RecordCodec codec) {
        Model model = trained.model();
        ModelSpec spec = model.spec();
        Map<String, String> text = new LinkedHashMap<>();
        text.put("chainrule.format", FORMAT);
        text.put("chainrule.version", trained.version());
        text.put("model", spec.name());
        text.put("input", Json.write(extents(spec.input())));
        text.put("network", codec.toYaml(new ModelSettings.Layers(spec.layers(), spec.precision())));
        text.put("classes", Json.write(trained.classNames()));
        text.put("image", Json.write(extents(trained.preparation().imageShape())));
        text.put("background", trained.preparation().background().toString());
        text.put("test-time-augmentation", Kebab.of(trained.forms()));
        Map<String, Tensor> tensors = new LinkedHashMap<>(model.tensors());
        tensors.put(
                SHIFT,
                Statistics.tensor(trained.scaling().shift(), trained.scaling().imageShape()));
        tensors.put(
                SCALE,
                Statistics.tensor(trained.scaling().scale(), trained.scaling().imageShape()));
        text.put("sha256", TensorDigest.of(text, tensors));
        return new Safetensors(tensors, text);
    }

    private TrainedModel trained(Safetensors read) throws FormatException {
        check(read);
        Shape image = Shape.of(extents(read, "image"));
        Map<String, Tensor> weights = new LinkedHashMap<>(read.tensors());
        requireFinite(weights);
        Tensor shift = weights.remove(SHIFT);
        Tensor scale = weights.remove(SCALE);
        try {
            Preparation preparation = Preparation.of(image, background(text(read, "background")));
            ModelSettings.Layers network =
                    codec.fromYaml(ModelSettings.Layers.class, text(read, "network"), name + ": network");
            ModelSpec spec = new ModelSpec(
                    text(read, "model"), Shape.of(extents(read, "input")), network.precision(), network.layers());
            Model model = ModelBuilder.build(spec, new NumpyRandom(0));
            Checkpoint.load(new Safetensors(weights, Map.of()), name, model);
            return new TrainedModel(
                    model,
                    classes(read),
                    new PixelScaling(image, Statistics.values(shift, image), Statistics.values(scale, image)),
                    preparation,
                    forms(text(read, "test-time-augmentation")),
                    text(read, "chainrule.version"));
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            throw fault(reason.startsWith(name + ": ") ? reason.substring(name.length() + 2) : reason);
        }
    }

    private void check(Safetensors read) throws FormatException {
        Map<String, String> text = read.metadata();
        String format = text.get("chainrule.format");
        String version = text.getOrDefault("chainrule.version", "unknown");
        if (format == null) {
            throw fault("the tensors come without a network; expected the " + NAME + " that 'chainrule train' writes");
        }
        if (!format.equals(FORMAT)) {
            throw fault("format %s of Chainrule %s does not fit this program; expected format %s. Use Chainrule %2$s"
                    .formatted(format, version, FORMAT));
        }
        requireWhole(read, name);
    }

    /// Refuses the content of a file that does not fit the checksum in it; content without one passes.
    ///
    /// @param name what errors call it
    /// @throws FormatException if the file is damaged or was changed
    public static void requireWhole(Safetensors read, String name) throws FormatException {
        String sha256 = read.metadata().get("sha256");
        if (sha256 != null && !sha256.equals(TensorDigest.of(read.metadata(), read.tensors()))) {
            throw new FormatException(
                    name,
                    -1,
                    "the content does not fit its checksum, so the file is damaged or was changed;"
                            + " expected it as 'chainrule train' wrote it. Copy it again");
        }
    }

    /// A single NaN or infinity in a network makes every score none, so nothing sensible can be computed.
    private void requireFinite(Map<String, Tensor> tensors) throws FormatException {
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            for (int i = 0; i < tensor.size(); i++) {
                if (!Double.isFinite(tensor.getStored(i))) {
                    throw fault("'%s' holds %s, with which no score is a number; expected finite weights. %s"
                            .formatted(
                                    PlainText.name(entry.getKey()),
                                    tensor.getStored(i),
                                    "The training diverged: train again with a lower rate, or take an earlier state"));
                }
            }
        }
    }

    private String text(Safetensors read, String key) throws FormatException {
        String text = read.metadata().get(key);
        if (text == null) {
            throw fault("metadata '" + key + "' is missing; expected it as 'chainrule train' writes it");
        }
        return text;
    }

    private List<?> list(Safetensors read, String key) throws FormatException {
        if (Json.read(text(read, key).getBytes(StandardCharsets.UTF_8), name + ": " + key, 0) instanceof List<?> list) {
            return list;
        }
        throw fault("metadata '" + key + "' is no list; expected it as 'chainrule train' writes it");
    }

    private List<String> classes(Safetensors read) throws FormatException {
        List<String> names = new ArrayList<>();
        for (Object element : list(read, "classes")) {
            names.add(String.valueOf(element));
        }
        return names;
    }

    private int[] extents(Safetensors read, String key) throws FormatException {
        List<?> list = list(read, key);
        int[] extents = new int[list.size()];
        for (int i = 0; i < extents.length; i++) {
            if (!(list.get(i) instanceof Long extent) || extent < 1 || extent > Integer.MAX_VALUE) {
                throw fault("metadata '%s' %s is no shape; expected whole numbers of at least 1".formatted(key, list));
            }
            extents[i] = extent.intValue();
        }
        return extents;
    }

    private static List<Integer> extents(Shape shape) {
        return Arrays.stream(shape.toArray()).boxed().toList();
    }

    private TestTimeAugmentation forms(String word) throws FormatException {
        for (TestTimeAugmentation each : TestTimeAugmentation.values()) {
            if (Kebab.of(each).equals(word)) {
                return each;
            }
        }
        throw fault("test-time-augmentation '%s' is unknown; expected one of %s"
                .formatted(
                        word,
                        Arrays.stream(TestTimeAugmentation.values())
                                .map(Kebab::of)
                                .collect(Collectors.joining(", "))));
    }

    private Background background(String text) throws FormatException {
        return Background.named(text)
                .orElseThrow(
                        () -> fault("background '%s' is unknown; expected %s".formatted(text, Background.EXPECTED)));
    }

    private FormatException fault(String reason) {
        return new FormatException(name, -1, reason);
    }

    /// The numbers of a [PixelScaling], one for each position (C, H, W), or one for each channel (C) where a
    /// channel has the same number everywhere.
    private static final class Statistics {
        private Statistics() {}

        static Tensor tensor(double[] values, Shape image) {
            int channels = image.extent(0);
            int area = image.size() / channels;
            boolean even = IntStream.range(0, values.length).allMatch(i -> values[i] == values[i / area * area]);
            return even
                    ? Tensor.of(
                            Precision.FLOAT64,
                            Shape.of(channels),
                            IntStream.range(0, channels)
                                    .mapToDouble(c -> values[c * area])
                                    .toArray())
                    : Tensor.of(Precision.FLOAT64, image, values);
        }

        static double[] values(@Nullable Tensor tensor, Shape image) {
            Shape even = Shape.of(image.extent(0));
            if (tensor == null
                    || !(tensor.shape().equals(even) || tensor.shape().equals(image))) {
                throw new IllegalArgumentException(
                        "statistics %s of the preprocessing do not fit images %s; expected %s or %2$s"
                                .formatted(tensor == null ? "none" : tensor.shape(), image, even));
            }
            double[] values = tensor.toArray();
            int each = image.size() / values.length;
            return IntStream.range(0, image.size())
                    .mapToDouble(i -> values[i / each])
                    .toArray();
        }
    }
}
