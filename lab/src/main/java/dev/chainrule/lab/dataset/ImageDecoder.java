package dev.chainrule.lab.dataset;

import dev.chainrule.lab.text.Reasons;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Decodes one PNG or JPEG file, after looking at its header. A decoder is used once: readers let go of what they read.
///
/// Whatever a broken file makes the platform's readers throw comes out as a [DataFileException] that names the file.
public final class ImageDecoder {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    private final String name;
    private final ImageInputStream input;

    /// @param name what messages call the file
    /// @param input the whole file, at its beginning; not closed here
    public ImageDecoder(String name, ImageInputStream input) {
        this.name = name;
        this.input = input;
    }

    /// Something that is done with a reader.
    private interface Action<T> {
        T with(ImageReader reader) throws IOException;
    }

    /// Reads the size from the header and checks it against the limits.
    public ImageSize size() throws DataFileException {
        return read(this::checkedSize);
    }

    /// Decodes the pixels, after checking the size in the header.
    public BufferedImage image() throws DataFileException {
        return read(reader -> {
            checkedSize(reader);
            boolean[] endsEarly = new boolean[1];
            reader.addIIOReadWarningListener((_, warning) ->
                    endsEarly[0] |= warning.toLowerCase(Locale.ROOT).contains("premature end"));
            BufferedImage image = reader.read(0);
            if (endsEarly[0]) {
                throw new DataFileException(name, -1, "the image is broken (it ends early)");
            }
            return image;
        });
    }

    private ImageSize checkedSize(ImageReader reader) throws IOException {
        ImageSize size = new ImageSize(reader.getWidth(0), reader.getHeight(0));
        if (Math.max(size.width(), size.height()) > DatasetLimits.IMAGE_SIDE
                || (long) size.width() * size.height() > DatasetLimits.IMAGE_PIXELS) {
            throw new DataFileException(
                    name,
                    -1,
                    "size %s does not fit the limits; expected at most %d pixels a side and %d million in all"
                            .formatted(size, DatasetLimits.IMAGE_SIDE, DatasetLimits.IMAGE_PIXELS / 1_000_000));
        }
        return size;
    }

    private <T> T read(Action<T> action) throws DataFileException {
        try {
            ImageReader reader = ImageIO.getImageReadersByFormatName(format()).next();
            try {
                reader.setInput(input, true, true);
                return action.with(reader);
            } finally {
                reader.dispose();
            }
        } catch (DataFileException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DataFileException(name, -1, "the image is broken (" + Reasons.of(cause) + ")");
        }
    }

    private String format() throws IOException {
        byte[] start = new byte[PNG.length];
        int length = Math.max(0, input.read(start));
        input.seek(0);
        if (length == PNG.length && Arrays.equals(start, PNG)) {
            return "png";
        }
        if (length >= JPEG.length && Arrays.equals(start, 0, JPEG.length, JPEG, 0, JPEG.length)) {
            return "jpeg";
        }
        throw new DataFileException(name, 0, "this is neither a PNG nor a JPEG file");
    }

    /// The samples of an image as planes, row by row: red, green and blue, or one of grey (0.299 R + 0.587 G +
    /// 0.114 B).
    ///
    /// A grey image fills all three planes alike. Transparency is left out.
    public static byte[] planes(BufferedImage image, Colours colours) {
        int width = image.getWidth();
        int size = width * image.getHeight();
        byte[] planes = new byte[colours.channels() * size];
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            readRow(image, y, row);
            for (int x = 0; x < width; x++) {
                int red = row[x] >> 16 & 0xff;
                int green = row[x] >> 8 & 0xff;
                int blue = row[x] & 0xff;
                int at = y * width + x;
                switch (colours) {
                    case GREY -> planes[at] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
                    case RGB -> {
                        planes[at] = (byte) red;
                        planes[size + at] = (byte) green;
                        planes[2 * size + at] = (byte) blue;
                    }
                }
            }
        }
        return planes;
    }

    /// Reads a row as 0xRRGGBB. The platform takes grey samples for linear light and would brighten them, so these
    /// are read as they are.
    private static void readRow(BufferedImage image, int y, int[] row) {
        if (image.getColorModel() instanceof ComponentColorModel model
                && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            image.getRaster().getSamples(0, y, row.length, 1, 0, row);
            int shift = model.getComponentSize(0) - 8;
            for (int x = 0; x < row.length; x++) {
                row[x] = 0x010101 * (row[x] >> shift);
            }
        } else {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
        }
    }
}
