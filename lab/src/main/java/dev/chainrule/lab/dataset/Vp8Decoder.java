package dev.chainrule.lab.dataset;

import java.io.IOException;
import java.util.Arrays;

/// Decodes one VP8 key frame, the lossy pictures of WebP, as RFC 6386 defines it, into planes of brightness and colour.
///
/// Own code, because the readers for Java that are published smooth the edges of blocks before neighbours are predicted
/// from them, which the format does afterwards: their pictures drift away by dozens of levels.
final class Vp8Decoder {
    private static final int SIDE = 16;
    private static final int BLOCKWISE = 4;
    private static final int[] MODE_AS_BLOCK_MODE = {0, 2, 3, 1};
    private static final int[] MODES = Vp8Tables.modes();

    private final Vp8Header header;
    private final int columns;
    private final int rows;
    private final Vp8Plane[] planes;
    private final Vp8Residue residue;
    private final int[][] steps = new int[Vp8Header.SEGMENTS][];

    /// The modes of the blocks above, and of those to the left.
    private final int[] above;

    private final int[] left = new int[4];

    /// For each macroblock how strongly its edges are smoothed, and whether those of its blocks are.
    private final int[] level;

    private final boolean[] inner;

    private int segment;
    private final int[] blockModes = new int[16];

    /// Reads the header of a frame that lies from `start` until `end`.
    Vp8Decoder(byte[] data, int start, int end) throws IOException {
        header = new Vp8Header(data, start, end);
        columns = (header.size.width() + SIDE - 1) / SIDE;
        rows = (header.size.height() + SIDE - 1) / SIDE;
        planes = new Vp8Plane[] {plane(SIDE), plane(SIDE / 2), plane(SIDE / 2)};
        residue = new Vp8Residue(header.coefficients, columns);
        above = new int[4 * columns];
        level = new int[columns * rows];
        inner = new boolean[columns * rows];
        Arrays.setAll(steps, header::steps);
    }

    private Vp8Plane plane(int side) {
        return new Vp8Plane(columns * side, rows * side);
    }

    /// The size that the frame's header has.
    ImageSize size() {
        return header.size;
    }

    /// Decodes the frame; then [#rgb] says what it shows.
    void decode() {
        for (int row = 0; row < rows; row++) {
            Arrays.fill(left, 0);
            residue.beginRow(header.partitions[row % header.partitions.length]);
            for (int column = 0; column < columns; column++) {
                decode(column, row);
            }
            for (Vp8Plane plane : planes) {
                int side = plane == planes[0] ? SIDE : SIDE / 2;
                int last = plane.at(columns * side - 1, row * side + side - 1);
                Arrays.fill(plane.samples, last + 1, last + 5, plane.samples[last]);
            }
        }
        if (header.filterLevel > 0) {
            for (int i = 0; i < level.length; i++) {
                filter(i % columns, i / columns);
            }
        }
    }

    private void decode(int column, int row) {
        Vp8Bits modes = header.modes;
        if (header.hasSegmentMap) {
            int[] likely = header.segmentProbabilities;
            segment = modes.bit(likely[0]) == 0 ? modes.bit(likely[1]) : 2 + modes.bit(likely[2]);
        }
        boolean skipped = header.maySkip && modes.bit(header.skipProbability) == 1;
        int mode = mode(modes);
        readBlockModes(modes, mode, column);
        int colourMode = colourMode(modes);
        boolean hasCoefficients = false;
        if (skipped) {
            residue.skip(column, mode != BLOCKWISE);
        } else {
            hasCoefficients = residue.read(column, mode != BLOCKWISE, steps[segment]);
        }
        int macroblock = row * columns + column;
        level[macroblock] = header.filterLevel(segment, mode == BLOCKWISE);
        inner[macroblock] = mode == BLOCKWISE || hasCoefficients;
        reconstruct(mode, colourMode, column, row);
    }

    private static int mode(Vp8Bits modes) {
        if (modes.bit(145) == 0) {
            return BLOCKWISE;
        }
        return modes.bit(156) == 0 ? modes.bit(163) : 2 + modes.bit(128);
    }

    private static int colourMode(Vp8Bits modes) {
        if (modes.bit(142) == 0) {
            return 0;
        }
        return modes.bit(114) == 0 ? 1 : 2 + modes.bit(183);
    }

    private void readBlockModes(Vp8Bits modes, int mode, int column) {
        for (int i = 0; i < blockModes.length; i++) {
            int up = 4 * column + i % 4;
            blockModes[i] = mode == BLOCKWISE ? blockMode(modes, above[up], left[i / 4]) : MODE_AS_BLOCK_MODE[mode];
            above[up] = blockModes[i];
            left[i / 4] = blockModes[i];
        }
    }

    /// The tree of section 11.2.
    private static int blockMode(Vp8Bits modes, int above, int left) {
        int at = 9 * (Vp8Tables.BLOCK_MODES * above + left);
        for (int mode = 0; mode < 3; mode++) {
            if (modes.bit(MODES[at + mode]) == 0) {
                return mode;
            }
        }
        if (modes.bit(MODES[at + 3]) == 0) {
            return modes.bit(MODES[at + 4]) == 0 ? 3 : 5 + modes.bit(MODES[at + 5]);
        } else if (modes.bit(MODES[at + 6]) == 0) {
            return 4;
        }
        return modes.bit(MODES[at + 7]) == 0 ? 7 : 8 + modes.bit(MODES[at + 8]);
    }

    private void reconstruct(int mode, int colourMode, int column, int row) {
        Vp8Plane brightness = planes[0];
        int x = column * SIDE;
        int y = row * SIDE;
        if (mode != BLOCKWISE) {
            brightness.predict(mode, x, y, SIDE);
        }
        int corner = brightness.at(x + SIDE, y - 1);
        for (int i = 0; i < 16; i++) {
            int at = brightness.at(x + i % 4 * 4, y + i / 4 * 4);
            if (mode == BLOCKWISE) {
                Vp8Blocks.predict(brightness, blockModes[i], at, i % 4 == 3 ? corner : at - brightness.stride + 4);
            }
            residue.addTo(brightness, i, at);
        }
        for (int plane = 1; plane < planes.length; plane++) {
            planes[plane].predict(colourMode, x / 2, y / 2, SIDE / 2);
            for (int i = 0; i < 4; i++) {
                int at = planes[plane].at(x / 2 + i % 2 * 4, y / 2 + i / 2 * 4);
                residue.addTo(planes[plane], 12 + 4 * plane + i, at);
            }
        }
    }

    private void filter(int column, int row) {
        int macroblock = row * columns + column;
        int strength = level[macroblock];
        if (strength == 0) {
            return;
        }
        int interior = strength;
        if (header.sharpness > 0) {
            interior = Math.min(strength >> (header.sharpness > 4 ? 2 : 1), 9 - header.sharpness);
        }
        interior = Math.max(1, interior);
        int variance = strength >= 40 ? 2 : strength >= 15 ? 1 : 0;
        for (int i = 0; i < (header.simpleFilter ? 1 : planes.length); i++) {
            int beside = header.simpleFilter ? -1 : interior;
            int limit = 2 * strength + interior;
            Vp8Filter outer = new Vp8Filter(planes[i], limit + 4, beside, variance);
            Vp8Filter within = new Vp8Filter(planes[i], limit, beside, variance);
            filter(planes[i], i == 0 ? SIDE : SIDE / 2, macroblock, outer, within);
        }
    }

    /// Smooths the left edge, the upright edges within, the upper edge and the level edges within.
    private void filter(Vp8Plane plane, int side, int macroblock, Vp8Filter outer, Vp8Filter within) {
        int column = macroblock % columns;
        int row = macroblock / columns;
        int at = plane.at(column * side, row * side);
        if (column > 0) {
            outer.smooth(at, 1, plane.stride, side, true);
        }
        for (int i = 4; i < side && inner[macroblock]; i += 4) {
            within.smooth(at + i, 1, plane.stride, side, false);
        }
        if (row > 0) {
            outer.smooth(at, plane.stride, 1, side, true);
        }
        for (int i = 4; i < side && inner[macroblock]; i += 4) {
            within.smooth(at + i * plane.stride, plane.stride, 1, side, false);
        }
    }

    /// The colour of a pixel, 0xRRGGBB, in the arithmetic of libwebp: ITU-R BT.601 with brightness from 16 to 235.
    int rgb(int x, int y) {
        int light = (planes[0].get(planes[0].at(x, y)) * 19_077) >> 8;
        int u = colour(planes[1], x, y);
        int v = colour(planes[2], x, y);
        int red = limited(light + ((v * 26_149) >> 8) - 14_234);
        int green = limited(light - ((u * 6_419) >> 8) - ((v * 13_320) >> 8) + 8_708);
        int blue = limited(light + ((u * 33_050) >> 8) - 17_685);
        return red << 16 | green << 8 | blue;
    }

    private static int limited(int value) {
        return Math.clamp(value >> 6, 0, 255);
    }

    /// The colour of a pixel out of a plane of half the size: 9 : 3 : 3 : 1 of the nearest four, with libwebp's
    /// rounding.
    private int colour(Vp8Plane plane, int x, int y) {
        int width = (header.size.width() + 1) / 2;
        int height = (header.size.height() + 1) / 2;
        int across = x % 2 == 0 ? x / 2 - 1 : x / 2 + 1;
        int down = Math.clamp(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1, 0, height - 1);
        int near = plane.get(plane.at(x / 2, y / 2));
        int vertical = plane.get(plane.at(x / 2, down));
        if (across < 0 || across >= width) {
            return (3 * near + vertical + 2) >> 2;
        }
        int horizontal = plane.get(plane.at(across, y / 2));
        int far = plane.get(plane.at(across, down));
        return (((near + 3 * horizontal + 3 * vertical + far + 8) >> 3) + near) >> 1;
    }
}
