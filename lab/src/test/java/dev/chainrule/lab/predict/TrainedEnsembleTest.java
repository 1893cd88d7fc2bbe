package dev.chainrule.lab.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.Combination;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.format.FormatException;
import dev.chainrule.lab.dataset.Background;
import dev.chainrule.lab.dataset.Checksum;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.settings.ModelSettings;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainedEnsembleTest {
    private static final Shape IMAGE = Shape.of(3, 8, 8);
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final LabeledImages IMAGES = images(7, 12);

    @TempDir
    Path folder;

    private static LabeledImages images(long seed, int count) {
        byte[] pixels = new byte[count * IMAGE.size()];
        new Random(seed).nextBytes(pixels);
        return new LabeledImages(pixels, new int[count], IMAGE, NAMES);
    }

    private static TrainedModel member(
            int seed, ModelSettings settings, PixelScaling.Kind kind, TestTimeAugmentation forms, List<String> names) {
        return new TrainedModel(
                ModelBuilder.build(settings.spec(IMAGE, names.size()), new NumpyRandom(seed)),
                names,
                PixelScaling.of(kind, images(seed, 20)),
                Preparation.of(IMAGE, new Background(0, 0, 0)),
                forms,
                "1.2.3");
    }

    private static TrainedModel flat(int seed) {
        return member(
                seed,
                ModelSettings.Course.of(ModelSettings.Kind.KTH, List.of(9)),
                PixelScaling.Kind.STANDARDIZED_PIXEL,
                TestTimeAugmentation.NONE,
                NAMES);
    }

    private static TrainedModel images(int seed) {
        return member(
                seed,
                ModelSettings.Convolutional.of(ModelSettings.ConvNet.THREE_LAYER_CONVNET),
                PixelScaling.Kind.MEAN_IMAGE,
                TestTimeAugmentation.FLIP,
                NAMES);
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void eachMemberSeesImagesAsIfItWereAlone(Combination combination) {
        TrainedModel flat = flat(1);
        TrainedModel other = images(2);
        TrainedEnsemble both = new TrainedEnsemble(List.of(flat, other), combination);
        Evaluation expected = Evaluation.of(
                combination,
                List.of(
                        Evaluation.of(
                                flat.model(),
                                new ImageDataset(
                                        IMAGES, flat.scaling(), flat.model().input())),
                        Evaluation.of(
                                other.model(),
                                new ImageDataset(
                                        IMAGES, other.scaling(), other.model().input()),
                                TestTimeAugmentation.FLIP)));
        assertThat(both.evaluate(IMAGES, Part.TEST).scores()).isDeepEqualTo(expected.scores());
        byte[] picture = Arrays.copyOf(IMAGES.pixels(), IMAGE.size());
        Prediction prediction =
                Predictor.of(both).predictPrepared(List.of(picture)).getFirst();
        for (Prediction.Choice choice : prediction.classes()) {
            assertThat(choice.score()).isEqualTo(expected.scores()[0][NAMES.indexOf(choice.name())]);
        }
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void anEnsembleOfOneIsItsMember(Combination combination) {
        TrainedModel member = images(2);
        TrainedEnsemble alone = new TrainedEnsemble(List.of(member), combination);
        for (Part part : Part.values()) {
            assertThat(alone.evaluate(IMAGES, part).scores())
                    .isDeepEqualTo(member.evaluate(IMAGES, part).scores());
        }
    }

    @Test
    void preprocessedExamplesSuitMembersThatPreprocessAlike() {
        TrainedModel first = flat(1);
        TrainedModel second = new TrainedModel(
                flat(2).model(), NAMES, first.scaling(), first.preparation(), first.forms(), first.version());
        TrainedEnsemble both = new TrainedEnsemble(List.of(first, second), Combination.SCORES);
        ImageDataset dataset =
                new ImageDataset(IMAGES, first.scaling(), first.model().input());
        assertThat(Evaluation.of(both.scorer(), dataset).scores())
                .isDeepEqualTo(both.evaluate(IMAGES, Part.TEST).scores());
        assertThatThrownBy(() -> new TrainedEnsemble(List.of(first, flat(2)), Combination.SCORES).scorer())
                .hasMessage("TrainedEnsemble: members 1 and 2 preprocess images differently, so no batch suits both;"
                        + " expected pictures");
    }

    @Test
    void aMemberThatDoesNotFitIsNamed() {
        TrainedModel cats = member(
                1,
                ModelSettings.Course.of(ModelSettings.Kind.KTH, List.of(9)),
                PixelScaling.Kind.NONE,
                TestTimeAugmentation.NONE,
                List.of("a", "b", "cat 100%"));
        assertThatThrownBy(() -> new TrainedEnsemble(List.of(flat(1), cats), Combination.VOTES))
                .hasMessage("TrainedEnsemble: member 2's classes [a, b, cat 100%] do not fit member 1's;"
                        + " expected [a, b, c]");
        TrainedModel precise = member(
                1,
                ModelSettings.Course.of(ModelSettings.Kind.KTH, List.of(9)).withPrecision(Precision.FLOAT64),
                PixelScaling.Kind.NONE,
                TestTimeAugmentation.NONE,
                NAMES);
        assertThatThrownBy(() -> new TrainedEnsemble(List.of(flat(1), precise), Combination.VOTES))
                .hasMessage("TrainedEnsemble: member 2's precision float64 does not fit member 1's; expected float32");
    }

    private void write(Combination combination, TrainedModel... members) throws IOException {
        List<EnsembleFile.Member> entries = new java.util.ArrayList<>();
        for (int i = 0; i < members.length; i++) {
            Path place = EnsembleFile.folderOf(folder, "m" + i);
            Files.createDirectories(place);
            Path file = place.resolve(ModelFile.NAME);
            ModelFile.write(file, members[i]);
            entries.add(new EnsembleFile.Member("m" + i, Checksum.sha256(file)));
        }
        new EnsembleFile(combination, entries).write(folder);
    }

    @ParameterizedTest
    @EnumSource(Combination.class)
    void aFolderIsReadAsItWasWritten(Combination combination) throws IOException {
        write(combination, flat(1), images(2));
        TrainedEnsemble read = EnsembleFile.load(folder);
        assertThat(read.combination()).isEqualTo(combination);
        assertThat(read.evaluate(IMAGES, Part.TEST).scores())
                .isDeepEqualTo(new TrainedEnsemble(List.of(flat(1), images(2)), combination)
                        .evaluate(IMAGES, Part.TEST)
                        .scores());
        assertThat(Predictor.load(folder).classNames()).isEqualTo(NAMES);
        assertThat(Predictor.load(EnsembleFile.folderOf(folder, "m1")).trained())
                .isInstanceOf(TrainedModel.class);
    }

    @Test
    void aMemberThatWasExchangedOrIsMissingIsNamed() throws IOException {
        write(Combination.PROBABILITIES, flat(1), flat(2));
        Path second = EnsembleFile.folderOf(folder, "m1").resolve(ModelFile.NAME);
        ModelFile.write(second, flat(3));
        assertThatThrownBy(() -> EnsembleFile.load(folder))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(second + ": the file does not fit its checksum in ensemble.yaml");
        Files.delete(second);
        assertThatThrownBy(() -> EnsembleFile.load(folder))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("holds no model.safetensors");
    }

    @Test
    void aNameDoesNotLeadOutOfTheFolder() throws IOException {
        Files.writeString(folder.resolve(EnsembleFile.NAME), """
            combine: votes
            members:
              - {name: ../elsewhere, sha256: 00}
            """);
        assertThatThrownBy(() -> EnsembleFile.load(folder))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("name '../elsewhere' does not fit");
    }
}
