package dev.chainrule.model;

import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.ObservedLayers;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.ParameterNames;
import dev.chainrule.layer.Pass;
import dev.chainrule.layer.Sequential;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// A network: its settings and the layers that were built from them.
///
/// It comes from a [ModelBuilder], or from layers that are there already:
///
/// ```java
/// var affine = Affine.zeros(Precision.FLOAT32, 3072, 10);
/// Model model = Model.of("mine", Shape.of(3072), Precision.FLOAT32, new MyLayer(), affine);
/// ```
public final class Model implements Scorer {
    private final ModelSpec spec;
    private final Sequential network;

    Model(ModelSpec spec, Sequential network) {
        this.spec = spec;
        this.network = network;
        Precision precision = spec.precision();
        for (Tensor value : parameters().stream().map(Parameter::value).toList()) {
            if (value.precision() != precision) {
                throw new IllegalArgumentException("Model %s: a parameter %s of %s does not fit %s; expected %4$s"
                        .formatted(spec.name(), value.shape(), value.precision(), precision));
            }
        }
    }

    /// A network of layers as they are, of any make, one after the other.
    ///
    /// @param input the shape of one example
    /// @param precision of their parameters
    /// @throws dev.chainrule.tensor.ShapeMismatchException if a layer does not fit the one before it, or the last
    /// does not yield one row an example
    public static Model of(String name, Shape input, Precision precision, Layer... layers) {
        ModelSpec spec = new ModelSpec(
                name, input, precision, Stream.of(layers).map(LayerSpec::of).toList());
        return ModelBuilder.checked(spec, Sequential.of(layers));
    }

    /// The settings it was built from.
    public ModelSpec spec() {
        return spec;
    }

    /// The layers with their parameters.
    public Sequential network() {
        return network;
    }

    @Override
    public Shape input() {
        return spec.input();
    }

    @Override
    public Precision precision() {
        return spec.precision();
    }

    @Override
    public int classes() {
        return network.outputShape(spec.input().batchOf(1)).extent(1);
    }

    /// Runs the network forward; see [Layer#forward].
    public Pass forward(Tensor x, Mode mode) {
        return network.forward(x, mode);
    }

    /// The scores (N, K) of a batch, in evaluation mode.
    @Override
    public Tensor scores(Tensor x) {
        return network.forward(x, new Mode.Evaluate()).output();
    }

    /// What training updates or was computed before it.
    public List<Parameter> parameters() {
        return network.parameters();
    }

    /// The parameters by name, in the order of the layers: `W1`, `b1`, …; see [ParameterNames].
    ///
    /// ```java
    /// model.parametersByName().forEach((name, w) -> System.out.println(name + " " + w.value().shape()));
    /// ```
    public SequencedMap<String, Parameter> parametersByName() {
        return ParameterNames.of(network).map();
    }

    /// The parameter of this name, such as `W1`.
    ///
    /// @param name or its path and its name
    /// @throws IllegalArgumentException if there is none, naming those that there are
    public Parameter parameter(String name) {
        return ParameterNames.of(network).get(name);
    }

    /// The layers by name, in the order in which they are computed: each by what it is and its number among its
    /// kind, such as `convolution-1`, `batch-norm-1`, `relu-1`; layers that share a pass over memory one by one.
    ///
    /// ```java
    /// model.layersByName().forEach((name, layer) -> System.out.println(name + " " + layer));
    /// ```
    public SequencedMap<String, Layer> layersByName() {
        ObservedLayers apart = ObservedLayers.apart(network, (_, _, _) -> {});
        List<String> names = apart.names();
        SequencedMap<String, Layer> layers = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            layers.put(names.get(i), apart.observed().get(i));
        }
        return layers;
    }

    /// The layer of this name, such as `convolution-1`.
    ///
    /// @throws IllegalArgumentException if there is none, naming those that there are
    public Layer layer(String name) {
        SequencedMap<String, Layer> layers = layersByName();
        Layer layer = layers.get(name);
        if (layer == null) {
            throw new IllegalArgumentException("Model: layer '%s' is unknown; expected one of %s"
                    .formatted(name, String.join(", ", layers.keySet())));
        }
        return layer;
    }

    /// What is kept beside the parameters.
    public List<Buffer> buffers() {
        return network.buffers();
    }

    /// Parameters and buffers by name, parameters first; the tensors themselves.
    ///
    /// @throws IllegalArgumentException if two have one name
    public SequencedMap<String, Tensor> tensors() {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        parameters().forEach(parameter -> put(tensors, parameter.name(), parameter.value()));
        buffers().forEach(buffer -> put(tensors, buffer.name(), buffer.value()));
        return tensors;
    }

    private static void put(Map<String, Tensor> tensors, String name, Tensor tensor) {
        if (tensors.putIfAbsent(name, tensor) != null) {
            throw new IllegalArgumentException("Model: two tensors are named '" + name + "'; expected a name each");
        }
    }

    /// The number of trained numbers.
    public long parameterCount() {
        return parameters().stream()
                .filter(Parameter::isTrained)
                .mapToLong(parameter -> parameter.value().size())
                .sum();
    }
}
