package dev.chainrule.bench;

import dev.chainrule.kernel.Convolution;
import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.kernel.Parallel;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;

/// A convolution by this library.
final class ChainruleConvolution implements Task {
    private final ConvolutionWork work;
    private final ConvolutionGeometry geometry;
    private final Convolution convolution;
    private final Tensor x;
    private final Tensor w;
    private final Tensor y;
    private final Tensor dx;
    private final Tensor dw;
    private final Tensor dy;
    private final Parallel parallel;

    /// What a step allocates is recycled, as in training: else the collector works beside two threads.
    private final Workspace workspace = new Workspace();

    ChainruleConvolution(ConvolutionWork work, int threads) {
        this.work = work;
        geometry = work.geometry();
        convolution = Kernels.of(Precision.FLOAT32).convolution();
        ConvolutionData data = ConvolutionData.of(work);
        x = tensor(geometry.inputShape(), data.x());
        w = tensor(geometry.weightShape(), data.w());
        dy = tensor(geometry.outputShape(), data.dy());
        y = Tensor.zeros(Precision.FLOAT32, geometry.outputShape());
        dx = Tensor.zeros(Precision.FLOAT32, geometry.inputShape());
        dw = Tensor.zeros(Precision.FLOAT32, geometry.weightShape());
        parallel = Parallel.ofThreads(threads);
    }

    private Tensor tensor(Shape extents, float[] values) {
        Tensor tensor = Tensor.zeros(Precision.FLOAT32, extents);
        ChainruleTraining.fill(tensor, values);
        return tensor;
    }

    @Override
    public void step() {
        Parallel.with(
                parallel,
                () -> workspace.run(() -> {
                    compute();
                    return work;
                }));
    }

    private void compute() {
        switch (work.pass()) {
            case FORWARD -> convolution.forward(geometry, x, w, null, y);
            case INPUT -> convolution.inputGradient(geometry, dy, w, dx);
            case FILTERS -> convolution.weightGradient(geometry, x, dy, dw);
        }
    }

    @Override
    public double result() {
        return Statistics.weightedSum(
                switch (work.pass()) {
                    case FORWARD -> y.toArray();
                    case INPUT -> dx.toArray();
                    case FILTERS -> dw.toArray();
                });
    }
}
