package dev.chainrule.layer;

import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A differentiable function with parameters. Write your own by implementing [#forward] and [#outputShape]; the class
/// doc of [Affine] shows the order in which a layer's doc says what it is.
public interface Layer {

    /// Computes the output of a batch and keeps what the backward pass needs.
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

    /// How many training batches it wants to see in [Mode.Calibrate] before each evaluation; as many as one of the
    /// children unless a layer says otherwise.
    default int calibrationBatches() {
        return children().stream().mapToInt(Layer::calibrationBatches).max().orElse(0);
    }
}
