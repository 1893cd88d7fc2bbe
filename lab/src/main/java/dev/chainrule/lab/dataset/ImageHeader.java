package dev.chainrule.lab.dataset;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.text.Reasons;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.stream.ImageInputStream;

/// What the beginning of an image file says, read without decoding anything.
///
/// @param kind what the file is
/// @param stored the size as the pixels are stored
/// @param orientation how they must be turned
/// @param pixelsPerByte how many pixels a byte of such a file holds at most
record ImageHeader(ImageKind kind, ImageSize stored, Orientation orientation, int pixelsPerByte) {
    /// The shortest code of a blank row of a fax has one bit.
    private static final int FAX = 8 * Limits.IMAGE_SIDE;

    private static final int EXIF_CHUNK = fourCharacters("eXIf");
    private static final int END_CHUNK = fourCharacters("IEND");
    private static final int TRANSPARENCY_MASK = 4;
    private static final int YCBCR = 6;
    private static final int MOST_SAMPLES = 16;
    private static final int WEBP_EXIF = fourCharacters("EXIF");

    ImageHeader(ImageKind kind, ImageSize stored, Orientation orientation) {
        this(kind, stored, orientation, kind.pixelsPerByte());
    }

    /// Reads the header of a whole file and checks the size against the limits.
    static ImageHeader read(String name, ImageInputStream input) throws DataFileException {
        byte[] start = start(name, input);
        Optional<ImageKind> kind = ImageKind.of(start);
        if (kind.isEmpty()) {
            throw new DataFileException(
                    name, -1, ImageKind.other(start) + "; expected a " + ImageKind.names() + " file");
        }
        ImageHeader header = read(kind.get(), name, input);
        header.checkLimits(name);
        header.checkLength(name, input);
        return header;
    }

    private static ImageHeader read(ImageKind kind, String name, ImageInputStream input) throws DataFileException {
        try {
            return switch (kind) {
                case PNG -> png(input);
                case JPEG -> jpeg(input);
                case WEBP -> webp(input);
                case GIF -> gif(input);
                case BMP -> bmp(input);
                case TIFF -> tiff(input);
            };
        } catch (IOException | RuntimeException e) {
            throw kind.failure(name, e);
        }
    }

    private static byte[] start(String name, ImageInputStream input) throws DataFileException {
        byte[] start = new byte[ImageKind.START];
        int length = 0;
        try {
            for (int read; length < start.length && (read = input.read(start, length, start.length - length)) > 0; ) {
                length += read;
            }
        } catch (IOException e) {
            throw new DataFileException(name, -1, "cannot be read (" + Reasons.of(e) + ")");
        }
        return Arrays.copyOf(start, length);
    }

    /// The size of the upright picture.
    ImageSize upright() {
        return orientation.upright(stored);
    }

    private void checkLimits(String name) throws DataFileException {
        if (Math.max(stored.width(), stored.height()) > Limits.IMAGE_SIDE
                || (long) stored.width() * stored.height() > Limits.IMAGE_PIXELS) {
            throw new DataFileException(
                    name,
                    -1,
                    "size %s does not fit the limits; expected at most %s pixels a side and %s million in all"
                            .formatted(stored, Limits.IMAGE_SIDE, Limits.IMAGE_PIXELS / 1_000_000));
        }
    }

    /// Refuses a size that so short a file cannot fill: decoders take memory for it before they find out.
    private void checkLength(String name, ImageInputStream input) throws DataFileException {
        long length;
        try {
            length = input.length();
        } catch (IOException e) {
            throw kind.failure(name, e);
        }
        if ((long) stored.width() * stored.height() / pixelsPerByte > length) {
            throw new DataFileException(
                    name,
                    -1,
                    "the %s is broken (%s bytes do not fit the header's %s)".formatted(kind.id(), length, stored));
        }
    }

    private static ImageHeader png(ImageInputStream input) throws IOException {
        input.seek(16);
        ImageSize size = ImageSize.claimed(input.readUnsignedInt(), input.readUnsignedInt());
        long at = 8;
        try {
            while (true) {
                input.seek(at);
                long length = input.readUnsignedInt();
                int type = input.readInt();
                if (type == EXIF_CHUNK) {
                    return new ImageHeader(ImageKind.PNG, size, TiffDirectory.orientation(input, at + 8));
                } else if (!isName(type) || type == END_CHUNK) {
                    break;
                }
                at += 12 + length;
            }
        } catch (EOFException e) {
            // Whether the pixels are all there is seen when they are decoded.
        }
        return new ImageHeader(ImageKind.PNG, size, Orientation.UPRIGHT);
    }

    private static ImageHeader jpeg(ImageInputStream input) throws IOException {
        JpegHeader header = JpegHeader.read(input);
        return new ImageHeader(ImageKind.JPEG, header.stored(), header.orientation());
    }

    private static ImageHeader webp(ImageInputStream input) throws IOException {
        input.seek(12);
        int first = input.readInt();
        byte[] head = new byte[14];
        input.readFully(head);
        ImageSize size;
        if (first == fourCharacters("VP8X")) {
            size = ImageSize.claimed(1L + littleEndian(head, 8, 3), 1L + littleEndian(head, 11, 3));
        } else if (first == fourCharacters("VP8L")) {
            int bits = littleEndian(head, 5, 4);
            return new ImageHeader(
                    ImageKind.WEBP,
                    ImageSize.claimed(1L + (bits & 0x3fff), 1L + (bits >>> 14 & 0x3fff)),
                    Orientation.UPRIGHT);
        } else if (first == fourCharacters("VP8 ")) {
            return new ImageHeader(ImageKind.WEBP, vp8Size(head, input), Orientation.UPRIGHT);
        } else {
            throw new IOException("it holds no picture");
        }
        return new ImageHeader(ImageKind.WEBP, size, webpOrientation(input));
    }

    private static ImageSize vp8Size(byte[] head, ImageInputStream input) throws IOException {
        int width = littleEndian(head, 10, 2);
        int height = littleEndian(head, 12, 2);
        if (input.getStreamPosition() != 30) {
            throw new EOFException();
        }
        return ImageSize.claimed(width & 0x3fff, height & 0x3fff);
    }

    private static Orientation webpOrientation(ImageInputStream input) throws IOException {
        long at = 12;
        try {
            while (true) {
                input.seek(at);
                input.setByteOrder(ByteOrder.BIG_ENDIAN);
                int type = input.readInt();
                input.setByteOrder(ByteOrder.LITTLE_ENDIAN);
                long length = input.readUnsignedInt();
                if (type == WEBP_EXIF) {
                    // Some writers repeat the name that JPEG files have before it.
                    long start = at + 8;
                    Orientation plain = TiffDirectory.orientation(input, start);
                    return plain != Orientation.UPRIGHT ? plain : TiffDirectory.orientation(input, start + 6);
                }
                if (!isName(type)) {
                    return Orientation.UPRIGHT;
                }
                at += 8 + length + (length & 1);
            }
        } catch (EOFException e) {
            return Orientation.UPRIGHT;
        } finally {
            input.setByteOrder(ByteOrder.BIG_ENDIAN);
        }
    }

    private static ImageHeader gif(ImageInputStream input) throws IOException {
        return new ImageHeader(ImageKind.GIF, GifFrame.first(input).canvas(), Orientation.UPRIGHT);
    }

    private static ImageHeader bmp(ImageInputStream input) throws IOException {
        byte[] head = new byte[26];
        input.seek(0);
        input.readFully(head);
        long pixels = Integer.toUnsignedLong(littleEndian(head, 10, 4));
        if (pixels > input.length()) { // the decoder would take memory for all that it has to skip
            throw new IOException("its pixels begin at byte %s of %s".formatted(pixels, input.length()));
        }
        boolean old = littleEndian(head, 14, 4) == 12;
        ImageSize size = old
                ? ImageSize.claimed(littleEndian(head, 18, 2), littleEndian(head, 20, 2))
                : ImageSize.claimed(littleEndian(head, 18, 4), Math.abs((long) littleEndian(head, 22, 4)));
        return new ImageHeader(ImageKind.BMP, size, Orientation.UPRIGHT);
    }

    private static ImageHeader tiff(ImageInputStream input) throws IOException {
        TiffDirectory first = TiffDirectory.first(input, 0);
        ImageSize size = ImageSize.claimed(first.number(TiffDirectory.WIDTH, 0), first.number(TiffDirectory.HEIGHT, 0));
        long tile = Math.max(first.number(TiffDirectory.TILE_WIDTH, 1), first.number(TiffDirectory.TILE_HEIGHT, 1));
        if (tile > Limits.IMAGE_SIDE || first.number(TiffDirectory.SAMPLES, 1) > MOST_SAMPLES) {
            throw new NotReadException("TIFF with tiles or pixels of such a size");
        }
        long colours = first.number(TiffDirectory.COLOURS, 0);
        if (colours == TRANSPARENCY_MASK || colours > YCBCR) {
            throw new NotReadException("TIFF with colours of type " + colours);
        }
        long packing = first.number(TiffDirectory.PACKING, 1);
        boolean fax = packing >= 2 && packing <= 4;
        return new ImageHeader(ImageKind.TIFF, size, first.orientation(), fax ? FAX : ImageKind.TIFF.pixelsPerByte());
    }

    private static int littleEndian(byte[] bytes, int at, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value |= (bytes[at + i] & 0xff) << (8 * i);
        }
        return value;
    }

    /// Whether a chunk's type could be one: garbage is not walked through in small steps.
    private static boolean isName(int type) {
        return (type & 0xff000000) != 0 && (type & 0xff) != 0;
    }

    private static int fourCharacters(String text) {
        return text.charAt(0) << 24 | text.charAt(1) << 16 | text.charAt(2) << 8 | text.charAt(3);
    }
}
