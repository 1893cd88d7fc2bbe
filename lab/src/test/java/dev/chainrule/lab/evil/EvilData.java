package dev.chainrule.lab.evil;

import dev.chainrule.lab.dataset.Cifar10;
import dev.chainrule.lab.dataset.DataFileException;
import dev.chainrule.lab.dataset.DatasetCache;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Mnist;
import dev.chainrule.lab.dataset.StandardDataset;
import dev.chainrule.lab.dataset.fetch.DatasetDownload;
import dev.chainrule.lab.dataset.fetch.DownloadProgress;
import dev.chainrule.lab.dataset.fetch.DownloadRoute;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// Evil files of known data sets, and archives of them.
final class EvilData {
    private EvilData() {}

    static List<EvilCase> cases() throws IOException {
        List<EvilCase> all = new ArrayList<>();
        addIdx(all);
        addCifar(all);
        addPickles(all);
        addArchives(all);
        return all;
    }

    private static void addIdx(List<EvilCase> all) throws IOException {
        all.add(idx("IDX of 2^96 elements", "", header(8, -1, -1, -1), "elements in the header do not fit"));
        all.add(idx("IDX of 2^63 elements", "", header(8, 1 << 21, 1 << 21, 1 << 21), "elements in the header do not"));
        all.add(idx("IDX of 2 GB", "", header(8, Integer.MAX_VALUE, 1, 1), "2147483647 elements in the header do not"));
        all.add(idx("IDX of 2^96 elements, packed", ".gz", packed(header(8, -1, -1, -1)), "elements in the header"));
        all.add(idx(
                "IDX of 200 MB, packed to 1 KB",
                ".gz",
                packed(header(8, 255_000, 28, 28)),
                "elements in the header do not"));
        all.add(idx("IDX of floats", "", header(0xd, 1, 28, 28), "this is not an IDX file"));
        all.add(idx("IDX that ends in its header", "", Arrays.copyOf(header(8, 1, 28, 28), 9), "this is not an IDX"));
        all.add(idx("IDX of one image too much", "", Arrays.copyOf(header(8, 1, 28, 28), 16 + 785), "fit more bytes"));
        all.add(idx("IDX of 27 × 29", "", Arrays.copyOf(header(8, 1, 27, 29), 16 + 783), "expected 28 × 28"));
        byte[] bomb = packed(Arrays.copyOf(header(8, 1, 28, 28), 40 << 20));
        all.add(idx("IDX of an image and 40 MB of zeros, packed", ".gz", bomb, "fit more bytes"));
        byte[] image = packed(Arrays.copyOf(header(8, 1, 28, 28), 16 + 784));
        all.add(idx("IDX that is packed and cut", ".gz", Arrays.copyOf(image, 20), "the gzip file is broken"));
        all.add(idx("IDX that is not packed but says so", ".gz", header(8, 1, 28, 28), "the gzip file is broken"));
        all.add(idx("nothing that is packed", ".gz", new byte[0], "the gzip file is broken"));
    }

    private static byte[] header(int type, int... extents) {
        ByteBuffer header = ByteBuffer.allocate(1 << 10).putInt(type << 8 | extents.length);
        for (int extent : extents) {
            header.putInt(extent);
        }
        return header.array();
    }

    private static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private static EvilCase idx(String name, String ending, byte[] content, String says) {
        return new EvilCase(
                name,
                DataFileException.class,
                says,
                folder -> Files.write(folder.resolve("images-idx3-ubyte" + ending), content),
                file -> Mnist.read(file, file));
    }

    private static void addCifar(List<EvilCase> all) {
        all.add(cifar("CIFAR-10 of nothing", folder -> folder.resolve("data_batch_1.bin"), "no such file"));
        all.add(cifar(
                "CIFAR-10 of a byte too much",
                folder -> sparse(folder, 10_000L * Cifar10.RECORD_BYTES + 1),
                "length 30730001 does not fit"));
        all.add(cifar(
                "CIFAR-10 of a terabyte", folder -> sparse(folder, 1L << 40), "length 1099511627776 does not fit"));
        all.add(cifar(
                "CIFAR-10 of a folder",
                folder -> Files.createDirectory(folder.resolve("data_batch_1.bin")),
                "no such file"));
        all.add(cifar(
                "CIFAR-10 of a device",
                folder -> Files.createSymbolicLink(folder.resolve("data_batch_1.bin"), Path.of("/dev/zero")),
                "no such file"));
    }

    private static Path sparse(Path folder, long length) throws IOException {
        Path file = folder.resolve("data_batch_1.bin");
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(length);
        }
        return file;
    }

    private static EvilCase cifar(String name, EvilCase.Maker maker, String says) {
        return new EvilCase(name, DataFileException.class, says, maker, file -> Cifar10.read(file.getParent()));
    }

    private static void addPickles(List<EvilCase> all) {
        all.add(pickle(
                "a pickle that runs a program", "cos\nsystem\n(S'touch /tmp/evil'\ntR.", "is not one of a CIFAR"));
        all.add(pickle("a pickle that names a class", "c__builtin__\neval\n.", "the name __builtin__.eval is not one"));
        all.add(pickle("a pickle that names a screen", "c\u001b[2J\n\u009b2J\n.", "is not one of a CIFAR-10 pickle"));
        all.add(pickle("a pickle that takes from nothing", "\u0080\u0002a.", "does not hold a batch"));
        all.add(pickle("a pickle without a mark", "\u0080\u0002t.", "does not hold a batch"));
        all.add(pickle("a pickle that remembers nothing", "\u0080\u0002h\u0007.", "does not hold a batch"));
        all.add(pickle("a pickle without an end", "\u0080\u0002", "the pickle ends early"));
        all.add(pickle("a pickle of nothing", "", "the pickle ends early"));
        all.add(pickle("a pickle of a number", "\u0080\u0002K\u0001.", "does not hold a batch"));
        all.add(pickle("a pickle of a text of -1 bytes", "\u0080\u0002T\u00ff\u00ff\u00ff\u00ff.", "ends early"));
        all.add(pickle("a pickle of a text of 2^31 - 1 bytes", "\u0080\u0002T\u00ff\u00ff\u00ff\u007f.", "ends early"));
        all.add(pickle("a pickle without labels", "\u0080\u0002}.", "there is no list 'labels'"));
        all.add(pickle("a pickle with a label of 11", "}U\u0006labels]K\u000bas.", "label 11 of image 0 does not fit"));
        all.add(pickle("a pickle with a text for a label", "}U\u0006labels]U\u00011as.", "does not hold a batch"));
        all.add(pickle("a pickle of a million lists", "]".repeat(1_000_000) + ".", "does not hold a batch"));
        all.add(pickle("a pickle that holds itself", "]q\u0000h\u0000a.", "does not hold a batch"));
    }

    private static EvilCase pickle(String name, String code, String says) {
        return local(name, "data_batch_1", says, code.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void addArchives(List<EvilCase> all) throws IOException {
        String gone = "does not fit"; // nothing was unpacked, so that the first file is said to be wrong
        for (String path : List.of(
                "../../evil/data_batch_1.bin",
                "/tmp/evil/data_batch_1.bin",
                "C:\\evil\\data_batch_1.bin",
                "\\\\host\\share\\data_batch_1.bin",
                "..\\..\\data_batch_1.bin",
                "data_batch_1.bin/../../x")) {
            String says = path.contains("\\") || path.endsWith("x") ? "is missing" : gone;
            all.add(archive("an archive with " + path, tar(path, '0', 5, ""), says));
        }
        all.add(archive("a link in an archive", tar("data_batch_1.bin", '2', 0, "/etc/passwd"), "is missing"));
        all.add(archive("a hard link in an archive", tar("data_batch_1.bin", '1', 0, "../../x"), "is missing"));
        all.add(archive("a device in an archive", tar("data_batch_1.bin", '3', 0, ""), "is missing"));
        all.add(archive("a file of 8 GB in an archive", tar("data_batch_1", '0', 0x1ffffffffL, ""), "is too large"));
        all.add(archive(
                "a file of 200 MB in an archive", tar("data_batch_1", '0', 200_000_000, ""), "does not fit the"));
        byte[] wrong = tar("data_batch_1.bin", '0', 5, "");
        wrong[130] = '7';
        all.add(archive("an archive with a wrong sum", wrong, "this is not a tar header"));
        byte[] signed = tar("data_batch_1.bin", '0', 5, "");
        signed[124] = '-';
        all.add(archive("an archive with a length below zero", sum(signed), "this is not a tar header"));
        all.add(archive("an archive that is cut", Arrays.copyOf(wrong, 300), "the archive is truncated"));
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 1001; i++) {
            many.write(tar("x", '0', 0, ""), 0, 512);
        }
        all.add(archive("an archive of 1001 files", many.toByteArray(), "more than 1000 files inside"));
        all.add(local("an archive that is none", "evil.tar.gz", "this is not a gzip file", new byte[600]));
        byte[] whole = packed(tar("x", '0', 5, ""));
        whole[whole.length - 6] ^= 1;
        all.add(local("an archive with a wrong CRC", "evil.tar.gz", "", Arrays.copyOf(whole, whole.length)));
        all.add(new EvilCase(
                "a data set that is a pipe", DatasetException.class, "pipe", EvilSettings::pipe, EvilData::get));
    }

    /// A member of a tar archive and what follows it.
    private static byte[] tar(String path, char kind, long size, String link) {
        byte[] file = new byte[1 << 11];
        ByteBuffer header = ByteBuffer.wrap(file);
        header.put(0, path.getBytes(StandardCharsets.UTF_8));
        header.put(124, String.format(Locale.ROOT, "%011o", size).getBytes(StandardCharsets.US_ASCII));
        header.put(156, (byte) kind);
        header.put(157, link.getBytes(StandardCharsets.UTF_8));
        return sum(file);
    }

    private static byte[] sum(byte[] file) {
        Arrays.fill(file, 148, 156, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += file[i] & 0xff;
        }
        ByteBuffer.wrap(file).put(148, String.format(Locale.ROOT, "%06o", sum).getBytes(StandardCharsets.US_ASCII));
        return file;
    }

    private static EvilCase archive(String name, byte[] tar, String says) throws IOException {
        return local(name, "evil.tar.gz", says, packed(tar));
    }

    private static EvilCase local(String name, String file, String says, byte[] content) {
        return new EvilCase(
                name,
                DatasetException.class,
                says,
                folder -> Files.write(folder.resolve(file), content),
                EvilData::get);
    }

    private static void get(Path file) throws DatasetException {
        DatasetCache cache = new DatasetCache(file.resolveSibling(EvilInputTest.CACHE));
        new DatasetDownload(cache, DownloadProgress.SILENT).get(StandardDataset.CIFAR10, new DownloadRoute.Local(file));
    }
}
