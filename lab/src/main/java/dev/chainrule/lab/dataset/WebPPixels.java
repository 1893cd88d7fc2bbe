package dev.chainrule.lab.dataset;

import com.twelvemonkeys.imageio.plugins.webp.lossless.VP8LDecoder;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageInputStreamImpl;
import org.jspecify.annotations.Nullable;

/// Decodes the first frame of a WebP file onto its canvas, which is transparent where nothing is drawn.
final class WebPPixels {
    private static final int LOSSY = chunk("VP8 ");
    private static final int LOSSLESS = chunk("VP8L");
    private static final int ALPHA = chunk("ALPH");
    private static final int FRAME = chunk("ANMF");
    private static final int FRAME_HEADER = 16;
    private static final int LOSSLESS_HEADER = 5;
    private static final int BEHIND = 16;
    private static final int SAMPLES = 4;
    private static final int OPAQUE = 255;

    private final byte[] file;
    private final ByteBuffer chunks;
    private final ImageSize canvas;
    private final PixelWriter pixels;

    private WebPPixels(byte[] file, ImageHeader header, Background background) {
        this.file = file;
        this.chunks = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        this.canvas = header.stored();
        this.pixels = new PixelWriter(canvas, background, false);
    }

    /// Where a frame lies on the canvas.
    private record Place(int left, int top, ImageSize size) {}

    /// Decodes a whole file.
    static DecodedImage decode(byte[] file, ImageHeader header, Background background) throws IOException {
        WebPPixels decoder = new WebPPixels(file, header, background);
        long end = 8 + Integer.toUnsignedLong(decoder.chunks.getInt(4));
        if (end > file.length + 1L) {
            throw new EOFException();
        }
        decoder.take(12, (int) Math.min(end, file.length), new Place(0, 0, decoder.canvas));
        return decoder.pixels.upright(header.orientation());
    }

    /// Takes the first picture among the chunks from one position to another.
    private void take(int from, int end, Place place) throws IOException {
        byte @Nullable [] alpha = null;
        for (int at = from; at + 8 <= end; ) {
            int type = chunks.getInt(at);
            int start = at + 8;
            long length = Integer.toUnsignedLong(chunks.getInt(at + 4));
            if (start + length > end) {
                throw new EOFException();
            }
            int next = (int) (start + length);
            if (type == FRAME) {
                take(start + FRAME_HEADER, next, place(start));
                return;
            } else if (type == ALPHA) {
                alpha = alpha(start, next, place.size());
            } else if (type == LOSSLESS) {
                takeLossless(start, next, place);
                return;
            } else if (type == LOSSY) {
                takeLossy(start, next, place, alpha);
                return;
            }
            at = next + (int) (length & 1);
        }
        throw new IOException("it holds no picture");
    }

    private Place place(int start) throws IOException {
        Place place = new Place(
                2 * threeBytes(start),
                2 * threeBytes(start + 3),
                ImageSize.claimed(1L + threeBytes(start + 6), 1L + threeBytes(start + 9)));
        if (place.left() + place.size().width() > canvas.width()
                || place.top() + place.size().height() > canvas.height()) {
            throw new IOException("its first frame does not fit its canvas of " + canvas);
        }
        return place;
    }

    private int threeBytes(int at) {
        return chunks.getInt(at) & 0xffffff;
    }

    private void takeLossless(int start, int end, Place place) throws IOException {
        int header = chunks.getInt(start + 1);
        ImageSize size = ImageSize.claimed(1L + (header & 0x3fff), 1L + (header >>> 14 & 0x3fff));
        checkSize(size, place);
        boolean opaque = (header >>> 28 & 1) == 0;
        byte[] samples = lossless(start, end, size);
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int i = SAMPLES * (y * size.width() + x);
                pixels.transparent(
                        (place.top() + y) * canvas.width() + place.left() + x,
                        samples[i] & 0xff,
                        samples[i + 1] & 0xff,
                        samples[i + 2] & 0xff,
                        opaque ? OPAQUE : samples[i + 3] & 0xff);
            }
        }
    }

    private void takeLossy(int start, int end, Place place, byte @Nullable [] alpha) throws IOException {
        Vp8Decoder decoder = new Vp8Decoder(file, start, end);
        ImageSize size = decoder.size();
        checkSize(size, place);
        decoder.decode();
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int rgb = decoder.rgb(x, y);
                pixels.transparent(
                        (place.top() + y) * canvas.width() + place.left() + x,
                        rgb >> 16,
                        rgb >> 8 & 0xff,
                        rgb & 0xff,
                        alpha == null ? OPAQUE : alpha[y * size.width() + x] & 0xff);
            }
        }
    }

    private static void checkSize(ImageSize size, Place place) throws IOException {
        if (!size.equals(place.size())) {
            throw new IOException("%s pixels do not fit the header's %s".formatted(size, place.size()));
        }
    }

    /// Red, green, blue and alpha of each pixel of a lossless stream, whose header begins at `start`. The reader
    /// needs some bytes behind the last.
    private byte[] lossless(int start, int end, ImageSize size) throws IOException {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, size.width(), size.height(), SAMPLES, null);
        byte[] stream = Arrays.copyOf(Arrays.copyOfRange(file, start, end), end - start + BEHIND);
        ImageInputStream input = new UpToEnd(stream);
        input.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        new VP8LDecoder(input, false).readVP8Lossless(raster, true, null, size.width(), size.height());
        return ((DataBufferByte) raster.getDataBuffer()).getData();
    }

    /// Ends by an error that the reader does not take for zeros without end: a stream that is cut off would become
    /// a picture, and one that claims much would be read for minutes.
    private static final class UpToEnd extends ImageInputStreamImpl {
        private final byte[] stream;

        UpToEnd(byte[] stream) {
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int count) throws IOException {
            bitOffset = 0;
            if (streamPos >= stream.length) {
                throw new IOException("its lossless stream ends early");
            }
            int read = (int) Math.min(count, stream.length - streamPos);
            System.arraycopy(stream, (int) streamPos, into, from, read);
            streamPos += read;
            return read;
        }
    }

    /// The opacity of each pixel, as a chunk of its own has it.
    private byte[] alpha(int start, int end, ImageSize size) throws IOException {
        int flags = chunks.get(start);
        int pixelCount = size.width() * size.height();
        byte[] alpha = new byte[pixelCount];
        if ((flags & 3) == 0) {
            if (end - start - 1 < pixelCount) {
                throw new EOFException();
            }
            System.arraycopy(file, start + 1, alpha, 0, pixelCount);
        } else {
            byte[] samples = lossless(start + 1 - LOSSLESS_HEADER, end, size);
            for (int i = 0; i < pixelCount; i++) {
                alpha[i] = samples[SAMPLES * i + 1];
            }
        }
        unfilter(alpha, size.width(), flags >> 2 & 3);
        return alpha;
    }

    /// Adds to each value its prediction: from the left (1), from above (2), or from both (3).
    private static void unfilter(byte[] alpha, int width, int filter) {
        for (int i = 1; i < alpha.length && filter > 0; i++) {
            int left = i % width == 0 ? -1 : alpha[i - 1] & 0xff;
            int above = i < width ? -1 : alpha[i - width] & 0xff;
            int prediction;
            if (left < 0 || above < 0) {
                prediction = Math.max(left, above);
            } else {
                prediction = switch (filter) {
                    case 1 -> left;
                    case 2 -> above;
                    default -> Math.clamp(left + above - (alpha[i - width - 1] & 0xff), 0, OPAQUE);
                };
            }
            alpha[i] += (byte) prediction;
        }
    }

    private static int chunk(String name) {
        return name.charAt(3) << 24 | name.charAt(2) << 16 | name.charAt(1) << 8 | name.charAt(0);
    }
}
