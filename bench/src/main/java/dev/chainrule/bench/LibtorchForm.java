package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// How libtorch is used; it gets whichever form is fastest for it.
///
/// The numbers of threads are settings of the process. libtorch's own loops and the BLAS below it have a pool of
/// threads each, and the two together, each waiting in loops, are several times slower than either.
///
/// @param loops threads of libtorch's own loops and of its convolutions
/// @param blas threads of the BLAS below it
/// @param channelsLast whether images and filters are stored channels-last
record LibtorchForm(int loops, int blas, boolean channelsLast) {
    private static final int MOST_TRIAL_STEPS = 21;
    private static final int FEWEST_TRIAL_STEPS = 3;
    private static final long TRIAL_NANOS = 2_000_000_000L;
    private static LibtorchForm inUse = new LibtorchForm(0, 0, false);

    /// Those that may be the fastest with a number of threads.
    static List<LibtorchForm> candidates(int threads, boolean ofImages) {
        List<LibtorchForm> forms = new ArrayList<>();
        for (boolean channelsLast : ofImages ? new boolean[] {false, true} : new boolean[] {false}) {
            forms.add(new LibtorchForm(threads, 1, channelsLast));
            if (threads > 1) {
                forms.add(new LibtorchForm(1, threads, channelsLast));
            }
        }
        return forms;
    }

    /// Tries each for a moment; the task of the one whose median step is fastest.
    static Task fastest(List<LibtorchForm> forms, Function<LibtorchForm, Task> create) {
        LibtorchForm fastest = forms.getFirst();
        long least = Long.MAX_VALUE;
        for (LibtorchForm form : forms.size() > 1 ? forms : List.<LibtorchForm>of()) {
            long nanos = trialNanos(create.apply(form));
            if (nanos < least) {
                least = nanos;
                fastest = form;
            }
        }
        return create.apply(fastest);
    }

    private static long trialNanos(Task task) {
        long[] nanos = new long[MOST_TRIAL_STEPS];
        long start = System.nanoTime();
        int steps = 0;
        for (long now = start;
                steps < FEWEST_TRIAL_STEPS || (steps < MOST_TRIAL_STEPS && now - start < TRIAL_NANOS);
                steps++) {
            task.step();
            long after = System.nanoTime();
            nanos[steps] = after - now;
            now = after;
        }
        Arrays.sort(nanos, 0, steps);
        return nanos[steps / 2];
    }

    /// Sets the process to this form's threads.
    void use() {
        if (!equals(inUse)) {
            torch.set_num_threads(loops);
            openblas.blas_set_num_threads(blas);
            inUse = this;
        }
    }

    /// Numbers in row-major order as an image (N, C, H, W) or filters (F, C, HH, WW) in this form's memory format.
    Tensor image(float[] values, long... shape) {
        Tensor rowMajor = torch.tensor(values).view(shape);
        return channelsLast ? rowMajor.contiguous(torch.MemoryFormat.ChannelsLast) : rowMajor;
    }
}
