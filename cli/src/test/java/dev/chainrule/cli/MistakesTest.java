package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every mistake of a user is one clear line and exit code 2, and leaves what was there as it was.
class MistakesTest {
    private static final int RECORD = 3073;

    @TempDir
    Path folder;

    private void assertRefused(Outcome outcome, String... reasons) {
        assertThat(outcome.err()).contains(reasons).startsWith("chainrule");
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).doesNotContain("Exception").doesNotContain("\tat ");
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    private void assertNoRun() {
        assertThat(folder.resolve("run")).doesNotExist();
    }

    /// `train` on tiny images, with more words after it.
    private Outcome train(Object... more) throws IOException {
        Path images = TinyImages.folder(folder, 10, "red", "blue");
        Object[] words = {
            "train",
            "--data",
            images,
            "--hidden",
            "4",
            "--batch-size",
            "4",
            "--epochs",
            "2",
            "--out",
            folder.resolve("run")
        };
        return Outcome.of(
                Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "trian | command 'trian' is unknown | Did you mean 'train'?",
                "train --ephocs 3 | option '--ephocs' is unknown | Did you mean '--epochs'?",
                "train --ephocs=3 | option '--ephocs' is unknown | Did you mean '--epochs'?",
                "train more | 'more' is one word too many | chainrule train --help",
                "train --epochs | Missing required parameter for option '--epochs' | chainrule train --help",
                "train --lr 1 | option '--lr' is unknown | Did you mean '--learning-rate'?",
                "-v | option '-v' is unknown | Did you mean '-V'?",
                "trian --help | command 'trian' is unknown | Did you mean 'train'?",
                "help trian | command 'trian' is unknown | Did you mean 'train'?",
                "help data gte | command 'gte' is unknown | Did you mean 'get'?",
                "data gte --help | command 'gte' is unknown | Did you mean 'get'?",
                "check --layer conv | 'conv' is unknown | Did you mean 'convolution'?",
                "check --layer bn | 'bn' is unknown | Did you mean 'batch-norm'?",
                "check --layer relu --seed x | --seed: 'x' is no whole number | expected one such as 20",
                "check --layer relu --samples 99999999999 | --samples: 99999999999 is out of range | from -2147483648"
                        + " to 2147483647",
                "train --seed 4294967296 | --seed: 4294967296 is out of range | from 0 to 4294967295",
                "train --epochs 99999999999 | --epochs: 99999999999 is out of range | at least 1 and at most"
                        + " 2147483647",
                "train --hidden 2147483648 | --hidden: 2147483648 is out of range | at least 1 and at most 2147483647",
                "train --epochs 1_000 | --epochs: '1_000' is no number | expected a whole number of at least 1",
                "train --epochs 0x10 | --epochs: '0x10' is no number | expected a whole number of at least 1",
                "train --learning-rate -0 | --learning-rate: -0 is out of range | expected a finite number above 0",
                "train --preset quick-fc --normalization group-norm | model.normalization.groups is missing | Add for"
                        + " example --set model.normalization.groups=4",
                "train --preset quick-fc --initializer constant | model.weights.value is missing | Add for example"
                        + " --set model.weights.value=0.1",
                "train --preset qick | preset 'qick' is unknown | Did you mean 'quick'?",
                "train --optimizer adma | --optimizer: 'adma' is unknown; expected one of sgd, | Did you mean 'adam'?",
                "train --preset quick-fc --set optimizer.beta3=1 | key 'optimizer.beta3' is unknown | Did you mean"
                        + " 'beta",
                "train --set epochs | --set: 'epochs' is no assignment; expected KEY=VALUE | for example epochs=3",
                "train --data cifar11 | 'cifar11' is neither a known set nor a folder | Did you mean 'cifar10'?",
                "train --split kth | 'kth' is no split of cifar10-small | expected bundled",
                "train --hidden 5,x | --hidden: 'x' is no number | whole numbers",
                "evaluate | Missing required parameter: 'RUN' | chainrule evaluate --help",
                "evaluate nope | nope: holds no settings.yaml | for example runs/quick-1",
                "train --flip rnadom | --flip: 'rnadom' is unknown; expected one of none, random, alternating | Did you"
                        + " mean 'random'?",
                "train --translate 32 --epochs 1 | translation by 32 pixels does not fit images (3, 32, 32) | expected"
                        + " at most 31",
                "train --cutout 33 --epochs 1 | cutout of 33 pixels does not fit images (3, 32, 32) | expected at most"
                        + " 32",
                "train --average mean | --average: 'mean' is unknown; expected one of none, ema, lookahead | lookahead",
                "train --tta flipp | --tta: 'flipp' is unknown; expected one of none, flip, flip-and-shift | Did you"
                        + " mean 'flip'?",
                "evaluate nope --split tset | 'tset' is unknown; expected validation or test | Did you mean 'test'?",
                "evaluate nope --tta flipp | --tta: 'flipp' is unknown; expected one of none, flip, flip-and-shift |"
                        + " Did you mean 'flip'?",
                "data | Missing required subcommand | chainrule data --help",
                "data gte | command 'gte' is unknown | Did you mean 'get'?",
                "data get cifar | data set 'cifar' is unknown; expected cifar10 or mnist | Did you mean 'cifar10'?"
            })
    void anUnknownWordIsNamedWithTheNearestKnownOne(String words, String reason, String hint) {
        assertRefused(Outcome.of((Object[]) words.split(" ")), reason, hint);
    }

    @Test
    void anUnknownKeyOfAFileIsNamedWithItsLineAndTheNearestKnownOne() throws IOException {
        Path file = Files.writeString(folder.resolve("my.yaml"), "epochs: 3\nlearning-rat: 1\n");
        assertRefused(
                Outcome.of("train", "--config", file),
                "my.yaml line 2: key 'learning-rat' is unknown",
                "Did you mean 'learning-rate'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.1", "NaN", "nan", "Infinity", "1e999", "fast", ""})
    void aLearningRateThatIsNoPositiveNumberIsRefused(String rate) throws IOException {
        assertRefused(train("--learning-rate", rate), "--learning-rate: ", "expected a finite number above 0");
        assertNoRun();
    }

    @Test
    void aBatchLargerThanTheDataIsRefused() throws IOException {
        Path images = TinyImages.folder(folder, 10, "red", "blue");
        assertRefused(
                Outcome.of(
                        "train",
                        "--data",
                        images,
                        "--hidden",
                        "6",
                        "--batch-size",
                        "13",
                        "--out",
                        folder.resolve("run")),
                "batch size 13 does not fit 12 training examples; expected at most 12");
        assertNoRun();
    }

    /// A folder whose first CIFAR-10 file has a given length and starts with a given label.
    private Path cifar10(long length, int firstLabel) throws IOException {
        Path data = Files.createDirectory(folder.resolve("cifar"));
        try (RandomAccessFile file =
                new RandomAccessFile(data.resolve("data_batch_1.bin").toFile(), "rw")) {
            file.setLength(length);
            file.write(firstLabel);
        }
        return data;
    }

    @Test
    void aLabelOutOfRangeIsNamedWithItsPlace() throws IOException {
        assertRefused(
                Outcome.of("train", "--data", cifar10(10_000L * RECORD, 10), "--out", folder.resolve("run")),
                "data_batch_1.bin at byte 0: label 10 of record 0 does not fit 10 classes; expected 0 to 9");
        assertNoRun();
    }

    @ParameterizedTest
    @ValueSource(longs = {10_000L * RECORD - 1, 10_000L * RECORD + 1, 1000})
    void aDataFileOfTheWrongLengthIsRefused(long length) throws IOException {
        assertRefused(
                Outcome.of("train", "--data", cifar10(length, 1), "--out", folder.resolve("run")),
                "data_batch_1.bin: length " + length
                        + " does not fit 10000 records of 3073 bytes; expected 30730000 bytes");
        assertNoRun();
    }

    @Test
    void aBrokenImageIsNamed() throws IOException {
        Path images = TinyImages.folder(folder, 10, "red", "blue");
        byte[] png = Files.readAllBytes(images.resolve("blue/7.png"));
        Files.write(images.resolve("blue/7.png"), Arrays.copyOf(png, 40));
        assertRefused(Outcome.of("train", "--data", images, "--out", folder.resolve("run")), "7.png");
        assertNoRun();
    }

    @Test
    void aSingleClassIsRefused() throws IOException {
        assertRefused(
                Outcome.of("train", "--data", TinyImages.folder(folder, 10, "red"), "--out", folder.resolve("run")),
                "the single class 'red'; expected at least 2 sub-folders");
        assertNoRun();
    }

    @Test
    void anOutputFolderThatHoldsSomethingIsLeftAlone() throws IOException {
        Path precious =
                Files.writeString(Files.createDirectory(folder.resolve("run")).resolve("model.safetensors"), "mine");
        assertRefused(train(), "run: is not empty; expected a new or empty folder");
        assertThat(precious).hasContent("mine");
    }

    @Test
    void anOutputFolderThatCannotBeWrittenIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Path images = TinyImages.folder(folder, 10, "red", "blue");
        assertRefused(
                Outcome.of("train", "--data", images, "--out", file.resolve("run")), "cannot be created", "is a file");
        assertRefused(Outcome.of("train", "--data", images, "--out", file), "file: is a file");
        assertThat(file).hasContent("mine");
    }

    @Test
    void aNetworkOfOtherSettingsIsRefused() throws IOException {
        assertThat(train().exitCode()).isZero();
        Path settings = folder.resolve("run").resolve("settings.yaml");
        Files.writeString(settings, Files.readString(settings).replace("hidden: [4]", "hidden: [5]"));
        assertRefused(
                Outcome.of("evaluate", folder.resolve("run")),
                "run: the network of model.safetensors does not fit the one of settings.yaml; expected files of one"
                        + " run");
    }

    @Test
    void damagedWeightsAreRefused() throws IOException {
        assertThat(train().exitCode()).isZero();
        Path weights = folder.resolve("run").resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));
        assertRefused(Outcome.of("evaluate", folder.resolve("run")), "model.safetensors: ", "Is it cut off?");
    }

    @Test
    void imagesOfAnotherShapeThanTheModelsAreRefusedNamingBoth() throws IOException {
        assertThat(train().exitCode()).isZero();
        assertRefused(
                Outcome.of("evaluate", folder.resolve("run"), "--data", "cifar10-small"),
                "classes [airplane, ",
                "do not fit images (3, 4, 4) of [blue, red]");
    }

    @Test
    void layersThatDoNotFitEachOtherAreRefusedNamingBothShapes() throws IOException {
        Path file = Files.writeString(
                folder.resolve("my.yaml"),
                "model:\n  layers: [{layer: affine, outputs: 4}, {layer: affine, outputs: 2}]\n");
        assertRefused(layers(file), "Affine: input (1, 3, 32, 32)", "flatten");
        assertNoRun();
    }

    private Outcome layers(Path file) throws IOException {
        Path images = TinyImages.folder(folder, 10, "red", "blue");
        return Outcome.of(
                "train", "--config", file, "--data", images, "--batch-size", "4", "--out", folder.resolve("run"));
    }

    @Test
    void tooFewScoresForTheClassesAreRefused() throws IOException {
        Path file = Files.writeString(
                folder.resolve("my.yaml"), "model:\n  layers: [flatten, {layer: affine, outputs: 1}]\n");
        assertRefused(layers(file), "2 classes of the training data do not fit a model of 1 scores");
        assertNoRun();
    }

    @Test
    void aLossThatDivergesNamesStepRateAndLayerAndKeepsTheHistory() throws IOException {
        Outcome outcome = train("--optimizer", "sgd", "--schedule", "constant", "--learning-rate", "1e38");
        assertRefused(
                outcome,
                "the loss is ",
                " at step ",
                " of 6 ",
                "learning rate 1e38",
                "the first ",
                "What was done is in");
        assertThat(folder.resolve("run").resolve("history.jsonl")).content().contains("\"end\":\"diverged\"");
    }

    @Test
    void namesWithControlCharactersReachTheTerminalAsPlainText() {
        Outcome outcome = Outcome.of("evaluate", "evil\u001b[31m\nname\u202e");
        assertRefused(outcome, "evil [31m name");
        assertThat(outcome.err()).doesNotContain("\u001b").doesNotContain("\u202e");
    }

    @Test
    void settingsThatAreNoTextAreRefused() throws IOException {
        Path file = Files.write(folder.resolve("my.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertRefused(Outcome.of("train", "--config", file), "my.yaml: the text is not UTF-8");
        Files.write(file, "a: \u0007".getBytes(StandardCharsets.UTF_8));
        assertRefused(Outcome.of("train", "--config", file), "my.yaml", "not YAML");
    }
}
