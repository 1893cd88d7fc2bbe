package dev.chainrule.layer;

import java.util.ArrayList;
import java.util.List;

/// Which neighbouring layers of a sequence are computed in one pass over memory. It changes no bit of outputs and of
/// what is drawn, and gradients by no more than float's rounding; but it leaves nothing to look at between the layers.
public enum Fusion {
    /// Each layer by itself.
    NONE,

    /// Batch normalisation takes along a ReLU behind it, and [MaxPool#square] of 2 behind that.
    NORMALIZATION;

    /// The layers of a sequence, those that can be fused as one layer each. Unfused ones stay together as a
    /// [Sequential], so that all others keep their place and with it their randomness.
    List<Layer> of(List<Layer> layers) {
        List<Layer> fused = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            int end = end(layers, i);
            fused.add(end == i + 1 ? layers.get(i) : group(layers.subList(i, end)));
            i = end - 1;
        }
        return fused;
    }

    /// Where the group ends that begins with a layer.
    private static int end(List<Layer> layers, int start) {
        int end = start + 1;
        if (layers.get(start) instanceof BatchNorm && end < layers.size() && layers.get(end) instanceof Relu) {
            end++;
            if (end < layers.size() && layers.get(end) instanceof MaxPool pool && pool.isSquareOfTwo()) {
                end++;
            }
        }
        return end;
    }

    private Layer group(List<Layer> layers) {
        if (this == NORMALIZATION && layers.getFirst() instanceof BatchNorm norm) {
            return layers.size() == 2 ? norm.rectified() : norm.rectifiedAndPooled();
        }
        return new Sequential(layers);
    }
}
