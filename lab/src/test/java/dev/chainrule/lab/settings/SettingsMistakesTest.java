package dev.chainrule.lab.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every mistake in settings is one clear line that names its place.
class SettingsMistakesTest {
    @TempDir
    Path folder;

    private RunSettings read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("my.yaml"), yaml);
        return new SettingsBuilder().file(file).build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "preset: qick | my.yaml line 1: preset 'qick' is unknown | Did you mean 'quick'?",
                "epoch: 3 | my.yaml line 1: key 'epoch' is unknown; expected one of | Did you mean 'epochs'?",
                "hidden: [9] | key 'hidden' is unknown; expected one of | Did you mean 'model.hidden'?",
                "beta1: 0.5 | key 'beta1' is unknown; expected one of | Did you mean 'optimizer.beta1'?",
                "strength: 1 | key 'strength' is unknown; expected one of | Did you mean 'penalties.strength'?",
                "lr: 1 | key 'lr' is unknown; expected one of | Did you mean 'learning-rate'?",
                "optimizer: {rule: adam, beta3: 1} | line 1: key 'optimizer.beta3' is unknown; expected one of rule,"
                        + " beta1, beta2, epsilon | Did you mean",
                "optimizer: adma | optimizer.rule 'adma' is unknown; expected one of sgd, momentum | Did you mean"
                        + " 'adam'?",
                "epochs: 0 | epochs 0 is out of range; expected a whole number of at least 1 | my.yaml line 1",
                "epochs: 1.5 | epochs 1.5 is no whole number; expected a whole number of at least 1 | my.yaml line 1",
                "epochs: ten | epochs 'ten' is no number; expected a whole number of at least 1 | my.yaml line 1",
                "epochs: [1] | epochs [1] is no single value; expected a whole number | my.yaml line 1",
                "epochs: 99999999999999999999 | is out of range | my.yaml line 1",
                "learning-rate: {rate: 0} | learning-rate.rate 0 is out of range; expected a finite number above 0 |"
                        + " my.yaml line 1",
                "learning-rate: -1 | learning-rate.rate -1 is out of range; expected a finite number above 0 | my.yaml"
                        + " line 1",
                "learning-rate: .nan | learning-rate.rate .nan is out of range; expected a finite number above 0 |"
                        + " my.yaml line 1",
                "learning-rate: {schedule: cyclic} | learning-rate.half-cycle is missing; expected a whole number |"
                        + " my.yaml line 1",
                "model: {hidden: 5} | model.hidden 5 is no list; expected a list of whole numbers | my.yaml line 1",
                "model: {hidden: [5, 0]} | model.hidden 0 is out of range; expected whole numbers of at least 1 |"
                        + " my.yaml line 1",
                "model: {hidden: [9], weights: {rule: uniform, low: 1, high: 0}} | model.weights.low 1 is out of"
                        + " range; expected a finite number of at most high | my.yaml line 1",
                "model: {layers: [{layer: affine}]} | model.layers[0].outputs is missing | my.yaml line 1",
                "model: {hidden: [9], dropout: 1.5} | model.dropout.keep 1.5 is out of range; expected a probability"
                        + " above 0 and at most 1 | my.yaml line 1",
                "model: {hidden: [9], dropout: 0} | model.dropout.keep 0 is out of range; expected a probability above"
                        + " 0 | my.yaml line 1",
                "model: {hidden: [9], normalization: batchnorm} | model.normalization.layer 'batchnorm' is unknown |"
                        + " Did you mean 'batch-norm'?",
                "model: {hidden: [9], normalization: {layer: batch-norm, epsilon: -1}} | model.normalization.epsilon"
                        + " -1 is out of range | my.yaml line 1",
                "model: {layers: [{layer: convolution, filters: 3, kernel: [3]}]} | model.layers[0].kernel [3] is no"
                        + " pair; expected rows and columns | my.yaml line 1",
                "model: {layers: [flatte]} | model.layers[0].layer 'flatte' is unknown | Did you mean 'flatten'?",
                "penalties: [{name: l3}] | penalties[0].name 'l3' is unknown; expected one of half-l2, full-l2, l1 |"
                        + " Did you mean 'l1'?",
                "augmentation: {flip: randon} | augmentation.flip 'randon' is unknown; expected one of none, random,"
                        + " alternating | Did you mean 'random'?",
                "augmentation: {translate: -1} | augmentation.translate -1 is out of range; expected a whole number of"
                        + " at least 0 | my.yaml line 1",
                "augmentation: {padding: mirror} | augmentation.padding 'mirror' is unknown; expected one of zero,"
                        + " reflect | my.yaml line 1",
                "augmentation: {brightness: 1} | augmentation.brightness 1 is out of range; expected a number of at"
                        + " least 0 and below 1 | my.yaml line 1",
                "augmentation: {cutuot: 8} | key 'augmentation.cutuot' is unknown; expected one of flip, translate,"
                        + " padding, cutout | Did you mean 'cutout'?",
                "model: {layers: [{layer: patch-whitening, epsilon: 0}]} | model.layers[0].epsilon 0 is out of range;"
                        + " expected a finite number above 0 | my.yaml line 1",
                "data: {whitening: zca} | data.whitening.kind 'zca' is unknown; expected one of pca, pca-whitening,"
                        + " zca-whitening | my.yaml line 1",
                "data: {whitening: {kind: pca-whitening, epsilon: -1}} | data.whitening.epsilon -1 is out of range;"
                        + " expected a finite number above 0 | my.yaml line 1",
                "data: {contrast-normalization: 0} | data.contrast-normalization.epsilon 0 is out of range; expected a"
                        + " finite number above 0 | my.yaml line 1",
                "model: {layers: [{layer: convolution, filters: 3, kernel: 3, weights: {rule: dirac, rest: hee}}]} |"
                        + " model.layers[0].weights.rest.rule 'hee' is unknown | Did you mean 'he'?",
                "model: {layers: [scale]} | model.layers[0].factor is missing | my.yaml line 1",
                "shift-rate-factor: 0 | shift-rate-factor 0 is out of range; expected a finite number above 0 |"
                        + " my.yaml line 1",
                "weight-average: emma | weight-average.rule 'emma' is unknown; expected one of none, ema, lookahead |"
                        + " Did you mean 'ema'?",
                "weight-average: {rule: ema, decay: 1} | weight-average.decay 1 is out of range | my.yaml line 1",
                "weight-average: {rule: ema, share: 0.5} | key 'weight-average.share' is unknown; expected one of rule,"
                        + " decay, every, warm-up | my.yaml line 1",
                "weight-average: {rule: lookahead, share: 2} | weight-average.share 2 is out of range; expected a"
                        + " number above 0 and at most 1 | my.yaml line 1",
                "evaluation: {tta: flop} | evaluation.tta 'flop' is unknown; expected one of none, flip,"
                        + " flip-and-shift | Did you mean 'flip'?",
                "seed: -1 | seed -1 is out of range; expected a whole number | my.yaml line 1",
                "seed: 4294967296 | seed 4294967296 is out of range | my.yaml line 1",
                "data: {background: pink} | data.background 'pink' does not fit; expected white, black, or red, green"
                        + " and blue such as 128,128,128 | my.yaml",
                "data: {image-size: 32} | data.image-size '32' does not fit; expected as-is or a size such as 32x32 |"
                        + " my.yaml",
                "epochs: !!int 3 | a tag (!) is not allowed | my.yaml line 1",
                "epochs: &a 3 | an anchor or alias (& or *) is not allowed | my.yaml line 1",
                "epochs: *a | an anchor or alias (& or *) is not allowed | my.yaml line 1",
                "[epochs] | the text is no list of keys and values | my.yaml",
                "epochs: 'a | the text is not YAML | my.yaml line 1",
                "{a: b | the text is not YAML | my.yaml line"
            })
    void aMistakeIsNamedInOneLineWithItsPlaceAndWhatIsExpected(String yaml, String reason, String more) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(more)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aKeyThatIsGivenTwiceIsRefused() {
        assertThatThrownBy(() -> read("epochs: 3\nseed: 1\nepochs: 4\n"))
                .hasMessageContaining("my.yaml line 3: key 'epochs' is given twice");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThatThrownBy(() -> read("epochs: 3\n---\nepochs: 4\n")).hasMessageContaining("second document");
    }

    @Test
    void deepOrLargeTextIsRefusedWithoutHarm() {
        assertThatThrownBy(() -> read("[".repeat(100_000)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("32 levels");
        assertThatThrownBy(() -> read("a: [" + "1,".repeat(20_000) + "]")).hasMessageContaining("10000 values");
        assertThatThrownBy(() -> read("#".repeat(2_000_000))).hasMessageContaining("at most 1048576 bytes");
    }

    @Test
    void aFlagIsNamedInsteadOfTheKey() {
        assertThatThrownBy(() -> new SettingsBuilder()
                        .set("learning-rate.rate", "0", "--learning-rate")
                        .build())
                .hasMessage("--learning-rate: 0 is out of range; expected a finite number above 0");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new SettingsBuilder().file(folder.resolve("nope.yaml")))
                .isInstanceOf(SettingsException.class)
                .hasMessageEndingWith("nope.yaml: cannot be read (no such file or folder); expected a YAML file");
    }

    @Test
    void theNearestPresetIsNamed() {
        assertThatThrownBy(() -> Preset.named("qick", "--preset")).hasMessageEndingWith("Did you mean 'quick'?");
    }
}
