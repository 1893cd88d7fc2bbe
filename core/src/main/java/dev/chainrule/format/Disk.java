package dev.chainrule.format;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/// The operations by which a file is kept, each of which may be the last before a power cut. Everything that must
/// survive one goes through here, so that a test can put a disk in place that fails or forgets.
public interface Disk {

    /// Creates a file that is not there yet.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException if the name is taken, by a link too
    /// @throws IOException if it cannot be created
    Sink create(Path file) throws IOException;

    /// Gives a file the name of another one, which is then gone: at once, or not at all.
    void move(Path from, Path to) throws IOException;

    /// Makes durable which names a folder holds, where the platform can.
    void forceFolder(Path folder);

    /// Removes a file, if it is there.
    void delete(Path file) throws IOException;

    /// A file that is being written.
    interface Sink extends WritableByteChannel {
        /// Makes durable what was written.
        void force() throws IOException;
    }

    /// The disk that the current thread writes to: the machine's, unless [#with] says otherwise.
    static Disk current() {
        return DiskOfMachine.BOUND.orElse(DiskOfMachine.INSTANCE);
    }

    /// Does something that writes to another disk.
    static <R, X extends Throwable> R with(Disk disk, ScopedValue.CallableOp<R, X> action) throws X {
        return ScopedValue.where(DiskOfMachine.BOUND, disk).call(action);
    }
}
