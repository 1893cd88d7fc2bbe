package dev.chainrule.layer;

import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Layers one after the other; itself a layer.
///
/// **Forward**: `y = fₙ(… f₂(f₁(x)))`. **Backward**: the chain rule, from the last layer to the first.
/// **Kept**: the passes.
public final class Sequential implements Layer {
    private final List<Layer> layers;

    /// The settings.
    ///
    /// @param layers first to last
    public record Settings(List<LayerSpec> layers) implements LayerSpec {
        /// Copies the list.
        public Settings {
            layers = List.copyOf(Require.present(layers, "Sequential", "layers", "a list of settings"));
        }

        @Override
        public Layer build(Build at) {
            return at.sequence(layers);
        }
    }

    /// Creates the composition; without layers it is the identity.
    public Sequential(List<Layer> layers) {
        Require.present(layers, "Sequential", "layers", "a list of layers");
        for (int i = 0; i < layers.size(); i++) {
            Require.present(layers.get(i), "Sequential", "layer " + (i + 1), "a layer");
        }
        this.layers = List.copyOf(layers);
    }

    /// Creates the composition of layers in the order given.
    public static Sequential of(Layer... layers) {
        return new Sequential(Arrays.asList(Require.present(layers, "Sequential", "layers", "layers")));
    }

    /// The layers, first to last.
    public List<Layer> layers() {
        return layers;
    }

    @Override
    public Pass forward(Tensor x, Mode mode) {
        List<Pass> passes = new ArrayList<>(layers.size());
        Tensor y = x;
        for (int i = 0; i < layers.size(); i++) {
            Pass pass = layers.get(i).forward(y, mode.child(i));
            passes.add(pass);
            y = pass.output();
        }
        return new SequentialPass(this, passes, y);
    }

    private record SequentialPass(Sequential sequence, List<Pass> passes, Tensor output) implements Pass {
        @Override
        public Gradients backward(Tensor dy) {
            List<Gradients> parts = new ArrayList<>(passes.size());
            Tensor gradient = backwardTo(0, dy, parts);
            return merged(Gradients.ofInput(gradient), parts);
        }

        /// Stops at the first layer that has trained parameters, and asks that one for no input gradient.
        @Override
        public Gradients parameterGradients(Tensor dy) {
            int first = sequence.firstTrained();
            List<Gradients> parts = new ArrayList<>(passes.size());
            if (first < passes.size()) {
                Tensor gradient = backwardTo(first + 1, dy, parts);
                parts.add(passes.get(first).parameterGradients(gradient));
            }
            return merged(Gradients.withoutInput(), parts);
        }

        private Tensor backwardTo(int first, Tensor dy, List<Gradients> parts) {
            Tensor gradient = dy;
            for (int i = passes.size() - 1; i >= first; i--) {
                Gradients part = passes.get(i).backward(gradient);
                parts.add(part);
                gradient = part.input();
            }
            return gradient;
        }

        private static Gradients merged(Gradients all, List<Gradients> parts) {
            parts.forEach(all::withParametersOf);
            return all;
        }
    }

    private int firstTrained() {
        int first = 0;
        while (first < layers.size() && layers.get(first).parameters().stream().noneMatch(Parameter::isTrained)) {
            first++;
        }
        return first;
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape shape = input;
        for (Layer layer : layers) {
            shape = layer.outputShape(shape);
        }
        return shape;
    }

    @Override
    public List<Layer> children() {
        return layers;
    }

    @Override
    public String toString() {
        return "Sequential" + layers;
    }
}
