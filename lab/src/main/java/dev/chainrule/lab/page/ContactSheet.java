package dev.chainrule.lab.page;

import dev.chainrule.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/// Small images beside each other in rows, on white.
final class ContactSheet {
    private static final int COLUMNS = 8;
    private static final int GAP = 2;
    /// Images smaller than that are blown up by a whole factor, pixel by pixel.
    private static final int LEAST_SIZE = 40;

    private final Picture first;
    private final int scale;
    private final int columns;
    private final int cellHeight;
    private final int cellWidth;
    private final int rows;

    private ContactSheet(List<Picture> pictures, int columns) {
        this.first = pictures.getFirst();
        int height = pictures.stream().mapToInt(Picture::height).max().orElseThrow();
        int width = pictures.stream().mapToInt(Picture::width).max().orElseThrow();
        this.scale = Math.max(1, LEAST_SIZE / Math.max(height, width));
        this.columns = Math.min(columns > 0 ? columns : COLUMNS, pictures.size());
        this.cellHeight = height * scale + GAP;
        this.cellWidth = width * scale + GAP;
        this.rows = (pictures.size() + this.columns - 1) / this.columns;
    }

    /// The sheet of some images, at least one.
    ///
    /// @param columns images in a row; 0 for the usual number
    static Picture of(List<Picture> pictures, int columns) {
        ContactSheet sheet = new ContactSheet(pictures, columns);
        int channels = pictures.stream().mapToInt(Picture::channels).max().orElse(sheet.first.channels());
        Shape shape = Shape.of(channels, sheet.rows * sheet.cellHeight - GAP, sheet.columns * sheet.cellWidth - GAP);
        byte[] pixels = new byte[shape.size()];
        Arrays.fill(pixels, (byte) 255);
        for (int i = 0; i < pictures.size(); i++) {
            sheet.draw(pictures.get(i), i, shape, pixels);
        }
        return new Picture(pixels, shape);
    }

    private void draw(Picture picture, int place, Shape shape, byte... pixels) {
        int top = place / columns * cellHeight;
        int left = place % columns * cellWidth;
        for (int channel = 0; channel < shape.extent(0); channel++) {
            int from = Math.min(channel, picture.channels() - 1);
            for (int row = 0; row < picture.height() * scale; row++) {
                int line = (channel * shape.extent(1) + top + row) * shape.extent(2) + left;
                for (int column = 0; column < picture.width() * scale; column++) {
                    pixels[line + column] = (byte) picture.at(from, row / scale, column / scale);
                }
            }
        }
    }
}
