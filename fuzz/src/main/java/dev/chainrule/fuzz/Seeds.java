package dev.chainrule.fuzz;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.format.NumpyArchive;
import dev.chainrule.format.NumpyFile;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.dataset.Background;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.predict.Preparation;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.settings.ModelSettings;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// Right files to begin with: what the project writes today, the images of its tests, and the files of `seeds`.
final class Seeds {
    private static final Path FILES = Path.of("seeds");
    private static final Path TESTS = Path.of("..", "lab", "src", "test", "resources", "images");
    private static final Path ARRAYS = Path.of("..", "core", "src", "test", "resources", "numpy");
    private static final List<Path> FOUND = List.of(
            Path.of("..", "core", "src", "test", "resources", "evil"),
            Path.of("..", "lab", "src", "test", "resources", "evil"));

    private Seeds() {}

    /// Writes the seeds of a target into a folder.
    static void write(String target, Path folder) throws IOException {
        copy(FILES.resolve(target), "", folder);
        for (Path found : FOUND) {
            copy(found.resolve(target), "", folder);
        }
        Path seed = folder.resolve("seed");
        switch (target) {
            case "safetensors" -> new Safetensors(tensors(), Map.of("key", "value")).write(seed);
            case "npy" -> {
                NumpyFile.write(seed, Tensor.gaussian(Precision.FLOAT32, Shape.of(2, 3), new Random(1)));
                copy(ARRAYS, ".npy", folder);
            }
            case "npz" -> {
                NumpyArchive.write(seed, tensors());
                copy(ARRAYS, ".npz", folder);
            }
            case "settings" -> settings(folder);
            case "model" -> ModelFile.write(seed, model());
            case "png", "gif", "bmp" -> copy(TESTS, "." + target, folder);
            case "jpeg" -> copy(TESTS, ".jpg", folder);
            case "tiff" -> copy(TESTS, ".tif", folder);
            case "webp" -> copy(TESTS, ".webp", folder);
            case "cifar" -> Files.write(seed, new byte[3073]);
            case "idx" -> Files.write(seed, digits(false));
            case "idx-gz" -> Files.write(seed, digits(true));
            case "tar" -> Files.write(seed, archive());
            case "gz", "tar-gz" -> Files.write(seed, packed(archive()));
            case "pickle" -> Files.write(seed, pickle());
            case "answers" -> new Safetensors(answers(), Map.of()).write(seed);
            case "state" -> new Safetensors(history(), state()).write(seed);
            default -> {
                // those of the folder suffice
            }
        }
    }

    private static void copy(Path from, String ending, Path to) throws IOException {
        if (Files.isDirectory(from)) {
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    if (Files.isRegularFile(file)
                            && file.toString().toLowerCase(Locale.ROOT).endsWith(ending)) {
                        Files.write(to.resolve("seed-" + file.getFileName()), Files.readAllBytes(file));
                    }
                }
            }
        }
    }

    private static Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("w", Tensor.gaussian(Precision.FLOAT32, Shape.of(1, 2, 2, 1), new Random(1)));
        tensors.put("b", Tensor.gaussian(Precision.FLOAT64, Shape.of(3), new Random(2)));
        tensors.put("none", Tensor.zeros(Precision.FLOAT32, Shape.of(0, 3)));
        return tensors;
    }

    private static Map<String, Tensor> answers() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (String part : List.of("validation", "test")) {
            tensors.put(part + ".scores", Tensor.gaussian(Precision.FLOAT32, Shape.of(2, 3), new Random(1)));
            tensors.put(part + ".labels", Tensor.zeros(Precision.FLOAT32, Shape.of(2)));
        }
        return tensors;
    }

    private static Map<String, Tensor> history() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(tensors());
        tensors.put("history/losses", Tensor.zeros(Precision.FLOAT64, Shape.of(2)));
        tensors.put("history/rates", Tensor.zeros(Precision.FLOAT64, Shape.of(2)));
        tensors.put("history/measurements", Tensor.zeros(Precision.FLOAT64, Shape.of(1, 5)));
        return tensors;
    }

    private static Map<String, String> state() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("chainrule.format", "checkpoint 1");
        text.put("chainrule.version", "1.2.3");
        text.put("settings", Preset.quick().settings().toYaml());
        text.put("data-sha256", "0");
        text.put("sampling", "shuffled");
        text.put("seconds", "1.5");
        return text;
    }

    private static void settings(Path folder) throws IOException {
        for (String name : Preset.names()) {
            String yaml = Preset.named(name, "seeds").settings().toYaml();
            Files.writeString(folder.resolve("seed-" + name), yaml);
        }
    }

    private static TrainedModel model() {
        Shape image = Shape.of(3, 2, 2);
        ModelSettings settings = ModelSettings.Course.of(ModelSettings.Kind.KTH, List.of(2));
        LabeledImages images = new LabeledImages(new byte[5 * image.size()], new int[5], image, List.of("a", "b"));
        return new TrainedModel(
                ModelBuilder.build(settings.spec(image, 2), new NumpyRandom(1)),
                List.of("a", "b"),
                PixelScaling.of(PixelScaling.Kind.STANDARDIZED_CHANNEL, images),
                Preparation.of(image, new Background(1, 20, 255)),
                TestTimeAugmentation.FLIP,
                "1.2.3");
    }

    /// A first byte that says where the labels begin, one image, its label.
    private static byte[] digits(boolean packed) throws IOException {
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        images.write(new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28});
        images.write(new byte[28 * 28]);
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 1, 7};
        byte[] first = packed ? packed(images.toByteArray()) : images.toByteArray();
        byte[] second = packed ? packed(labels) : labels;
        int all = 1 + first.length + second.length;
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(Math.ceilDiv(first.length * 255, all));
        both.write(first);
        int cut = 1 + Math.ceilDiv(first.length * 255, all) * all / 255;
        both.write(new byte[Math.max(0, cut - 1 - first.length)]);
        both.write(second);
        return both.toByteArray();
    }

    private static byte[] archive() {
        byte[] archive = new byte[4 * 512];
        put(archive, 0, "folder/data_batch_1.bin");
        put(archive, 100, "0000644");
        put(archive, 124, "00000000005");
        put(archive, 148, "000000");
        put(archive, 156, "0");
        put(archive, 257, "ustar\0" + "00");
        put(archive, 512, "hello");
        return archive;
    }

    private static void put(byte[] into, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    /// One image of one byte with its label, as Python 2 pickled it.
    private static byte[] pickle() {
        String code = "\u0080\u0002}q\u0001(U\u0004dataq\u0002cnumpy.core.multiarray\n"
            + "_reconstruct\n"
            + "q\u0003cnumpy\n"
            + "ndarray\n"
            + "q\u0004K\0\u0085U\u0001b\u0087Rq\u0005(K\u0001K\u0001K\u0001\u0086cnumpy\n"
            + "dtype\n"
            + "q\u0006U\u0002u1K\0K\u0001"
            + "\u0087Rq\u0007(K\u0003U\u0001|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb\u0089U\u0001x"
            + "tbU\u0006labelsq\u0008]q\u0009K\u0003au.";
        return code.getBytes(StandardCharsets.ISO_8859_1);
    }
}
