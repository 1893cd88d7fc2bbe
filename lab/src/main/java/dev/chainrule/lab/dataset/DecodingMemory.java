package dev.chainrule.lab.dataset;

import dev.chainrule.format.Limits;
import dev.chainrule.lab.text.MaximumHeap;
import java.util.concurrent.Semaphore;

/// Half of the heap, for images that are being decoded. One that needs more is refused before any of it is taken; of
/// several at once, those wait for which there is no room.
final class DecodingMemory {
    /// That of this process.
    static final DecodingMemory HEAP = new DecodingMemory(MaximumHeap.bytes() / 2);

    private static final int UNIT = 1 << 20;

    private final int units;
    private final Semaphore free;

    /// @param bytes how much there is
    DecodingMemory(long bytes) {
        units = (int) Math.min(bytes / UNIT, Integer.MAX_VALUE);
        free = new Semaphore(units);
    }

    /// Some of it, until it is given back.
    ///
    /// @param units taken of it
    private record Taken(Semaphore from, int units) implements Room {
        @Override
        public void close() {
            from.release(units);
        }
    }

    /// Room for one image.
    interface Room extends AutoCloseable {
        @Override
        void close();
    }

    /// Takes the room for an image, waiting for others to end.
    ///
    /// @throws DataFileException if there never is so much
    Room take(String name, ImageHeader header) throws DataFileException {
        long bytes = (long) header.stored().width() * header.stored().height() * Limits.IMAGE_BYTES_PER_PIXEL;
        int needed = (int) (bytes / UNIT) + 1;
        if (needed > units) {
            throw new DataFileException(
                    name,
                    -1,
                    "%s of size %s needs %s MiB while it is decoded, and half of the heap has %s; make it smaller, or more heap: JDK_JAVA_OPTIONS=-Xmx%sg"
                            .formatted(header.kind().id(), header.stored(), needed, units, needed / 512 + 1));
        }
        free.acquireUninterruptibly(needed);
        return new Taken(free, needed);
    }
}
