package dev.chainrule.lab.dataset;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.chainrule.format.Limits;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import javax.imageio.ImageReader;

/// Decodes JPEG: the platform's reader gives the samples as they are stored, and what they mean is computed here.
///
/// The reader gets the file without the segments of applications, and with one of Adobe's that says "no conversion": so
/// it neither guesses a colour space nor stumbles over damaged or unusual metadata.
final class JpegPixels {
    /// SOI, then APP14 `Adobe` with transform 0.
    private static final byte[] PLAIN = {
        (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private static final int FRACTION_BITS = 16;
    private static final int HALF = 1 << (FRACTION_BITS - 1);

    private final JpegHeader header;
    private final PixelWriter pixels;

    private JpegPixels(JpegHeader header, Background background) {
        this.header = header;
        this.pixels = new PixelWriter(header.stored(), background, header.colour() == JpegHeader.Colour.GREY);
    }

    /// Decodes a whole file.
    static DecodedImage decode(byte[] file, Background background) throws IOException {
        JpegHeader header = JpegHeader.read(new ByteArrayImageInputStream(file));
        checkWork(header, header.scans(file));
        JpegPixels decoder = new JpegPixels(header, background);
        byte[] samples = samples(file, header);
        for (int component = 0; component < header.colour().samples(); component++) {
            if (header.halfHeight().get(component)) {
                interpolateRows(samples, component, header);
            }
        }
        decoder.take(samples);
        return decoder.pixels.upright(header.orientation());
    }

    /// Each scan goes over the whole picture again, however few bytes it has.
    private static void checkWork(JpegHeader header, int scans) throws IOException {
        long pixels = (long) header.stored().width() * header.stored().height();
        if (scans > Limits.JPEG_SCANS || scans * pixels > Limits.JPEG_SCANNED_PIXELS) {
            throw new NotReadException("JPEG with %s scans of %s".formatted(scans, header.stored()));
        }
    }

    private static byte[] samples(byte[] file, JpegHeader header) throws IOException {
        int scan = (int) header.scan();
        byte[] plain = ByteBuffer.allocate(PLAIN.length + header.tables().remaining() + file.length - scan)
                .put(PLAIN)
                .put(header.tables().duplicate())
                .put(file, scan, file.length - scan)
                .array();
        ImageReader reader = ImageReaders.of(ImageKind.JPEG);
        try {
            reader.setInput(new ByteArrayImageInputStream(plain), true, true);
            boolean[] endsEarly = new boolean[1];
            reader.addIIOReadWarningListener((_, warning) -> endsEarly[0] |= isAboutTheEnd(warning));
            Raster raster = reader.readRaster(0, null);
            if (endsEarly[0]) {
                throw new IOException("it ends early");
            }
            int expected = header.stored().width()
                    * header.stored().height()
                    * header.colour().samples();
            byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
            if (samples.length != expected) {
                throw new IOException("it holds " + samples.length + " samples instead of " + expected);
            }
            return samples;
        } finally {
            reader.dispose();
        }
    }

    /// Replaces rows that the reader has doubled by means of 3 : 1 with the next row, as it does in the other
    /// direction.
    private static void interpolateRows(byte[] samples, int component, JpegHeader header) {
        int step = header.colour().samples();
        int row = header.stored().width() * step;
        int height = header.stored().height();
        byte[] doubled = samples.clone();
        for (int y = 0; y < height; y++) {
            int other = Math.clamp(y % 2 == 0 ? y - 1L : y + 1L, 0, height - 1);
            for (int at = component; at < row; at += step) {
                int sum = 3 * (doubled[y * row + at] & 0xff) + (doubled[other * row + at] & 0xff);
                samples[y * row + at] = (byte) ((sum + 1 + y % 2) >> 2);
            }
        }
    }

    private static boolean isAboutTheEnd(String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
        return text.contains("premature end") || text.contains("truncated file");
    }

    private void take(byte[] samples) {
        int step = header.colour().samples();
        for (int at = 0, i = 0; i < samples.length; at++, i += step) {
            switch (header.colour()) {
                case GREY -> pixels.grey(at, samples[i]);
                case RGB -> pixels.opaque(at, samples[i], samples[i + 1], samples[i + 2]);
                case YCBCR -> {
                    int y = samples[i] & 0xff;
                    int cb = samples[i + 1] & 0xff;
                    int cr = samples[i + 2] & 0xff;
                    pixels.opaque(at, red(y, cr), green(y, cb, cr), blue(y, cb));
                }
                case CMYK, YCCK -> takeInks(samples, at, i);
            }
        }
    }

    /// R = 255·(1 − C)·(1 − K), and so on: no ink at all is white.
    private void takeInks(byte[] samples, int at, int i) {
        int first = samples[i] & 0xff;
        int second = samples[i + 1] & 0xff;
        int third = samples[i + 2] & 0xff;
        if (header.colour() == JpegHeader.Colour.YCCK) {
            int y = first;
            first = 255 - red(y, third);
            int magenta = 255 - green(y, second, third);
            third = 255 - blue(y, second);
            second = magenta;
        }
        int flip = header.inverted() ? 0 : 255;
        int white = (samples[i + 3] & 0xff) ^ flip;
        pixels.opaque(at, product(first ^ flip, white), product(second ^ flip, white), product(third ^ flip, white));
    }

    private static int product(int a, int b) {
        return (a * b + 127) / 255;
    }

    // The full-range conversion of JFIF, with the rounding of the IJG library.

    private static int red(int y, int cr) {
        return limited(y + ((fixed(1.40200) * (cr - 128) + HALF) >> FRACTION_BITS));
    }

    private static int green(int y, int cb, int cr) {
        return limited(y + ((-fixed(0.34414) * (cb - 128) - fixed(0.71414) * (cr - 128) + HALF) >> FRACTION_BITS));
    }

    private static int blue(int y, int cb) {
        return limited(y + ((fixed(1.77200) * (cb - 128) + HALF) >> FRACTION_BITS));
    }

    private static int fixed(double factor) {
        return (int) (factor * (1 << FRACTION_BITS) + 0.5);
    }

    private static int limited(int value) {
        return Math.clamp(value, 0, 255);
    }
}
