package dev.chainrule.train;

import dev.chainrule.data.Batch;
import dev.chainrule.kernel.Kernels;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.model.Model;
import dev.chainrule.optim.Progress;
import dev.chainrule.settings.NumberText;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.List;

/// Finds where a loss that is not finite came from.
final class Divergence {
    private Divergence() {}

    static String explain(Model model, Batch batch, StepResult result, Progress progress, double rate) {
        return "Training: the loss is %s at step %s of %s (epoch %s) with learning rate %s; %s. %s"
                .formatted(
                        result.loss(),
                        progress.step() + 1,
                        progress.totalSteps(),
                        progress.epoch() + 1,
                        NumberText.of(rate),
                        culprit(model, batch, result),
                        "Try a smaller learning rate, smaller first weights or gradient clipping");
    }

    private static String culprit(Model model, Batch batch, StepResult result) {
        if (!isFinite(batch.x())) {
            return "the batch itself has a value that is not finite";
        }
        for (Parameter parameter : model.parameters()) {
            if (!isFinite(parameter.value())) {
                return "the first parameter that is not finite is " + parameter;
            }
        }
        List<Layer> layers = model.network().layers();
        Tensor x = batch.x();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            Tensor input = x;
            // In a workspace of its own: beside those of a step there may be no room for the outputs of all layers.
            x = new Workspace()
                    .run(() -> layer.forward(input, new Mode.Evaluate()).output());
            if (!isFinite(x)) {
                return "the first output that is not finite is that of layer %s, %s".formatted(i + 1, layer);
            }
        }
        return Double.isFinite(result.dataLoss())
                ? "all outputs are finite, the weight penalty is not"
                : "all scores are finite, the loss of them is not";
    }

    private static boolean isFinite(Tensor tensor) {
        return Kernels.of(tensor).pointwise().allFinite(tensor);
    }
}
