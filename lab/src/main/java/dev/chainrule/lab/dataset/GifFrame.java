package dev.chainrule.lab.dataset;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/// Where the first frame of a GIF lies on its canvas.
///
/// @param canvas the size of the picture: that of the header, or larger if the frame does not fit into it
/// @param left the frame's first column
/// @param top the frame's first row
record GifFrame(ImageSize canvas, int left, int top) {
    private static final int HEADER = 6;
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;

    /// Reads from the beginning of a file to the first frame.
    static GifFrame first(ImageInputStream input) throws IOException {
        try {
            input.setByteOrder(ByteOrder.LITTLE_ENDIAN);
            input.seek(HEADER);
            int width = input.readUnsignedShort();
            int height = input.readUnsignedShort();
            int flags = input.readUnsignedByte();
            input.skipBytes(2 + ((flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1)));
            int block = input.readUnsignedByte();
            while (block == EXTENSION) {
                input.skipBytes(1);
                for (int length; (length = input.readUnsignedByte()) > 0; ) {
                    input.skipBytes(length);
                }
                block = input.readUnsignedByte();
            }
            if (block != IMAGE) {
                throw new IOException("it holds no picture");
            }
            int left = input.readUnsignedShort();
            int top = input.readUnsignedShort();
            int right = left + input.readUnsignedShort();
            int bottom = top + input.readUnsignedShort();
            ImageSize canvas = ImageSize.claimed(Math.max(width, right), Math.max(height, bottom));
            return new GifFrame(canvas, left, top);
        } finally {
            input.setByteOrder(ByteOrder.BIG_ENDIAN);
        }
    }

    /// The frame on its canvas, which is transparent where nothing is drawn.
    BufferedImage onCanvas(BufferedImage frame) {
        if (frame.getWidth() == canvas.width() && frame.getHeight() == canvas.height()) {
            return frame;
        }
        BufferedImage whole = new BufferedImage(canvas.width(), canvas.height(), BufferedImage.TYPE_INT_ARGB);
        int width = frame.getWidth();
        int[] colours = frame.getRGB(0, 0, width, frame.getHeight(), null, 0, width);
        whole.setRGB(left, top, width, frame.getHeight(), colours, 0, width);
        return whole;
    }
}
