package dev.chainrule.lab.dataset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// The images in the tests' resources, and what is expected of them.
final class DecodedImages {
    private DecodedImages() {}

    /// The folder with the images.
    static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(DecodedImages.class.getResource("/images"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// All images that have an expected one.
    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> Files.isRegularFile(file) && Files.exists(expected(file)))
                    .sorted()
                    .toList();
        }
    }

    private static Path expected(Path file) {
        String name = file.getFileName().toString();
        return folder().resolve("expected/" + name.substring(0, Math.max(0, name.lastIndexOf('.'))) + ".png");
    }

    /// The expected pixels of an image, red, green and blue as planes.
    static byte[] expectedPlanes(Path file) throws IOException {
        return planes(ImageIO.read(expected(file).toFile()));
    }

    /// The expected size of an image.
    static ImageSize expectedSize(Path file) throws IOException {
        var image = ImageIO.read(expected(file).toFile());
        return new ImageSize(image.getWidth(), image.getHeight());
    }

    /// The pixels of an opaque image in sRGB as planes.
    static byte[] planes(BufferedImage image) {
        int width = image.getWidth();
        int pixels = width * image.getHeight();
        byte[] planes = new byte[3 * pixels];
        for (int i = 0; i < pixels; i++) {
            int rgb = image.getRGB(i % width, i / width);
            for (int channel = 0; channel < 3; channel++) {
                planes[channel * pixels + i] = (byte) (rgb >> (16 - 8 * channel));
            }
        }
        return planes;
    }

    /// The largest difference of two samples.
    static int largestDifference(byte[] one, byte[] other) {
        int largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs((one[i] & 0xff) - (other[i] & 0xff)));
        }
        return largest;
    }
}
