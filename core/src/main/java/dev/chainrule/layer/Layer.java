package dev.chainrule.layer;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A differentiable function with parameters. Write your own by implementing [#forward] and [#outputShape]; the class
/// doc of [Affine] shows the order in which a layer's doc says what it is.
public interface Layer {

    /// Computes the output of a batch and keeps what the backward pass needs.
    ///
    /// A batch may have no examples: its output and its input gradient have none either, and the gradients of
    /// parameters are 0. Only what is a mean over the batch refuses it, as batch normalisation does in training,
    /// and losses do.
    ///
    /// @param x the input, examples along the first axis; it is not changed
    /// @param mode whether this is training, which alone has randomness, or evaluation
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the input does not fit, naming both shapes
    Pass forward(Tensor x, Mode mode);

    /// The shape of the output for an input of the given shape, first axis included.
    ///
    /// @throws dev.chainrule.tensor.ShapeMismatchException as [#forward]
    Shape outputShape(Shape input);

    /// The layers that this one is composed of; none unless a layer says otherwise.
    default List<Layer> children() {
        return List.of();
    }

    /// What training updates or was computed before it, in a fixed order; that of the children unless a layer says
    /// otherwise.
    default List<Parameter> parameters() {
        return children().stream()
                .flatMap(child -> child.parameters().stream())
                .distinct()
                .toList();
    }

    /// What is kept beside the parameters and saved with them, such as running statistics; that of the children
    /// unless a layer says otherwise.
    default List<Buffer> buffers() {
        return children().stream()
                .flatMap(child -> child.buffers().stream())
                .distinct()
                .toList();
    }

    /// Ends its training, for good: its parameters stay as they are to the bit, and what it remembers of batches,
    /// too. Layers that draw, such as dropout, have nothing that could be frozen and go on drawing in training.
    ///
    /// ```java
    /// Checkpoint.load(Path.of("runs/quick-1/model.safetensors"), model);
    /// model.layer("convolution-1").freeze();
    /// model.layer("batch-norm-1").freeze();
    /// Training.of(model, images).plan(plan).trainer().fit(TrainingListener.none());
    /// ```
    ///
    /// A backward pass ends above the lowest layer that is still trained, so a training whose first layers are
    /// frozen is faster. A layer that remembers statistics of batches overrides this.
    default void freeze() {
        children().forEach(Layer::freeze);
        parameters().forEach(Parameter::freeze);
    }

    /// How many training batches it wants to see in [Mode.Calibrate] before each evaluation; as many as one of the
    /// children unless a layer says otherwise.
    default int calibrationBatches() {
        return children().stream().mapToInt(Layer::calibrationBatches).max().orElse(0);
    }
}
