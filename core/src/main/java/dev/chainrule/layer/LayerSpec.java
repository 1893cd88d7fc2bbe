package dev.chainrule.layer;

/// The settings of a layer, without its parameters: whatever can build it. A layer of your own joins a network by a
/// record that implements this.
///
/// ```java
/// record Settings(double slope) implements LayerSpec {
///     @Override
///     public Layer build(Build at) {
///         return new MyLayer(slope);
///     }
/// }
/// ```
public interface LayerSpec {

    /// Builds the layer and draws its parameters.
    ///
    /// @param at what the layer needs to know of its place in the network
    /// @throws dev.chainrule.tensor.ShapeMismatchException if it does not fit the input
    /// @throws IllegalArgumentException if the layer is where it cannot be
    Layer build(Build at);

    /// Settings that say no more than that a layer is there already; whoever builds them shares that layer.
    static LayerSpec of(Layer layer) {
        return new Ready(layer);
    }

    /// A layer that is there already.
    ///
    /// @param layer what is built
    record Ready(Layer layer) implements LayerSpec {
        @Override
        public Layer build(Build at) {
            return layer;
        }
    }

    /// A layer that works on each element by itself, of which a hidden layer may take any.
    interface Activation extends LayerSpec {}

    /// A layer that normalises, of which a hidden layer may take any.
    interface Normalization extends LayerSpec {}
}
