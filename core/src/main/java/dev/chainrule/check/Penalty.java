package dev.chainrule.check;

import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Parameter;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.tensor.Tensor;
import java.util.List;

/// A penalty on parameters as one writes it by hand, for [GradientCheck#penalty].
public interface Penalty {

    /// The penalty of all parameters together.
    double value(List<Parameter> parameters);

    /// Its gradient with respect to each of the parameters, zeros for those that it leaves out.
    List<Tensor> gradients(List<Parameter> parameters);

    /// Penalties of the library, or of your own, added up.
    static Penalty of(List<WeightPenalty> penalties) {
        return new Penalty() {
            @Override
            public double value(List<Parameter> parameters) {
                return WeightPenalty.total(penalties, parameters);
            }

            @Override
            public List<Tensor> gradients(List<Parameter> parameters) {
                Gradients gradients = Gradients.withoutInput();
                for (Parameter parameter : parameters) {
                    Tensor value = parameter.value();
                    gradients.with(parameter, Tensor.zeros(value.precision(), value.shape()));
                }
                WeightPenalty.addGradients(penalties, parameters, gradients);
                return parameters.stream().map(gradients::of).toList();
            }
        };
    }
}
