package dev.chainrule.lab.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.format.FormatException;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.dataset.Background;
import dev.chainrule.lab.settings.ModelSettings;
import dev.chainrule.lab.settings.Preset;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.model.Checkpoint;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.model.ModelSpec;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
    private static final Shape SMALL = Shape.of(3, 2, 4);

    @TempDir
    Path folder;

    private static TrainedModel trained(ModelSettings settings, Shape image, PixelScaling.Kind kind, String... names) {
        ModelSpec spec = settings.spec(image, names.length);
        Model model = ModelBuilder.build(spec, new NumpyRandom(1));
        byte[] pixels = new byte[5 * image.size()];
        new Random(2).nextBytes(pixels);
        PixelScaling scaling = PixelScaling.of(kind, new LabeledImages(pixels, new int[5], image, List.of(names)));
        return new TrainedModel(
                model,
                List.of(names),
                scaling,
                Preparation.of(image, new Background(1, 20, 255)),
                TestTimeAugmentation.FLIP,
                "1.2.3");
    }

    private static TrainedModel small() {
        return trained(
                ModelSettings.Course.of(ModelSettings.Kind.KTH, List.of(3)),
                SMALL,
                PixelScaling.Kind.STANDARDIZED_CHANNEL,
                "a",
                "b");
    }

    private Path written(TrainedModel trained) throws IOException {
        Path file = folder.resolve(ModelFile.NAME);
        ModelFile.write(file, trained);
        return file;
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aNetworkOfWhichNoScoreIsANumberIsRefusedAndTheTensorNamed(double value) throws IOException {
        TrainedModel trained = small();
        String name = trained.model().tensors().keySet().iterator().next();
        Tensor tensor = trained.model().tensors().get(name);
        tensor.setStored(tensor.size() - 1, value);
        Path file = written(trained);

        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith("%s: '%s' holds %s, with which no score is a number", file, name, value);
    }

    private static void assertSame(TrainedModel read, TrainedModel written) {
        assertThat(read.model().spec()).isEqualTo(written.model().spec());
        assertThat(read.model().tensors().keySet())
                .isEqualTo(written.model().tensors().keySet());
        written.model()
                .tensors()
                .forEach((name, tensor) ->
                        assertThat(read.model().tensors().get(name).toArray()).isEqualTo(tensor.toArray()));
        assertThat(read.classNames()).isEqualTo(written.classNames());
        assertThat(read.scaling().imageShape()).isEqualTo(written.scaling().imageShape());
        assertThat(read.scaling().shift()).isEqualTo(written.scaling().shift());
        assertThat(read.scaling().scale()).isEqualTo(written.scaling().scale());
        assertThat(read.preparation()).isEqualTo(written.preparation());
        assertThat(read.forms()).isEqualTo(written.forms());
        assertThat(read.version()).isEqualTo(written.version());
    }

    @ParameterizedTest
    @MethodSource("dev.chainrule.lab.settings.Preset#names")
    void theNetworkOfEveryPresetIsReadAsItWasWritten(String name) throws IOException {
        RunSettings settings = Preset.named(name, "test").settings();
        String[] names = IntStream.range(0, 10).mapToObj(k -> "c" + k).toArray(String[]::new);
        TrainedModel trained =
                trained(settings.model(), Shape.of(3, 32, 32), settings.data().preprocessing(), names);
        assertSame(ModelFile.read(written(trained)), trained);
    }

    @ParameterizedTest
    @EnumSource(PixelScaling.Kind.class)
    void allStatisticsAreReadToTheBit(PixelScaling.Kind kind) throws IOException {
        ModelSettings settings = ModelSettings.Course.of(ModelSettings.Kind.TWO_LAYER, List.of(3));
        for (Shape image : List.of(SMALL, Shape.of(1, 5, 2), Shape.of(3, 1, 1))) {
            TrainedModel trained = trained(settings, image, kind, "a", "b");
            assertSame(ModelFile.read(written(trained)), trained);
        }
    }

    @Test
    void namesOfClassesMayHoldAnything() throws IOException {
        String[] names = {"a b", "\"", "\\", "'", "#x: [", "Äpfel", "苹果", "🍎", "", " ", "\t\n", "a\u0000", "null", "1"
        };
        TrainedModel trained = trained(
                ModelSettings.Course.of(ModelSettings.Kind.KTH, List.of(3)), SMALL, PixelScaling.Kind.NONE, names);
        assertSame(ModelFile.read(written(trained)), trained);
        String[] thousand = IntStream.range(0, 1000).mapToObj(k -> "class " + k).toArray(String[]::new);
        assertThat(ModelFile.read(written(trained(
                                ModelSettings.Course.of(ModelSettings.Kind.KTH, List.of(3)),
                                SMALL,
                                PixelScaling.Kind.NONE,
                                thousand)))
                        .classNames())
                .containsExactly(thousand);
    }

    @Test
    void theWeightsAreThereByTheirNamesForEveryReaderOfTheFormat() throws IOException {
        TrainedModel trained = small();
        Path file = written(trained);
        Map<String, Tensor> tensors = Safetensors.read(file).tensors();
        assertThat(tensors.keySet())
                .containsExactly("W1", "b1", "W2", "b2", "preprocessing.shift", "preprocessing.scale");
        assertThat(tensors.get("preprocessing.shift").shape()).isEqualTo(Shape.of(3));
        Model other = ModelBuilder.build(trained.model().spec(), new NumpyRandom(9));
        Checkpoint.load(file, other);
        assertThat(other.tensors().get("W1").toArray())
                .isEqualTo(trained.model().tensors().get("W1").toArray());
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        byte[] first = Files.readAllBytes(written(small()));
        assertThat(Files.readAllBytes(written(small()))).isEqualTo(first);
    }

    @Test
    void everyTruncationIsRefusedInOneLine() throws IOException {
        Path file = written(small());
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> ModelFile.read(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessageStartingWith(file.toString())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void noDamagedByteChangesTheModelUnnoticed() throws IOException {
        TrainedModel trained = small();
        byte[] whole = Files.readAllBytes(written(trained));
        int refused = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << (at % 7));
            try {
                assertSame(ModelFile.read(new ByteArrayInputStream(damaged), "model"), trained);
            } catch (FormatException e) {
                refused++;
                assertThat(e).hasMessageStartingWith("model").hasMessageNotContaining("\n");
            }
        }
        assertThat(refused).isGreaterThan(whole.length - 9); // the header is padded with blanks
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chainrule.format | 2 | format 2 of Chainrule 1.2.3 does not fit this program; expected format 1. Use"
                        + " Chainrule 1.2.3",
                "chainrule.format | | the tensors come without a network; expected the model.safetensors that"
                        + " 'chainrule train' writes",
                "classes | [\"a\"] | the content does not fit its checksum",
                "network | layers: [nonsense] | the content does not fit its checksum"
            })
    void otherTextInTheHeaderIsRefused(String key, String text, String reason) throws IOException {
        Path file = written(small());
        rewrite(file, key, text);
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file + ": " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network | layers: [nonsense] | network line 1: layers[0].layer 'nonsense' is unknown",
                "network | 'layers: [{layer: affine, outputs: 2}]' | ",
                "network | 'layers: [relu]' | ",
                "network | | metadata 'network' is missing",
                "input | [24, 2] | ",
                "input | [0] | metadata 'input' [0] is no shape",
                "image | [3, 2, 5] | ",
                "image | [2, 4, 3] | Preparation: images (2, 4, 3) do not fit; expected one channel or three",
                "classes | {} | metadata 'classes' is no list",
                "classes | [\"a\",\"b\",\"c\"] | TrainedModel: 3 classes do not fit 2 scores",
                "background | pink | background 'pink' is unknown; expected white, black",
                "test-time-augmentation | mirror | test-time-augmentation 'mirror' is unknown"
            })
    void textThatDoesNotFitIsRefusedWithoutAChecksumToo(String key, String text, String reason) throws IOException {
        Path file = written(small());
        rewrite(file, key, text);
        rewrite(file, "sha256", null);
        assertThatThrownBy(() -> ModelFile.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(reason == null ? "expected" : reason)
                .hasMessageNotContaining("\n");
    }

    private static void rewrite(Path file, String key, String text) throws IOException {
        Safetensors content = Safetensors.read(file);
        Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
        if (text == null) {
            metadata.remove(key);
        } else {
            metadata.put(key, text);
        }
        new Safetensors(content.tensors(), metadata).write(file);
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        assertThatThrownBy(() -> ModelFile.read(folder.resolve("missing")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("missing: no such file or folder; expected the folder of a run");
        assertThatThrownBy(() -> ModelFile.read(folder))
                .isInstanceOf(SettingsException.class)
                .hasMessage(folder + ": holds no model.safetensors; expected the folder of a run that ended");
        Path weights = folder.resolve("weights.safetensors");
        new Safetensors(Map.of("W1", Tensor.zeros(Precision.FLOAT32, Shape.of(2, 2))), Map.of()).write(weights);
        assertThatThrownBy(() -> ModelFile.read(weights))
                .hasMessageContaining("weights.safetensors: the tensors come without a network");
        Path pointer = Files.write(
                folder.resolve("lfs"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:0".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> ModelFile.read(pointer)).hasMessageContaining("git lfs pull");
    }
}
