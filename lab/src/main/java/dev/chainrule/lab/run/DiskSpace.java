package dev.chainrule.lab.run;

import dev.chainrule.lab.text.ByteCount;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/// The room that the files of a run need.
final class DiskSpace {
    /// Settings, history, answers and report.
    private static final long REST = 1L << 20;

    private DiskSpace() {}

    /// Refuses a folder without room for two states, one of which is written while the other is still there, and
    /// the network, which is no larger than a third.
    ///
    /// @param state the tensors of a state
    /// @throws IOException that says how much is missing; a folder that does not tell is taken
    static void require(Path folder, Collection<Tensor> state) throws IOException {
        long needed = REST + 3 * state.stream().mapToLong(DiskSpace::bytes).sum();
        long free;
        try {
            free = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return;
        }
        if (free < needed) {
            throw new FileSystemException(
                    folder.toString(),
                    null,
                    "%s free do not fit checkpoints and weights of %s; expected as much. Make room, or choose a folder on another disk"
                            .formatted(ByteCount.text(free), ByteCount.text(needed)));
        }
    }

    private static long bytes(Tensor tensor) {
        return (long) tensor.size() * tensor.precision().bytes();
    }
}
