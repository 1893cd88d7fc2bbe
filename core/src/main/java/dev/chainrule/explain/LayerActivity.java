package dev.chainrule.explain;

import dev.chainrule.data.Dataset;
import dev.chainrule.kernel.Activation;
import dev.chainrule.layer.Elementwise;
import dev.chainrule.layer.Layer;
import dev.chainrule.model.Model;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/// What the units of a layer answer to examples. A unit is a feature, or a channel of images, which has an output at
/// each pixel.
///
/// ```java
/// List<LayerActivity> layers = LayerActivity.of(model, data, examples, Set.of("relu-2"), 9, share -> {});
/// ```
///
/// @param name as in [Trace]
/// @param output the shape of the layer's output for one example: (D), or (C, H, W)
/// @param rectified whether the layer is a ReLU: only there a unit that is 0 for every example is dead, since it gets
/// no gradient from any of them
/// @param units one a feature or channel
public record LayerActivity(String name, Shape output, boolean rectified, List<Unit> units) {
    /// Copies the list.
    public LayerActivity {
        units = List.copyOf(units);
    }

    /// The outputs of a unit for all examples, at all pixels.
    ///
    /// @param active the share of outputs above 0
    /// @param mean of the outputs
    /// @param largest of the outputs
    /// @param silent whether each output was 0
    /// @param top the examples that excite it most, each once, from the highest on; of equals the one that was
    /// given first. Empty for layers that were not asked for.
    public record Unit(double active, double mean, double largest, boolean silent, List<Excitation> top) {
        /// Copies the list.
        public Unit {
            top = List.copyOf(top);
        }
    }

    /// The highest output of a unit for an example.
    ///
    /// @param example its index in the data set
    /// @param value the output
    /// @param row of the pixel where it is, the first of equals; 0 for a feature
    /// @param column of that pixel; 0 for a feature
    public record Excitation(int example, double value, int row, int column) {}

    /// Runs examples through a network once and looks at all layers.
    ///
    /// @param examples indices of the data set, one or more
    /// @param shown the layers whose units tell which examples excite them most
    /// @param top how many those are a unit; 1 to the number of examples
    /// @param progress gets the share that is done, from 0 to 1
    /// @return in the order of [Trace#names(Model)]
    /// @throws IllegalArgumentException if no example is given, an example or a layer does not exist, or top is out
    /// of range
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the examples do not fit the network
    public static List<LayerActivity> of(
            Model model, Dataset data, int[] examples, Set<String> shown, int top, DoubleConsumer progress) {
        if (!shown.isEmpty() && examples.length > 0) {
            Require.that(
                    top >= 1 && top <= examples.length,
                    "LayerActivity",
                    "top",
                    top,
                    "1 to " + examples.length + ", the number of examples");
        }
        List<String> names = Trace.names(model);
        for (String layer : shown) {
            Trace.place(layer, names);
        }
        List<UnitSums> sums = new ArrayList<>();
        Passes.over("LayerActivity", model, data, examples, progress, (trace, first) -> {
            for (int place = 0; place < names.size(); place++) {
                if (sums.size() == place) {
                    int kept = shown.contains(names.get(place)) ? top : 0;
                    sums.add(new UnitSums(trace.output(place).shape().withoutFirst(), kept, examples));
                }
                sums.get(place).add(trace.output(place), first);
            }
        });
        List<Layer> layers = Trace.layers(model);
        return IntStream.range(0, names.size())
                .mapToObj(place -> sums.get(place).activity(names.get(place), isRelu(layers.get(place))))
                .toList();
    }

    private static boolean isRelu(Layer layer) {
        return layer instanceof Elementwise each && each.function() instanceof Activation.Relu;
    }

    /// The units that were 0 for every example, at every pixel; none where the layer is no ReLU, since there 0 does
    /// not mean that a unit has stopped to learn.
    public List<Integer> dead() {
        return IntStream.range(0, units.size())
                .filter(unit -> rectified && units.get(unit).silent())
                .boxed()
                .toList();
    }
}
