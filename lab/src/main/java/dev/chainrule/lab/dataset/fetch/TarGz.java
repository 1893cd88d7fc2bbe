package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.dataset.DataFileException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Walks through the files of a `.tar.gz` in memory; nothing is unpacked to where the archive says.
///
/// The importer gets the last part of each file's name and decides what it means. Links, folders and extended headers
/// are passed over.
final class TarGz {
    private static final int BLOCK = 512;

    private final String name;
    private final GzipSource source;

    private TarGz(String name, GzipSource source) {
        this.name = name;
        this.source = source;
    }

    /// Hands every regular file of an archive to an importer.
    ///
    /// @throws DataFileException when the archive is truncated, damaged, too large or no `.tar.gz`
    static void read(Path archive, Importer importer) throws IOException {
        String name = archive.toString();
        try (InputStream packed = Files.newInputStream(archive);
                GzipSource source = new GzipSource(packed, name)) {
            new TarGz(name, source).entries(importer);
        }
    }

    private void entries(Importer importer) throws IOException {
        byte[] header = new byte[BLOCK];
        for (int entry = 0; ; entry++) {
            long start = source.position();
            if (source.readNBytes(header, 0, BLOCK) < BLOCK) {
                throw new DataFileException(name, start, "the archive is truncated");
            }
            if (header[0] == 0) {
                return;
            }
            if (entry == Limits.ARCHIVE_ENTRIES) {
                throw new DataFileException(name, start, "more than %s files inside".formatted(Limits.ARCHIVE_ENTRIES));
            }
            requireChecksum(header, start);
            long size = number(header, 124, 12, start);
            if (size > Limits.ARCHIVE_BYTES) {
                throw new DataFileException(name, start, "a file of %s bytes inside is too large".formatted(size));
            }
            char kind = (char) header[156];
            if (kind == '0' || kind == 0) {
                try (InputStream content = new Entry(size)) {
                    importer.accept(baseName(header), content, size);
                } catch (DataFileException e) {
                    boolean inside = !e.file().equals(name);
                    throw inside ? new DataFileException(name + " member " + e.file(), e.offset(), e.reason()) : e;
                }
            }
            long end = start + BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
            long rest = end - source.position();
            if (source.skip(rest) < rest) {
                throw new DataFileException(name, source.position(), "the archive is truncated");
            }
        }
    }

    private static String baseName(byte[] header) {
        int length = 0;
        while (length < 100 && header[length] != 0) {
            length++;
        }
        String path = new String(header, 0, length, StandardCharsets.UTF_8);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void requireChecksum(byte[] header, long start) throws DataFileException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != number(header, 148, 8, start)) {
            throw new DataFileException(name, start, "this is not a tar header; the archive is damaged or no .tar.gz");
        }
    }

    private long number(byte[] header, int from, int length, long start) throws DataFileException {
        String octal = new String(header, from, length, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        if (!octal.matches("[0-7]{1,11}")) {
            throw new DataFileException(
                    name, start + from, "this is not a tar header; the archive is damaged or no .tar.gz");
        }
        return Long.parseLong(octal, 8);
    }

    /// The content of one file inside.
    private final class Entry extends FilterInputStream {
        private long left;

        private Entry(long size) {
            super(source);
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = source.read(buffer, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new DataFileException(name, source.position(), "the archive is truncated");
            }
            left -= read;
            return read;
        }

        @Override
        public void close() {
            // the archive goes on
        }
    }
}
