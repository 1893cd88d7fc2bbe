package dev.chainrule.kernel.vector.convolution;

import static dev.chainrule.kernel.vector.Machine.LANES;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.vector.Lanes;
import dev.chainrule.kernel.vector.product.Operand;
import dev.chainrule.kernel.vector.product.VectorPanels;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.ArrayList;
import java.util.List;

/// What a [VectorCorrelation] sums: the windows of each phase, and the matrix that they are multiplied by, packed.
///
/// The forward pass has one phase. The gradient with respect to the input has one for the input pixels with the same
/// position modulo the stride: they see the same weights, in reverse order, and dy without gaps.
final class VectorPhases {
    /// The windows along one axis: `count` target positions `first`, `first + every`, …, whose windows of `taps`
    /// source positions begin at `start`, `start + move`, ….
    record Axis(int first, int every, int count, int start, int move, int taps) {
        static List<Axis> forward(int outputs, int kernel, int stride, int padding) {
            return List.of(new Axis(0, 1, outputs, -padding, stride, kernel));
        }

        static List<Axis> backward(int inputs, int kernel, int stride, int padding) {
            List<Axis> phases = new ArrayList<>();
            for (int first = 0; first < Math.min(stride, inputs); first++) {
                int taps = Math.max(0, Math.ceilDiv(kernel - firstTap(first, stride, padding), stride));
                int start = (first + padding) / stride - taps + 1;
                phases.add(new Axis(first, stride, Math.ceilDiv(inputs - first, stride), start, 1, taps));
            }
            return phases;
        }

        /// The lowest kernel position that the input positions of a phase see.
        static int firstTap(int first, int stride, int padding) {
            return (first + padding) % stride;
        }

        /// The number of the first window whose target is at or after a position.
        int from(int position) {
            return Math.clamp(Math.ceilDiv(position - first, every), 0, count);
        }

        int startOf(int window) {
            return start + window * move;
        }

        int endOf(int window) {
            return startOf(window) + taps;
        }
    }

    /// The windows of one phase, and where its matrix is packed.
    record Phase(Axis rows, Axis columns, int packed) {
        int steps(int channels) {
            return rows.taps * columns.taps * channels;
        }

        /// Whether windows share parts of the source.
        boolean overlaps() {
            return rows.taps > rows.move || columns.taps > columns.move;
        }
    }

    private static final ThreadLocal<VectorPanels> PACKED = ThreadLocal.withInitial(VectorPanels::near);

    private final ConvolutionGeometry g;

    /// Of the source.
    private final int height;

    private final int channels;
    private final int targetChannels;
    private final VectorPanels packed = PACKED.get();

    /// The phases.
    final List<Phase> all;

    /// Source rows and columns that the windows reach.
    final int firstRow;

    final int endRow;
    final int firstColumn;
    final int endColumn;

    private VectorPhases(ConvolutionGeometry g, boolean forward) {
        this.g = g;
        height = forward ? g.height() : g.outputHeight();
        channels = forward ? g.channels() : g.filters();
        targetChannels = forward ? g.filters() : g.channels();
        List<Axis> rows = forward
                ? Axis.forward(g.outputHeight(), g.kernelHeight(), g.strideHeight(), g.paddingHeight())
                : Axis.backward(g.height(), g.kernelHeight(), g.strideHeight(), g.paddingHeight());
        List<Axis> columns = forward
                ? Axis.forward(g.outputWidth(), g.kernelWidth(), g.strideWidth(), g.paddingWidth())
                : Axis.backward(g.width(), g.kernelWidth(), g.strideWidth(), g.paddingWidth());
        int padded = Lanes.padded(targetChannels);
        long size = 0;
        all = new ArrayList<>(rows.size() * columns.size());
        for (Axis row : rows) {
            for (Axis column : columns) {
                Phase phase = new Phase(row, column, (int) Math.min(size, Integer.MAX_VALUE));
                all.add(phase);
                size += (long) phase.steps(channels) * padded;
            }
        }
        packed.makeRoom(checked(size + LANES) - LANES);
        firstRow = start(rows);
        endRow = end(rows);
        firstColumn = start(columns);
        endColumn = end(columns);
    }

    /// The one of y from x and w (F, HH·WW·C): a matrix with a column for each filter.
    static VectorPhases forward(ConvolutionGeometry g, float[] w) {
        VectorPhases phases = new VectorPhases(g, true);
        int steps = phases.all.getFirst().steps(phases.channels);
        Operand filters = new Operand(w, 0, steps, true);
        phases.forEachPanel((column, columns, wide) ->
                phases.packed.pack(filters, 0, steps, column, columns, steps * column, wide));
        return phases;
    }

    /// Those of dx from dy and w (F, HH, WW, C): matrices with a column for each channel, the positions of each
    /// phase in reverse.
    static VectorPhases inputGradient(ConvolutionGeometry g, float[] w) {
        VectorPhases phases = new VectorPhases(g, false);
        phases.forEachPanel((column, columns, wide) -> {
            for (Phase phase : phases.all) {
                phases.packBackward(phase, w, column, columns, wide);
            }
        });
        return phases;
    }

    private void packBackward(Phase phase, float[] w, int column, int columns, int wide) {
        int to = phase.packed + phase.steps(channels) * column;
        int lowRow = Axis.firstTap(phase.rows.first, g.strideHeight(), g.paddingHeight());
        int lowColumn = Axis.firstTap(phase.columns.first, g.strideWidth(), g.paddingWidth());
        for (int s = phase.rows.taps - 1; s >= 0; s--) {
            for (int t = phase.columns.taps - 1; t >= 0; t--) {
                int u = lowRow + s * g.strideHeight();
                int v = lowColumn + t * g.strideWidth();
                Operand tap = new Operand(w, (u * g.kernelWidth() + v) * targetChannels, g.terms());
                packed.pack(tap, 0, channels, column, columns, to, wide);
                to += channels * wide;
            }
        }
    }

    private interface Panel {
        void pack(int column, int columns, int wide);
    }

    private void forEachPanel(Panel panel) {
        Parallel.current().forEach(Math.ceilDiv(targetChannels, VectorPanels.WIDTH), i -> {
            int column = i * VectorPanels.WIDTH;
            int columns = Math.min(VectorPanels.WIDTH, targetChannels - column);
            panel.pack(column, columns, Lanes.padded(columns));
        });
    }

    private static int checked(long size) {
        if (size > Shape.MOST_ELEMENTS) {
            throw new ShapeMismatchException(
                    "Convolution: %s numbers of working memory do not fit one array; expected at most %s. Use fewer filters, fewer channels or a smaller kernel"
                            .formatted(size, Shape.MOST_ELEMENTS));
        }
        return (int) size;
    }

    /// The matrices: that of a phase from [Phase#packed] on, one panel of columns after the other.
    VectorPanels matrices() {
        return packed;
    }

    /// The first source position that any window reaches.
    private static int start(List<Axis> axes) {
        int first = Integer.MAX_VALUE;
        for (Axis axis : axes) {
            first = Math.min(first, axis.start);
        }
        return first;
    }

    /// The source position after the last one that any window reaches.
    private static int end(List<Axis> axes) {
        int end = Integer.MIN_VALUE;
        for (Axis axis : axes) {
            end = Math.max(end, axis.endOf(axis.count - 1));
        }
        return end;
    }

    /// The lowest source row that target rows look at.
    int sourceRow(int first, int end) {
        int lowest = height;
        for (Phase phase : all) {
            if (phase.rows.from(first) < phase.rows.from(end)) {
                lowest = Math.min(lowest, phase.rows.startOf(phase.rows.from(first)));
            }
        }
        return lowest;
    }

    /// How many source rows target rows look at.
    int sourceRows(int first, int end) {
        int highest = 0;
        for (Phase phase : all) {
            if (phase.rows.from(first) < phase.rows.from(end)) {
                highest = Math.max(highest, phase.rows.endOf(phase.rows.from(end) - 1));
            }
        }
        return Math.max(0, highest - sourceRow(first, end));
    }
}
