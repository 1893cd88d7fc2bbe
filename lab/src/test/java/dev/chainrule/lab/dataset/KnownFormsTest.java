package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownFormsTest {
    @TempDir
    Path folder;

    private Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    @Test
    void cifar10InOtherFormsIsNamedWithTheCommandThatImportsIt() throws IOException {
        Path archive = file("my data/cifar-10-python.tar.gz");
        String expected =
                "; expected a folder with a sub-folder of images for each class. Import it with chainrule data get"
                        + " cifar10 --from '" + archive + "', then train with --data cifar10";
        assertThat(KnownForms.advice(archive.getParent()))
                .hasValue(archive.getParent() + ": 'cifar-10-python.tar.gz' is CIFAR-10 in an archive" + expected);
        assertThat(KnownForms.advice(archive)).hasValue(archive + ": this is CIFAR-10 in an archive" + expected);
        Path pickles = file("p/cifar-10-batches-py/data_batch_1").getParent().getParent();
        assertThat(KnownForms.advice(pickles))
                .hasValueSatisfying(advice -> assertThat(advice)
                        .startsWith(pickles + ": 'data_batch_1' is CIFAR-10 for Python;")
                        .contains("data get cifar10 --from " + pickles + ","));
    }

    @Test
    void cifar10AndMnistAreFoundWhereTheirArchivesPutThem() throws IOException {
        Path cifar = file("c/cifar-10-batches-bin/data_batch_1.bin").getParent();
        assertThat(ImageSource.of(folder.resolve("c").toString())).isEqualTo(ImageSource.CIFAR10);
        assertThat(KnownForms.cifar10(folder.resolve("c"))).hasValue(cifar);
        Path mnist = file("m/MNIST/raw/train-images-idx3-ubyte.gz").getParent();
        assertThat(ImageSource.of(folder.resolve("m").toString())).isEqualTo(ImageSource.MNIST);
        assertThat(KnownForms.mnist(folder.resolve("m"))).hasValue(mnist);
    }

    @Test
    void otherFilesAreToldFromFoldersOfImages() throws IOException {
        Path zip = file("photos.zip");
        assertThat(KnownForms.advice(zip))
                .hasValue(zip
                        + ": this is an archive; expected a folder with a sub-folder of images for each class. Unpack"
                        + " it, and name the folder");
        Path hundred = file("h/cifar-100-python/train").getParent().getParent();
        assertThat(KnownForms.advice(hundred))
                .hasValueSatisfying(
                        advice -> assertThat(advice).contains("'cifar-100-python' is CIFAR-100, which is not read"));
        assertThat(KnownForms.advice(Files.createDirectories(folder.resolve("plain"))))
                .isEmpty();
        assertThat(KnownForms.advice(folder.resolve("nowhere"))).isEmpty();
    }
}
