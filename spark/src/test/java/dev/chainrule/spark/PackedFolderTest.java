package dev.chainrule.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedFolderTest {
    @TempDir
    private Path folder;

    @Test
    void theFilesComeOutAsTheyWere() throws IOException {
        Path from = Files.createDirectory(folder.resolve("from"));
        Files.write(from.resolve("weights"), new byte[] {1, 0, -1});
        Files.writeString(from.resolve("Zürich.txt"), "text");
        Files.createFile(from.resolve("empty"));
        Path to = Files.createDirectory(folder.resolve("to"));
        Files.writeString(to.resolve("weights"), "what was there before");

        PackedFolder.of(from, List.of()).unpack(to);

        assertThat(to.resolve("weights")).hasBinaryContent(new byte[] {1, 0, -1});
        assertThat(to.resolve("Zürich.txt")).hasContent("text");
        assertThat(to.resolve("empty")).isEmptyFile();
        assertThat(to).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void whatSaysThatTheOthersAreThereComesLast() throws IOException {
        for (String name : List.of("history", "answers", "state", "weights")) {
            Files.createFile(folder.resolve(name));
        }
        byte[] zipped = PackedFolder.of(folder, List.of("state", "history")).zipped();
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }

        assertThat(names).containsExactly("answers", "weights", "state", "history");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "/outside", "inner/file", "..", ""})
    void nothingIsWrittenOutsideOfTheFolder(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(1);
        }
        Path to = folder.resolve("to");

        assertThatThrownBy(() -> new PackedFolder(bytes.toByteArray()).unpack(to))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a packed folder has a file '" + name + "'");
        assertThat(folder.resolve("outside")).doesNotExist();
        assertThat(to).isEmptyDirectory();
    }
}
