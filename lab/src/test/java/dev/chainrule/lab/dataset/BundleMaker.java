package dev.chainrule.lab.dataset;

import dev.chainrule.data.LabeledImages;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Makes the bundled CIFAR-10 file from the canonical files; run it again and the same bytes come out, on any platform.
///
/// ```
/// chainrule data get cifar10
/// mvn -q -pl lab -am test-compile
/// java -cp core/target/classes:lab/target/classes:lab/target/test-classes
/// dev.chainrule.lab.dataset.BundleMaker \ ~/.cache/chainrule/cifar10
/// lab/src/main/resources/dev/chainrule/lab/dataset/cifar10-bundle.bin
/// ```
///
/// It prints the length and the SHA-256 that belong into `BundledCifar10`.
///
/// The file, big-endian: magic (8 bytes) · 3,072 sums over training images 0–48999 (4 bytes each) · 6,000 labels (1
/// byte each) · the tables of `SymbolTables` (2 bytes a number) · six blocks of 1,000 images, each its length (4
/// bytes), the first state of the decoder (8 bytes) and words of 4 bytes.
public final class BundleMaker {
    private BundleMaker() {}

    /// Reads the folder of canonical files named first, writes the file named second.
    public static void main(String[] arguments) throws IOException {
        Cifar10 all = Cifar10.read(Path.of(arguments[0]));
        byte[] file = make(all);
        Files.write(Path.of(arguments[1]), file);
        System.out.printf("%d bytes, SHA-256 %s%n", file.length, Checksum.sha256(file));
    }

    static byte[] make(Cifar10 all) throws IOException {
        byte[] pixels = new byte[BundledCifar10.IMAGES * PhotoCodec.IMAGE];
        byte[] labels = new byte[BundledCifar10.IMAGES];
        int at = copy(all.train(), 0, BundledCifar10.TRAIN, pixels, labels, 0);
        at = copy(all.train(), BundledCifar10.MEAN_IMAGES, BundledCifar10.VALIDATION, pixels, labels, at);
        copy(all.test(), 0, BundledCifar10.TEST, pixels, labels, at);

        Statistics statistics = new Statistics();
        new PhotoCodec().code(pixels, 0, BundledCifar10.IMAGES, statistics);
        byte[] tables = statistics.tables();

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeLong(BundledCifar10.MAGIC);
        for (int sum : sums(all.train(), BundledCifar10.MEAN_IMAGES)) {
            out.writeInt(sum);
        }
        out.write(labels);
        out.write(tables);
        for (int block = 0; block < BundledCifar10.IMAGES; block += BundledCifar10.BLOCK) {
            Encoder encoder = new Encoder(tables);
            new PhotoCodec().code(pixels, block, BundledCifar10.BLOCK, encoder);
            byte[] code = encoder.finish();
            out.writeInt(code.length);
            out.write(code);
        }
        return file.toByteArray();
    }

    private static int copy(LabeledImages from, int first, int count, byte[] pixels, byte[] labels, int at) {
        System.arraycopy(
                from.pixels(), first * PhotoCodec.IMAGE, pixels, at * PhotoCodec.IMAGE, count * PhotoCodec.IMAGE);
        for (int i = 0; i < count; i++) {
            labels[at + i] = (byte) from.labels()[first + i];
        }
        return at + count;
    }

    private static int[] sums(LabeledImages images, int count) {
        int[] sums = new int[PhotoCodec.IMAGE];
        for (int i = 0; i < count * PhotoCodec.IMAGE; i++) {
            sums[i % PhotoCodec.IMAGE] += images.pixels()[i] & 0xff;
        }
        return sums;
    }

    /// Counts residuals by energy, and makes of it thresholds with about equally many residuals each, and
    /// frequencies.
    static final class Statistics implements PhotoCodec.Symbols {
        private final int[][][] counts = new int[SymbolTables.PLANES][PhotoCodec.MAX_ENERGY + 1][256];

        @Override
        public int code(int plane, int energy, int residual) {
            counts[plane][energy][residual]++;
            return residual;
        }

        byte[] tables() {
            ByteBuffer thresholds = ByteBuffer.allocate(SymbolTables.PLANES * (SymbolTables.LEVELS - 1) * 2);
            ByteBuffer frequencies = ByteBuffer.allocate(SymbolTables.PLANES * SymbolTables.LEVELS * 256 * 2);
            for (int[][] plane : counts) {
                long total = Arrays.stream(plane)
                        .flatMapToInt(Arrays::stream)
                        .asLongStream()
                        .sum();
                int energy = 0;
                long before = 0;
                for (int level = 0; level < SymbolTables.LEVELS; level++) {
                    long[] count = new long[256];
                    while (energy <= PhotoCodec.MAX_ENERGY
                            && (level == SymbolTables.LEVELS - 1
                                    || before * SymbolTables.LEVELS < total * (level + 1))) {
                        for (int symbol = 0; symbol < 256; symbol++) {
                            count[symbol] += plane[energy][symbol];
                            before += plane[energy][symbol];
                        }
                        energy++;
                    }
                    if (level < SymbolTables.LEVELS - 1) {
                        thresholds.putShort((short) energy);
                    }
                    for (int frequency : scaled(count)) {
                        frequencies.putShort((short) frequency);
                    }
                }
            }
            return ByteBuffer.allocate(thresholds.capacity() + frequencies.capacity())
                    .put(thresholds.flip())
                    .put(frequencies.flip())
                    .array();
        }

        /// Scales counts so that they add up to the total of a table and no symbol that occurs gets 0.
        private static int[] scaled(long[] counts) {
            long sum = Math.max(1, Arrays.stream(counts).sum());
            int[] scaled = new int[counts.length];
            int left = SymbolTables.TOTAL;
            int largest = 0;
            for (int symbol = 0; symbol < counts.length; symbol++) {
                long share = (counts[symbol] * SymbolTables.TOTAL + sum / 2) / sum;
                scaled[symbol] = (int) (counts[symbol] == 0 ? 0 : Math.max(1, share));
                left -= scaled[symbol];
                largest = counts[symbol] > counts[largest] ? symbol : largest;
            }
            scaled[largest] += left;
            if (scaled[largest] < 1) {
                throw new IllegalStateException("the frequencies cannot be scaled");
            }
            return scaled;
        }
    }

    /// Collects residuals and writes them, last first, as the range coder demands.
    static final class Encoder implements PhotoCodec.Symbols {
        private final SymbolTables tables;
        private final int[] start = new int[SymbolTables.PLANES * SymbolTables.LEVELS * 256];
        private final int[] frequency = new int[start.length];
        private int[] collected = new int[1 << 20];
        private int size;

        Encoder(byte[] tableBytes) {
            tables = new SymbolTables(ByteBuffer.wrap(tableBytes));
            ByteBuffer source = ByteBuffer.wrap(tableBytes);
            source.position(SymbolTables.PLANES * (SymbolTables.LEVELS - 1) * 2);
            for (int i = 0; i < frequency.length; i++) {
                frequency[i] = source.getShort();
                start[i] = i % 256 == 0 ? 0 : start[i - 1] + frequency[i - 1];
            }
        }

        @Override
        public int code(int plane, int energy, int residual) {
            if (size == collected.length) {
                collected = Arrays.copyOf(collected, 2 * size);
            }
            collected[size++] = tables.level(plane, energy) * 256 + residual;
            return residual;
        }

        byte[] finish() {
            ByteBuffer reversed = ByteBuffer.allocate(size * 2 + 64);
            long state = SymbolTables.LOWEST_STATE;
            for (int i = size - 1; i >= 0; i--) {
                int symbol = collected[i];
                long limit = (SymbolTables.LOWEST_STATE >>> SymbolTables.BITS << 32) * frequency[symbol];
                if (Long.compareUnsigned(state, limit) >= 0) {
                    reversed.putInt((int) state);
                    state >>>= 32;
                }
                state = ((state / frequency[symbol]) << SymbolTables.BITS) + state % frequency[symbol] + start[symbol];
            }
            int words = reversed.position() / 4;
            ByteBuffer code = ByteBuffer.allocate(8 + 4 * words).putLong(state);
            for (int word = words - 1; word >= 0; word--) {
                code.putInt(reversed.getInt(4 * word));
            }
            return code.array();
        }
    }
}
