package dev.chainrule.lab.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PhotoCodecTest {
    private static final int IMAGES = 20;

    @Test
    void noiseComesBackBitForBit() {
        byte[] pixels = new byte[IMAGES * PhotoCodec.IMAGE];
        new Random(1).nextBytes(pixels);
        assertThat(decode(encode(pixels))).isEqualTo(pixels);
    }

    @Test
    void smoothImagesComeBackBitForBitAndSmall() {
        byte[] pixels = new byte[IMAGES * PhotoCodec.IMAGE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 32 * 3 + i / 32 % 32 * 2 + i / PhotoCodec.IMAGE * 7 + i % 5);
        }
        byte[] code = encode(pixels);
        assertThat(decode(code)).isEqualTo(pixels);
        assertThat(code.length - TABLES).isLessThan(pixels.length / 2);
    }

    @Test
    void extremeValuesComeBackBitForBit() {
        byte[] pixels = new byte[IMAGES * PhotoCodec.IMAGE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) ((i / 3 + i / 32 + i / 1024) % 2 == 0 ? 0 : 255);
        }
        assertThat(decode(encode(pixels))).isEqualTo(pixels);
    }

    private static final int TABLES = SymbolTables.PLANES * (SymbolTables.LEVELS - 1 + SymbolTables.LEVELS * 256) * 2;

    private static byte[] encode(byte[] pixels) {
        BundleMaker.Statistics statistics = new BundleMaker.Statistics();
        new PhotoCodec().code(pixels, 0, IMAGES, statistics);
        byte[] tables = statistics.tables();
        BundleMaker.Encoder encoder = new BundleMaker.Encoder(tables);
        new PhotoCodec().code(pixels, 0, IMAGES, encoder);
        byte[] block = encoder.finish();
        byte[] code = Arrays.copyOf(tables, tables.length + block.length);
        System.arraycopy(block, 0, code, tables.length, block.length);
        return code;
    }

    private static byte[] decode(byte[] code) {
        ByteBuffer source = ByteBuffer.wrap(code);
        SymbolTables tables = new SymbolTables(source);
        byte[] pixels = new byte[IMAGES * PhotoCodec.IMAGE];
        new PhotoCodec().code(pixels, 0, IMAGES, tables.decoder(source));
        return pixels;
    }
}
