package dev.chainrule.lab.dataset;

import java.io.EOFException;
import java.io.IOException;

/// The header of a VP8 key frame, RFC 6386 sections 9.2 to 9.11 and 19.2, read from the first partition, which goes on
/// with the modes of the macroblocks.
final class Vp8Header {
    static final int SEGMENTS = 4;

    private static final int FRAME_HEADER = 10;
    private static final int MOST_QUANTIZER = 127;
    private static final int MOST_LEVEL = 63;

    final ImageSize size;
    final Vp8Bits modes;
    final Vp8Bits[] partitions;
    final boolean hasSegmentMap;
    final int[] segmentProbabilities = {255, 255, 255};
    final boolean simpleFilter;
    final int filterLevel;
    final int sharpness;
    final int[] coefficients = Vp8Tables.coefficients();
    final boolean maySkip;
    final int skipProbability;

    private final boolean absolute;
    private final boolean segmented;
    private final int[] segmentQuantizer = new int[SEGMENTS];
    private final int[] segmentFilter = new int[SEGMENTS];
    private int intraDelta;
    private int blockwiseDelta;
    private final int quantizer;
    private final int[] quantizerDeltas = new int[5];

    /// Reads the header of a frame that lies from `start` until `end`.
    Vp8Header(byte[] data, int start, int end) throws IOException {
        if (end - start < FRAME_HEADER) {
            throw new EOFException();
        }
        int tag = littleEndian(data, start, 3);
        if ((tag & 1) != 0 || littleEndian(data, start + 3, 3) != 0x2a019d) {
            throw new IOException("its frame is no key frame");
        }
        size = ImageSize.claimed(littleEndian(data, start + 6, 2) & 0x3fff, littleEndian(data, start + 8, 2) & 0x3fff);
        int first = start + FRAME_HEADER;
        int second = first + (tag >>> 5);
        if (second > end) {
            throw new EOFException();
        }
        modes = new Vp8Bits(data, first, second);
        modes.number(2);
        segmented = modes.flag();
        boolean[] map = new boolean[1];
        absolute = segmented && readSegments(map);
        hasSegmentMap = map[0];
        simpleFilter = modes.flag();
        filterLevel = modes.number(6);
        sharpness = modes.number(3);
        readFilterDeltas();
        partitions = partitions(data, second, end, 1 << modes.number(2));
        quantizer = modes.number(7);
        for (int i = 0; i < quantizerDeltas.length; i++) {
            quantizerDeltas[i] = modes.perhapsSigned(4);
        }
        modes.flag();
        int[] updates = Vp8Tables.updates();
        for (int i = 0; i < coefficients.length; i++) {
            if (modes.bit(updates[i]) == 1) {
                coefficients[i] = modes.number(8);
            }
        }
        maySkip = modes.flag();
        skipProbability = maySkip ? modes.number(8) : 0;
    }

    /// Whether the segments' values replace those of the frame instead of being added to them.
    private boolean readSegments(boolean[] map) {
        map[0] = modes.flag();
        boolean replace = false;
        if (modes.flag()) {
            replace = modes.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                segmentQuantizer[i] = modes.perhapsSigned(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                segmentFilter[i] = modes.perhapsSigned(6);
            }
        }
        for (int i = 0; map[0] && i < segmentProbabilities.length; i++) {
            segmentProbabilities[i] = modes.flag() ? modes.number(8) : 255;
        }
        return replace;
    }

    private void readFilterDeltas() {
        boolean enabled = modes.flag();
        if (enabled && modes.flag()) {
            int[] deltas = new int[8];
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = modes.perhapsSigned(6);
            }
            intraDelta = deltas[0];
            blockwiseDelta = deltas[4];
        }
    }

    private static Vp8Bits[] partitions(byte[] data, int start, int end, int count) throws IOException {
        Vp8Bits[] partitions = new Vp8Bits[count];
        int at = start + 3 * (count - 1);
        if (at > end) {
            throw new EOFException();
        }
        for (int i = 0; i < count; i++) {
            int next = i == count - 1 ? end : at + littleEndian(data, start + 3 * i, 3);
            if (next > end) {
                throw new EOFException();
            }
            partitions[i] = new Vp8Bits(data, at, next);
            at = next;
        }
        return partitions;
    }

    /// How strongly the edges of a macroblock are smoothed, 0 … 63.
    int filterLevel(int segment, boolean blockwise) {
        int level = segmented ? segmentFilter[segment] + (absolute ? 0 : filterLevel) : filterLevel;
        return Math.clamp(level + intraDelta + (blockwise ? blockwiseDelta : 0), 0, MOST_LEVEL);
    }

    /// The steps of a segment's coefficients: first and others of brightness, of its means, and of colour.
    int[] steps(int segment) {
        int[] dc = Vp8Tables.dcSteps();
        int[] ac = Vp8Tables.acSteps();
        int index = segmented ? segmentQuantizer[segment] + (absolute ? 0 : quantizer) : quantizer;
        return new int[] {
            dc[limited(index + quantizerDeltas[0])],
            ac[limited(index)],
            2 * dc[limited(index + quantizerDeltas[1])],
            Math.max(8, ac[limited(index + quantizerDeltas[2])] * 155 / 100),
            Math.min(132, dc[limited(index + quantizerDeltas[3])]),
            ac[limited(index + quantizerDeltas[4])]
        };
    }

    private static int limited(int index) {
        return Math.clamp(index, 0, MOST_QUANTIZER);
    }

    private static int littleEndian(byte[] data, int at, int count) {
        int value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | (data[at + i] & 0xff);
        }
        return value;
    }
}
