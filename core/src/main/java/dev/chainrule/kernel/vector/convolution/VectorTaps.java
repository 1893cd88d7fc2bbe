package dev.chainrule.kernel.vector.convolution;

import dev.chainrule.kernel.ConvolutionGeometry;
import java.util.Arrays;

/// Which source positions each target position sees along one axis, and by which of the kernel's positions: those
/// inside of the image only.
///
/// Forward, target i sees source `i · stride + tap · dilation − padding`; in reverse it is the other way round.
final class VectorTaps {
    private final int sources;
    private final int kernel;
    private final int stride;
    private final int padding;
    private final int dilation;

    /// Where the taps of a target begin; one more, where they end.
    private final int[] first;

    private final int[] taps;
    private final int[] sourceOfTap;

    private VectorTaps(int targets, int sources, int kernel, int stride, int padding, int dilation, boolean reversed) {
        this.sources = sources;
        this.kernel = kernel;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        first = new int[targets + 1];
        int[] foundTaps = new int[16];
        int[] foundSources = new int[16];
        int count = 0;
        for (int target = 0; target < targets; target++) {
            for (int tap = 0; tap < kernel; tap++) {
                int source = reversed ? sourceBackwards(target, tap) : sourceOf(tap, target);
                if (source >= 0 && source < sources) {
                    if (count == foundTaps.length) {
                        foundTaps = Arrays.copyOf(foundTaps, 2 * count);
                        foundSources = Arrays.copyOf(foundSources, 2 * count);
                    }
                    foundTaps[count] = tap;
                    foundSources[count] = source;
                    count++;
                }
            }
            first[target + 1] = count;
        }
        taps = foundTaps;
        sourceOfTap = foundSources;
    }

    /// What the rows of y see of those of x.
    static VectorTaps forwardRows(ConvolutionGeometry g) {
        return new VectorTaps(
                g.outputHeight(),
                g.height(),
                g.kernelHeight(),
                g.strideHeight(),
                g.paddingHeight(),
                g.dilationHeight(),
                false);
    }

    /// What the columns of y see of those of x.
    static VectorTaps forwardColumns(ConvolutionGeometry g) {
        return new VectorTaps(
                g.outputWidth(),
                g.width(),
                g.kernelWidth(),
                g.strideWidth(),
                g.paddingWidth(),
                g.dilationWidth(),
                false);
    }

    /// What the sources are seen by.
    VectorTaps reversed(int targets, int others) {
        return new VectorTaps(targets, others, kernel, stride, padding, dilation, true);
    }

    private int sourceBackwards(int target, int tap) {
        int distance = target + padding - tap * dilation;
        return distance >= 0 && distance % stride == 0 ? distance / stride : -1;
    }

    /// The source that a target sees by a tap, forward; it may be outside of the image.
    int sourceOf(int tap, int target) {
        return target * stride + tap * dilation - padding;
    }

    /// The first target that sees the image by a tap, forward.
    int firstTargetOf(int tap) {
        return Math.clamp(Math.ceilDiv(padding - tap * dilation, stride), 0, targets());
    }

    /// The target after the last one that does, at least the first.
    int endTargetOf(int tap) {
        int end = Math.floorDiv(sources - 1 + padding - tap * dilation, stride) + 1;
        return Math.clamp(end, firstTargetOf(tap), targets());
    }

    int stride() {
        return stride;
    }

    int targets() {
        return first.length - 1;
    }

    int sources() {
        return sources;
    }

    /// Where the taps of a target begin, and those of the target before it end.
    int first(int target) {
        return first[target];
    }

    /// A tap by its place.
    int tap(int place) {
        return taps[place];
    }

    /// The source of a tap by its place.
    int source(int place) {
        return sourceOfTap[place];
    }

    /// How far the sources of some targets in a row are apart, if these have the same taps; else 0.
    int step(int target, int count) {
        int size = first[target + 1] - first[target];
        if (target + count > targets() || size == 0 || first[target + count] - first[target] != count * size) {
            return 0;
        }
        int step = sourceOfTap[first[target + 1]] - sourceOfTap[first[target]];
        for (int i = first[target]; i < first[target + count - 1]; i++) {
            if (taps[i + size] != taps[i] || sourceOfTap[i + size] - sourceOfTap[i] != step) {
                return 0;
            }
        }
        return step;
    }
}
