package dev.chainrule.bench;

import dev.chainrule.kernel.ConvolutionGeometry;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// A convolution by oneDNN as libtorch calls it, on operands that stay in native memory; a scope releases what a step
/// allocates.
final class LibtorchConvolution implements Task {
    private static final long[] NO_OUTPUT_PADDING = {0, 0};

    private final ConvolutionWork work;
    private final LibtorchForm form;
    private final Tensor x;
    private final Tensor w;
    private final Tensor dy;
    private final long[] stride;
    private final long[] padding;
    private final long[] dilation;
    private final int groups;
    private final BoolPointer wanted;

    LibtorchConvolution(ConvolutionWork work, LibtorchForm form) {
        this.work = work;
        this.form = form;
        ConvolutionData data = ConvolutionData.of(work);
        ConvolutionGeometry g = work.geometry();
        x = form.image(data.x(), g.examples(), g.channels(), g.height(), g.width());
        w = form.image(data.w(), g.filters(), g.channelsOfGroup(), g.kernelHeight(), g.kernelWidth());
        dy = form.image(data.dy(), g.examples(), g.filters(), g.outputHeight(), g.outputWidth());
        stride = new long[] {g.strideHeight(), g.strideWidth()};
        padding = new long[] {g.paddingHeight(), g.paddingWidth()};
        dilation = new long[] {g.dilationHeight(), g.dilationWidth()};
        groups = g.groups();
        wanted = new BoolPointer(3)
                .put(0, work.pass() != ConvolutionWork.Pass.FILTERS)
                .put(1, work.pass() != ConvolutionWork.Pass.INPUT)
                .put(2, false);
    }

    @Override
    public void step() {
        form.use();
        try (PointerScope _ = new PointerScope()) {
            compute();
        }
    }

    private Tensor compute() {
        NoGradGuard guard = new NoGradGuard();
        Tensor computed;
        if (work.pass() == ConvolutionWork.Pass.FORWARD) {
            computed = torch.conv2d(x, w, new TensorOptional(), stride, padding, dilation, groups);
        } else {
            T_TensorTensorTensor_T gradients = torch.convolution_backward(
                    dy,
                    x,
                    w,
                    new LongArrayRefOptional(),
                    stride,
                    padding,
                    dilation,
                    false,
                    NO_OUTPUT_PADDING,
                    groups,
                    wanted);
            computed = work.pass() == ConvolutionWork.Pass.INPUT ? gradients.get0() : gradients.get1();
        }
        guard.close();
        return computed;
    }

    @Override
    public double result() {
        form.use();
        try (PointerScope _ = new PointerScope()) {
            Tensor rowMajor = compute().contiguous();
            FloatPointer pointer = rowMajor.data_ptr_float();
            double[] values = new double[Math.toIntExact(rowMajor.numel())];
            for (int i = 0; i < values.length; i++) {
                values[i] = pointer.get(i);
            }
            return Statistics.weightedSum(values);
        }
    }
}
