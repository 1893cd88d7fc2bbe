package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.chainrule.data.LabeledImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders as people have them, drawn at random: each image has one colour of its own, so that what is read can be told
/// whatever its kind and size.
class RandomFoldersTest {
    private static final List<String> CLASSES = List.of(
            "a b",
            "#1",
            "Äpfel",
            "cafe\u0301",
            "-dash",
            "100%",
            "🦊",
            "quote'd",
            "CAPS",
            "train",
            "x:y",
            "[z]",
            "@home");
    private static final List<String> ENDINGS =
            List.of(".png", ".PNG", ".jpg", ".JPEG", ".gif", ".bmp", ".tmp", "", ".dat");
    private static final List<String> SILENT =
            List.of(".hidden.png", "Thumbs.db", "desktop.ini", ".DS_Store", "__MACOSX/a.png", "@eaDir/b.jpg");

    @TempDir
    Path folder;

    /// A folder and what must be seen in it.
    private static final class Case {
        final Random random;
        final Path root;
        final TreeMap<String, Integer> colours = new TreeMap<>();
        final TreeMap<String, Integer> passedOver = new TreeMap<>();
        final TreeMap<String, String> broken = new TreeMap<>();
        int number;

        Case(long seed, Path root) {
            this.random = new Random(seed);
            this.root = root;
        }

        Path file(String className, String name) throws IOException {
            Path file = root.resolve(className).resolve(name);
            Files.createDirectories(file.getParent());
            return file;
        }

        <T> T any(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }

        void fill(String className) throws IOException {
            Files.createDirectories(root.resolve(className));
            for (int i = 0, count = 1 + random.nextInt(4); i < count; i++) {
                image(className);
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                other(className);
            }
            if (random.nextInt(12) == 0) {
                broken(className);
            }
        }

        void image(String className) throws IOException {
            int colour = random.nextInt(1 << 24);
            String format = any(List.of("png", "bmp", "gif", "jpeg"));
            String name = (random.nextInt(4) == 0 ? "in side/" : "") + "é" + number++ + any(ENDINGS);
            name = random.nextBoolean() ? name : Normalizer.normalize(name, Normalizer.Form.NFD);
            byte[] content = encoded(colour, format);
            if (random.nextInt(6) == 0) {
                Path target = Files.write(root.resolveSibling(root.getFileName() + "-" + number), content);
                Files.createSymbolicLink(file(className, name), target);
            } else {
                Files.write(file(className, name), content);
            }
            String seen = className + "/" + name;
            // What JPEG makes of the colour, as the JDK reads it.
            int stored = ImageIO.read(new ByteArrayInputStream(content)).getRGB(0, 0);
            colours.put(Normalizer.normalize(seen, Normalizer.Form.NFC), stored);
        }

        private byte[] encoded(int colour, String format) throws IOException {
            int width = 1 + random.nextInt(9);
            int height = 1 + random.nextInt(9);
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            for (int i = 0; i < width * height; i++) {
                image.setRGB(i % width, i / width, colour);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            assertThat(ImageIO.write(image, format, bytes)).isTrue();
            return bytes.toByteArray();
        }

        void other(String className) throws IOException {
            String name = "o" + number++;
            switch (random.nextInt(6)) {
                case 0 -> write(className, name + ".txt", "words", ".txt");
                case 1 -> write(className, name + ".csv", "", ".csv");
                case 2 -> write(className, name + ".jpg", "\0\0\0\u0018ftypheic....", ".heic");
                case 3 -> write(className, name, "no ending", "without ending");
                case 4 -> {
                    Files.createSymbolicLink(file(className, name + ".png"), Path.of("nowhere.png"));
                    passedOver.merge("broken link", 1, Integer::sum);
                }
                default -> {
                    Path file = file(className, any(SILENT));
                    Files.writeString(file, "left behind");
                }
            }
        }

        private void write(String className, String name, String content, String kind) throws IOException {
            Files.write(file(className, name), content.getBytes(StandardCharsets.ISO_8859_1));
            passedOver.merge(kind, 1, Integer::sum);
        }

        void broken(String className) throws IOException {
            String name = "broken" + number++ + any(List.of(".png", ".jpg"));
            byte[] whole = encoded(0x123456, "png");
            byte[] content = switch (random.nextInt(3)) {
                case 0 -> new byte[0];
                case 1 -> "<html>not found</html>".getBytes(StandardCharsets.UTF_8);
                default -> Arrays.copyOf(whole, 40);
            };
            Files.write(file(className, name), content);
            broken.put(Normalizer.normalize(className + "/" + name, Normalizer.Form.NFC), name);
        }
    }

    @Test
    void imagesOf200FoldersAreReadOrCountedOrNamed() throws IOException {
        int whole = 0;
        for (int seed = 0; seed < 200; seed++) {
            Case drawn = new Case(seed, Files.createDirectories(folder.resolve("case " + seed)));
            List<String> names = new ArrayList<>(CLASSES);
            Collections.shuffle(names, drawn.random);
            for (String name : names.subList(0, 2 + drawn.random.nextInt(3))) {
                drawn.fill(name);
            }
            String empty = drawn.random.nextInt(20) == 0 ? "later" : "";
            if (!empty.isEmpty()) {
                Files.createDirectories(drawn.root.resolve(empty));
            }
            if (drawn.random.nextInt(4) == 0) {
                Files.createSymbolicLink(drawn.root.resolve("back"), drawn.root);
                drawn.passedOver.merge("link that leads back", 1, Integer::sum);
            }
            whole += check(drawn, empty) ? 1 : 0;
        }
        assertThat(whole).isBetween(100, 180);
    }

    private static boolean check(Case drawn, String empty) throws IOException {
        ImageFolder images = ImageFolder.of(drawn.root).resizedTo(2, 3);
        if (!empty.isEmpty() || !drawn.broken.isEmpty()) {
            Throwable refused = catchThrowable(images::read);
            assertThat(refused).isInstanceOf(DatasetException.class);
            assertThat(refused.getMessage()).doesNotContain("\n").startsWith(drawn.root.toString());
            if (!empty.isEmpty()) {
                assertThat(refused).hasMessage(drawn.root + ": empty class folder 'later'; remove it");
            } else {
                assertThat(refused.getMessage()).contains(drawn.broken.values());
            }
            return false;
        }
        FolderListing listing = FolderListing.ofClasses(drawn.root).checked();
        assertThat(listing.files().stream().map(FolderFile::name))
                .as(drawn.root.toString())
                .containsExactlyInAnyOrderElementsOf(drawn.colours.keySet());
        LabeledImages read = images.read();
        for (int i = 0; i < read.size(); i++) {
            FolderFile file = listing.files().get(i);
            assertThat(read.classNames().get(read.labels()[i])).isEqualTo(file.className());
            int colour = drawn.colours.get(file.name());
            for (int at = 0; at < 18; at++) {
                int expected = colour >> (16 - 8 * (at / 6)) & 0xff;
                assertThat(read.pixels()[i * 18 + at] & 0xff)
                        .as("%s in %s", file.name(), drawn.root)
                        .isBetween(expected - 2, expected + 2);
            }
        }
        assertThat(kinds(listing)).as(drawn.root.toString()).isEqualTo(drawn.passedOver);
        return true;
    }

    /// The kinds in the note on files passed over, read back.
    private static Map<String, Integer> kinds(FolderListing listing) {
        Map<String, Integer> kinds = new TreeMap<>();
        for (String note : listing.notes()) {
            if (note.contains(" passed over (")) {
                String inside = note.substring(note.indexOf('(') + 1, note.indexOf(')'));
                for (String kind : inside.split(", ", -1)) {
                    int space = kind.lastIndexOf(' ');
                    kinds.put(kind.substring(0, space), Integer.valueOf(kind.substring(space + 1)));
                }
            }
        }
        return kinds;
    }
}
