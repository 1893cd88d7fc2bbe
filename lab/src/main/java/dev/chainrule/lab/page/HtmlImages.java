package dev.chainrule.lab.page;

import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.tensor.Shape;
import java.util.Base64;

/// Small images with captions, the images inside the page.
public final class HtmlImages {
    /// Larger images are made smaller, as their bytes are part of the page.
    static final int LARGEST = 48;

    private HtmlImages() {}

    static void write(Markup out, ImageGrid grid) {
        out.open("ul", "class", grid.columns() > 0 ? "images of-" + grid.columns() : "images")
                .line();
        for (CaptionedPicture image : grid.images()) {
            Picture picture = shrunk(image.picture());
            String data = Base64.getEncoder().encodeToString(Png.encode(picture));
            out.open("li").empty("img", "alt", image.alternative(), "src", "data:image/png;base64," + data);
            if (!image.caption().isEmpty()) {
                out.element("b", image.caption());
            }
            if (!image.detail().isEmpty()) {
                out.element("span", image.detail());
            }
            out.close("li").line();
        }
        out.close("ul");
    }

    /// A picture of at most [#LARGEST] pixels a side: each of its pixels is the mean of those that it stands for.
    public static Picture shrunk(Picture picture) {
        int longest = Math.max(picture.height(), picture.width());
        if (longest <= LARGEST) {
            return picture;
        }
        int height = Math.max(1, picture.height() * LARGEST / longest);
        int width = Math.max(1, picture.width() * LARGEST / longest);
        byte[] pixels = new byte[picture.channels() * height * width];
        for (int i = 0; i < pixels.length; i++) {
            int row = i / width % height;
            int column = i % width;
            pixels[i] = (byte) mean(picture, i / (width * height), row, height, column, width);
        }
        return new Picture(pixels, Shape.of(picture.channels(), height, width));
    }

    private static int mean(Picture picture, int channel, int row, int height, int column, int width) {
        int sum = 0;
        int count = 0;
        for (int y = row * picture.height() / height; y < (row + 1) * picture.height() / height; y++) {
            for (int x = column * picture.width() / width; x < (column + 1) * picture.width() / width; x++) {
                sum += picture.at(channel, y, x);
                count++;
            }
        }
        return (sum + count / 2) / count;
    }
}
