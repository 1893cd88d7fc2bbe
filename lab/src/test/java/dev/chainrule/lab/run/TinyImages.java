package dev.chainrule.lab.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/// Makes a folder of tiny images in two classes, mostly red and mostly blue ones.
public final class TinyImages {
    private TinyImages() {}

    public static Path folder(Path parent, int imagesPerClass) throws IOException {
        Random random = new Random(1);
        Path folder = parent.resolve("images");
        for (String name : new String[] {"blue", "red"}) {
            Path classFolder = Files.createDirectories(folder.resolve(name));
            for (int i = 0; i < imagesPerClass; i++) {
                BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
                for (int pixel = 0; pixel < 16; pixel++) {
                    int base = name.equals("red") ? 0x600000 : 0x000060;
                    image.setRGB(pixel % 4, pixel / 4, base + random.nextInt(0x80) * 0x010101);
                }
                ImageIO.write(image, "png", classFolder.resolve(i + ".png").toFile());
            }
        }
        return folder;
    }
}
