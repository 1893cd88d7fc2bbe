package dev.chainrule.lab.dataset;

import java.nio.ByteBuffer;

/// The distributions of residuals: for each colour plane, sixteen levels of energy, each with its own frequencies.
///
/// Frequencies of a level add up to [#TOTAL]. A symbol that covers the slots `[start, start + frequency)` of its level
/// costs log2(TOTAL / frequency) bits in the range coder (rANS, Duda 2013) that uses these tables.
final class SymbolTables {
    static final int PLANES = 3;
    static final int LEVELS = 16;
    static final int BITS = 12;
    static final int TOTAL = 1 << BITS;

    /// The smallest state of the coder; below it, 32 more bits are read.
    static final long LOWEST_STATE = 1L << 31;

    private final int[] slotsOfEnergy = new int[PLANES * (PhotoCodec.MAX_ENERGY + 1)];
    private final int[] slots = new int[PLANES * LEVELS * TOTAL];

    /// Reads `PLANES × (LEVELS − 1)` thresholds and then `PLANES × LEVELS × 256` frequencies, each an unsigned
    /// 16-bit number.
    SymbolTables(ByteBuffer source) {
        for (int plane = 0; plane < PLANES; plane++) {
            int energy = 0;
            for (int level = 0; level < LEVELS; level++) {
                int end = level < LEVELS - 1 ? source.getShort() : PhotoCodec.MAX_ENERGY + 1;
                for (; energy < end; energy++) {
                    slotsOfEnergy[plane * (PhotoCodec.MAX_ENERGY + 1) + energy] = (plane * LEVELS + level) * TOTAL;
                }
            }
        }
        for (int level = 0; level < PLANES * LEVELS; level++) {
            int start = 0;
            for (int symbol = 0; symbol < 256; symbol++) {
                int frequency = source.getShort();
                for (int slot = 0; slot < frequency; slot++) {
                    slots[level * TOTAL + start + slot] = symbol << 24 | slot << BITS | frequency - 1;
                }
                start += frequency;
            }
        }
    }

    /// The number of the table for an energy in a plane.
    int level(int plane, int energy) {
        return firstSlot(plane, energy) / TOTAL;
    }

    private int firstSlot(int plane, int energy) {
        return slotsOfEnergy[plane * (PhotoCodec.MAX_ENERGY + 1) + energy];
    }

    /// Reads the residuals of one block of images.
    PhotoCodec.Symbols decoder(ByteBuffer block) {
        return new Decoder(block);
    }

    private final class Decoder implements PhotoCodec.Symbols {
        private final ByteBuffer block;
        private long state;

        private Decoder(ByteBuffer block) {
            this.block = block;
            this.state = block.getLong();
        }

        @Override
        public int code(int plane, int energy, int residual) {
            int slot = slots[firstSlot(plane, energy) + (int) (state & (TOTAL - 1))];
            int frequency = (slot & (TOTAL - 1)) + 1;
            int within = slot >>> BITS & (TOTAL - 1);
            state = frequency * (state >>> BITS) + within;
            if (state < LOWEST_STATE) {
                state = state << 32 | Integer.toUnsignedLong(block.getInt());
            }
            return slot >>> 24;
        }
    }
}
