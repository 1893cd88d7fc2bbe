package dev.chainrule.lab.explain;

import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.Whitening;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A network that has learned nothing, to compare with.
final class Untrained {
    private static final long SEED = 1_000_003;

    private Untrained() {}

    /// The same layers with weights as they are before training; what is fixed by the training images stays.
    /// Statistics that training would have gathered are those of the images that are looked at: without any,
    /// signals of deep networks grow until one class has all the probability.
    ///
    /// @param x the images
    static Model of(Model model, Tensor x) {
        Model other = ModelBuilder.build(model.spec(), new NumpyRandom(SEED));
        List<Parameter> own = model.parameters();
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).kind() == Parameter.Kind.FIXED) {
                other.parameters().get(i).value().copyFrom(own.get(i).value());
            }
        }
        for (int i = 0; i < model.network().layers().size(); i++) {
            if (model.network().layers().get(i) instanceof Whitening fitted
                    && other.network().layers().get(i) instanceof Whitening same) {
                same.mean().value().copyFrom(fitted.mean().value());
            }
        }
        other.forward(x, new Mode.Calibrate(0, true));
        return other;
    }
}
