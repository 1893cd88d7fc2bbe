package dev.chainrule.lab.dataset;

/// The arithmetic decoder of VP8, RFC 6386 section 7: reads truth values of given probabilities. Past its end there are
/// zeros.
final class Vp8Bits {
    private static final int EVEN = 128;

    private final byte[] data;
    private final int end;
    private int next;
    private int value;
    private int spare = -8;
    private int range = 255;

    /// Reads from `start` until `end`.
    Vp8Bits(byte[] data, int start, int end) {
        this.data = data;
        this.next = start;
        this.end = end;
    }

    /// A bit that is 0 with the given probability, in 256ths.
    int bit(int probability) {
        while (spare < 0) {
            value = value << 8 | (next < end ? data[next] & 0xff : 0);
            next++;
            spare += 8;
        }
        int split = 1 + (((range - 1) * probability) >> 8);
        int threshold = split << spare;
        int bit = 0;
        if (value >= threshold) {
            value -= threshold;
            range -= split;
            bit = 1;
        } else {
            range = split;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        spare -= shift;
        return bit;
    }

    /// A truth value as likely as not.
    boolean flag() {
        return bit(EVEN) == 1;
    }

    /// A number of so many bits, the highest first.
    int number(int bits) {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = number << 1 | bit(EVEN);
        }
        return number;
    }

    /// A number of so many bits and then its sign.
    int signed(int bits) {
        int number = number(bits);
        return flag() ? -number : number;
    }

    /// A signed number if a flag says that there is one; else 0.
    int perhapsSigned(int bits) {
        return flag() ? signed(bits) : 0;
    }
}
