package dev.chainrule.check;

import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A penalty on parameters as one writes it by hand, for [GradientCheck#penalty].
public interface Penalty {

    /// The penalty of all parameters together.
    double value(List<Parameter> parameters);

    /// Its gradient by each of the parameters, zeros for those that it leaves out.
    List<Tensor> gradients(List<Parameter> parameters);
}
