package dev.chainrule.lab.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.stream.ImageInputStream;

/// The segments of a JPEG file before its first scan.
///
/// @param stored the size as the pixels are stored
/// @param orientation how they must be turned
/// @param colour what the samples of a pixel are
/// @param inverted whether 255 means no ink, as Adobe writes CMYK
/// @param halfHeight by component whether it has every other row only, but all columns
/// @param tables the segments that decoding needs: all but those of applications and comments
/// @param scan where the first scan's marker lies
record JpegHeader(
        ImageSize stored,
        Orientation orientation,
        Colour colour,
        boolean inverted,
        List<Boolean> halfHeight,
        ByteBuffer tables,
        long scan) {
    /// What the samples of a pixel are.
    enum Colour {
        GREY(1),
        YCBCR(3),
        RGB(3),
        CMYK(4),
        YCCK(4);

        private final int samples;

        Colour(int samples) {
            this.samples = samples;
        }

        int samples() {
            return samples;
        }
    }

    private static final int SOS = 0xda;
    private static final int EOI = 0xd9;
    private static final int COMMENT = 0xfe;
    private static final int NO_ADOBE = -1;

    /// What is gathered on the walk from segment to segment.
    private static final class Walk {
        private final ByteArrayOutputStream tables = new ByteArrayOutputStream();
        private Orientation orientation = Orientation.UPRIGHT;
        private boolean exif;
        private boolean jfif;
        private int adobe = NO_ADOBE;
        private byte[] frame = {};

        private void segment(int marker, byte[] body, ImageInputStream input, long start) throws IOException {
            if (marker == 0xe0 && startsWith(body, "JFIF\0")) {
                jfif = true;
            } else if (marker == 0xe1 && startsWith(body, "Exif\0") && !exif) {
                long next = input.getStreamPosition();
                exif = true;
                orientation = TiffDirectory.orientation(input, start + 6);
                input.seek(next);
            } else if (marker == 0xee && startsWith(body, "Adobe") && body.length >= 12) {
                adobe = body[11] & 0xff;
            } else if (isFrame(marker)) {
                if (frame.length > 0) {
                    throw new IOException("it holds two frame headers");
                }
                checkFrame(marker, body);
                frame = body;
            }
            if ((marker & 0xf0) != 0xe0 && marker != COMMENT) {
                tables.write(0xff);
                tables.write(marker);
                tables.write((body.length + 2) >> 8);
                tables.write(body.length + 2);
                tables.writeBytes(body);
            }
        }

        private Colour colour() throws IOException {
            return switch (frame[5]) {
                case 1 -> Colour.GREY;
                case 3 -> isRgb() ? Colour.RGB : Colour.YCBCR;
                case 4 -> adobe == 2 ? Colour.YCCK : Colour.CMYK;
                default -> throw new NotReadException("JPEG with " + (frame[5] & 0xff) + " samples a pixel");
            };
        }

        private List<Boolean> halfHeight() {
            List<Integer> factors = new ArrayList<>();
            for (int i = 0; i < frame[5]; i++) {
                factors.add((int) frame[7 + 3 * i]);
            }
            int across = factors.stream().mapToInt(each -> each >> 4).max().orElse(1);
            int down = factors.stream().mapToInt(each -> each & 0xf).max().orElse(1);
            return factors.stream()
                    .map(each -> each >> 4 == across && 2 * (each & 0xf) == down)
                    .toList();
        }

        /// The rules of the IJG library, all but one: without markers, components of any names but R, G, B are
        /// YCbCr.
        private boolean isRgb() {
            if (jfif) {
                return false;
            }
            return adobe != NO_ADOBE ? adobe == 0 : frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B';
        }
    }

    /// Walks from the beginning of a file to its first scan.
    static JpegHeader read(ImageInputStream input) throws IOException {
        Walk walk = new Walk();
        input.seek(2);
        while (true) {
            int marker = nextMarker(input);
            if (marker == SOS) {
                break;
            } else if (marker == EOI) {
                throw new IOException("it holds no picture");
            } else if ((marker >= 0xd0 && marker <= 0xd8) || marker == 1) {
                continue;
            }
            int length = input.readUnsignedShort() - 2;
            if (length < 0) {
                throw new IOException("a segment has no length");
            }
            long start = input.getStreamPosition();
            byte[] body = new byte[length];
            input.readFully(body);
            walk.segment(marker, body, input, start);
        }
        byte[] frame = walk.frame;
        if (frame.length == 0) {
            throw new IOException("it has no frame header");
        }
        ImageSize size = ImageSize.claimed(twoBytes(frame, 3), twoBytes(frame, 1));
        return new JpegHeader(
                size,
                walk.orientation,
                walk.colour(),
                walk.adobe != NO_ADOBE,
                walk.halfHeight(),
                ByteBuffer.wrap(walk.tables.toByteArray()).asReadOnlyBuffer(),
                input.getStreamPosition() - 2);
    }

    /// How many scans the file has: within one no other byte than zero follows 0xff, but for markers.
    int scans(byte[] file) {
        int scans = 0;
        for (int at = (int) scan; at + 1 < file.length; at++) {
            scans += (file[at] & 0xff) == 0xff && (file[at + 1] & 0xff) == SOS ? 1 : 0;
        }
        return scans;
    }

    private static int nextMarker(ImageInputStream input) throws IOException {
        while (true) {
            int value;
            do {
                value = input.readUnsignedByte();
            } while (value != 0xff);
            while (value == 0xff) {
                value = input.readUnsignedByte();
            }
            if (value != 0) {
                return value;
            }
        }
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static void checkFrame(int marker, byte[] body) throws IOException {
        if (marker > 0xc2) {
            throw new NotReadException(marker == 0xc3 ? "lossless JPEG" : "JPEG with frame type SOF" + (marker - 0xc0));
        }
        if (body.length < 6 || body.length < 6 + 3 * (body[5] & 0xff)) {
            throw new IOException("its frame header is too short");
        }
        if (body[0] != 8) {
            throw new NotReadException("JPEG with " + body[0] + " bits a sample");
        }
    }

    private static int twoBytes(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static boolean startsWith(byte[] body, String text) {
        byte[] start = text.getBytes(StandardCharsets.US_ASCII);
        return body.length >= start.length && Arrays.equals(body, 0, start.length, start, 0, start.length);
    }
}
