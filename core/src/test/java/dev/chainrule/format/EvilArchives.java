package dev.chainrule.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

final class EvilArchives {
    private static final byte[] ARRAY = NumpyFileTest.file(EvilNumpy.full("'<f4'", "(2,)"), 8);
    private static final int CENTRAL_CRC = 16;
    private static final int CENTRAL_PACKED = 20;
    private static final int CENTRAL_SIZE = 24;
    private static final int CENTRAL_PLACE = 42;

    private EvilArchives() {}

    static List<EvilFile> cases() throws IOException {
        List<EvilFile> cases = new ArrayList<>(names());
        cases.addAll(lists());
        cases.addAll(contents());
        return cases;
    }

    private static List<EvilFile> names() throws IOException {
        List<EvilFile> cases = new ArrayList<>();
        Map<String, String> names = new LinkedHashMap<>();
        names.put("absolute", "/etc/x.npy");
        names.put("absolute-of-windows", "\\x.npy");
        names.put("network-folder", "\\\\host\\share\\x.npy");
        names.put("drive", "C:\\x.npy");
        names.put("drive-relative", "c:x.npy");
        names.put("parent", "../x.npy");
        names.put("parent-of-windows", "..\\x.npy");
        names.put("parent-inside", "a/../../x.npy");
        names.put("parent-at-the-end", "a/..");
        names.put("control-codes", "\u001b[2J\u009b31mx\r\n.npy");
        names.put("right-to-left", "\u202eyp.npy");
        names.put("long", "x".repeat(60_000) + ".npy");
        for (Map.Entry<String, String> named : names.entrySet()) {
            cases.add(
                    zip("name-" + named.getKey(), stored(Map.of(named.getValue(), ARRAY)), "the name leads elsewhere"));
        }
        Map<String, byte[]> twice = new LinkedHashMap<>();
        twice.put("x", ARRAY);
        twice.put("x.npy", ARRAY);
        cases.add(zip("name-twice", stored(twice), "the name occurs twice"));
        return cases;
    }

    /// The list at the end of an archive lies.
    private static List<EvilFile> lists() throws IOException {
        return List.of(
                lie("size-more", list -> list.putInt(CENTRAL_SIZE, ARRAY.length + 8), "are left in the file"),
                lie("size-less", list -> list.putInt(CENTRAL_SIZE, ARRAY.length - 8), "are left in the file"),
                lie("size-of-4-gb", list -> list.putInt(CENTRAL_SIZE, -2), "do not fit a file of this length"),
                lie("size-of-2-gb", list -> list.putInt(CENTRAL_SIZE, Integer.MAX_VALUE), "do not fit a file"),
                lie("size-of-zip-64", list -> list.putInt(CENTRAL_SIZE, -1), "damaged"),
                lie("packed-size-beyond-the-file", list -> list.putInt(CENTRAL_PACKED, 1 << 30), "damaged"),
                lie("another-name", list -> list.put(46, (byte) 'y'), "damaged"),
                lie("sum", list -> list.putInt(CENTRAL_CRC, 7), "the check sum (CRC-32) is another"),
                lie("place-beyond-the-file", list -> list.putInt(CENTRAL_PLACE, 1 << 30), "damaged"),
                lie("place-inside", list -> list.putInt(CENTRAL_PLACE, 2), "damaged"),
                lie("encrypted", list -> list.put(8, (byte) 1), "encrypted"),
                lie("packed-otherwise", list -> list.put(10, (byte) 12), "another method than deflate"),
                lie("packed-though-stored", list -> list.put(10, (byte) 8), "does not begin with"),
                lie("no-signature", list -> list.put(0, (byte) 0), "damaged"),
                end("entries-more", end -> end.putShort(8, (short) 9).putShort(10, (short) 9), "damaged"),
                end("entries-none", end -> end.putShort(8, (short) 0).putShort(10, (short) 0), "damaged"),
                end("list-longer-than-file", end -> end.putInt(12, Integer.MAX_VALUE), "damaged"),
                end("list-beyond-the-file", end -> end.putInt(16, Integer.MAX_VALUE), "damaged"),
                end("comment-longer-than-file", end -> end.putShort(20, (short) -1), "damaged"));
    }

    private static List<EvilFile> contents() throws IOException {
        byte[] whole = stored(Map.of("x.npy", ARRAY));
        return List.of(
                zip("empty", new byte[0], "the file is empty"),
                zip("no-entries", stored(Map.of()), "the archive is empty"),
                zip("start-alone", "PK".getBytes(StandardCharsets.US_ASCII), "damaged"),
                zip("cut-off", Arrays.copyOf(whole, whole.length - 1), "damaged"),
                zip("end-alone", Arrays.copyOfRange(whole, whole.length - 22, whole.length), "damaged"),
                zip("without-list", Arrays.copyOf(whole, 30 + 5 + ARRAY.length), "damaged"),
                zip("no-array", stored(Map.of("x.txt", new byte[9])), "no array can be read"),
                zip("archive-inside", stored(Map.of("x.npz", whole)), "no array can be read"),
                zip("objects", stored(Map.of("x.npy", npy("'|O'", "(1,)", 8))), "could run code"),
                zip("damaged-array", stored(Map.of("x.npy", new byte[9])), "does not begin with"),
                zip(
                        "array-claims-more",
                        stored(Map.of("x.npy", npy("'<f8'", "(99999999,)", 8))),
                        "bytes of numbers do not fit"),
                zip("array-claims-one-more", stored(Map.of("x.npy", npy("'<f8'", "(2,)", 8))), "Is it cut off?"),
                zip("text-no-character", stored(Map.of("x.npy", text(0x7fffffff))), "which is no character"),
                zip("bomb-of-400-mb", bomb("'|u1'", 400_000_000, 1), "bytes unpacked do not fit"),
                zip("bomb-of-1000-times", bomb("'|u1'", 68_000_000, 1), "bytes unpacked do not fit"),
                zip("bomb-in-parts", bomb("'<f4'", 1 << 22, 5), "bytes unpacked do not fit"),
                zip("bomb-in-memory", bomb("'|b1'", 20_000_000, 1), "bytes of numbers do not fit"),
                zip("bomb-in-memory-in-parts", bomb("'<i2'", 5_000_000, 5), "bytes of numbers do not fit"));
    }

    private static byte[] npy(String dtype, String shape, int numbers) {
        return NumpyFileTest.file(EvilNumpy.full(dtype, shape), numbers);
    }

    private static byte[] text(int character) {
        byte[] array = npy("'<U1'", "()", 4);
        ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN).putInt(array.length - 4, character);
        return array;
    }

    /// Arrays of zeros, which pack to a thousandth.
    private static byte[] bomb(String dtype, int elements, int arrays) throws IOException {
        byte[] header = npy(dtype, "(" + elements + ",)", 0);
        long size = (long) elements * (dtype.charAt(3) - '0');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(1);
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < arrays; i++) {
                zip.putNextEntry(new ZipEntry("x" + i + ".npy"));
                zip.write(header);
                for (long left = size; left > 0; left -= zeros.length) {
                    zip.write(zeros, 0, (int) Math.min(left, zeros.length));
                }
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static EvilFile lie(String name, Consumer<ByteBuffer> lie, String says) throws IOException {
        byte[] whole = stored(Map.of("x.npy", ARRAY));
        int list = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - 6);
        lie.accept(ByteBuffer.wrap(whole, list, whole.length - list).slice().order(ByteOrder.LITTLE_ENDIAN));
        return zip("list-" + name, whole, says);
    }

    private static EvilFile end(String name, Consumer<ByteBuffer> lie, String says) throws IOException {
        byte[] whole = stored(Map.of("x.npy", ARRAY));
        lie.accept(ByteBuffer.wrap(whole, whole.length - 22, 22).slice().order(ByteOrder.LITTLE_ENDIAN));
        return zip("end-" + name, whole, says);
    }

    private static EvilFile zip(String name, byte[] content, String says) {
        return new EvilFile(name + ".npz", content, says);
    }

    /// An archive that is stored as it is.
    private static byte[] stored(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> named : entries.entrySet()) {
                CRC32 sum = new CRC32();
                sum.update(named.getValue());
                ZipEntry entry = new ZipEntry(named.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(named.getValue().length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(named.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
