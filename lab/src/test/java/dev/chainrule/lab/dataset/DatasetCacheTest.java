package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCacheTest {
    private static final Path HOME = Path.of("/home/ada");

    @TempDir
    private Path folder;

    @Test
    void theVariableNamesTheFolder() {
        assertThat(DatasetCache.locate(Map.of("CHAINRULE_DATA", "/big/data", "XDG_CACHE_HOME", "/x"), "Linux", HOME))
                .isEqualTo(Path.of("/big/data"));
    }

    @Test
    void withoutItTheXdgVariableDoes() {
        assertThat(DatasetCache.locate(Map.of("CHAINRULE_DATA", " ", "XDG_CACHE_HOME", "/x"), "Linux", HOME))
                .isEqualTo(Path.of("/x/chainrule"));
    }

    @Test
    void aRelativeXdgVariableIsIgnoredAsItsRuleDemands() {
        assertThat(DatasetCache.locate(Map.of("XDG_CACHE_HOME", "x"), "Linux", HOME))
                .isEqualTo(HOME.resolve(".cache/chainrule"));
    }

    @Test
    void otherSystemsHaveTheirOwnPlaces() {
        assertThat(DatasetCache.locate(Map.of(), "Mac OS X", HOME)).isEqualTo(HOME.resolve("Library/Caches/chainrule"));
        assertThat(DatasetCache.locate(Map.of("LOCALAPPDATA", "/local"), "Windows 11", HOME))
                .isEqualTo(Path.of("/local/chainrule"));
    }

    @Test
    void whatIsNotThereSaysHowToGetIt() {
        DatasetCache cache = new DatasetCache(folder);
        assertThat(cache.has(StandardDataset.CIFAR10)).isFalse();
        assertThatThrownBy(cache::cifar10)
                .isInstanceOf(DatasetException.class)
                .hasMessage("cifar10 is not in " + folder + "; get it with: chainrule data get cifar10");
        assertThatThrownBy(cache::mnist)
                .hasMessage("mnist is not in " + folder + "; get it with: chainrule data get mnist");
    }

    @Test
    void theListSaysWhatIsBundledAbsentAndDamaged() throws IOException {
        Files.createDirectories(folder.resolve("mnist"));
        Files.writeString(folder.resolve("mnist/train-images-idx3-ubyte"), "short");
        assertThat(new DatasetCache(folder).list())
                .extracting(DatasetCache.Entry::id, DatasetCache.Entry::state)
                .containsExactly(
                        tuple("cifar10 (bundled)", DatasetCache.State.BUNDLED),
                        tuple("cifar10", DatasetCache.State.ABSENT),
                        tuple("mnist", DatasetCache.State.DAMAGED));
        assertThat(new DatasetCache(folder).list().getLast().note())
                .isEqualTo("length 5 of train-images-idx3-ubyte does not fit 47040016 bytes;"
                        + " repair it with: chainrule data get mnist");
    }

    @Test
    void anUnknownDataSetIsNamedWithTheKnownOnes() throws DatasetException {
        assertThat(StandardDataset.named("mnist")).isEqualTo(StandardDataset.MNIST);
        assertThatThrownBy(() -> StandardDataset.named("imagenet\n"))
                .hasMessage("Data set 'imagenet' is unknown; expected cifar10 or mnist");
    }

    @Test
    void theLengthsOfTheCanonicalFilesAreThePublishedOnes() {
        assertThat(StandardDataset.CIFAR10.bytes()).isEqualTo(6 * 30_730_000L);
        assertThat(StandardDataset.MNIST.bytes()).isEqualTo(47_040_016L + 60_008 + 7_840_016 + 10_008);
        assertThat(StandardDataset.CIFAR10.files())
                .extracting(CanonicalFile::name)
                .isEqualTo(Cifar10.FILES);
    }
}
