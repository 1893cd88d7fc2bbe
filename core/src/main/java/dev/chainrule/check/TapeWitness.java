package dev.chainrule.check;

import dev.chainrule.check.mistake.Observation;
import dev.chainrule.layer.Gradients;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.TapeLayer;
import dev.chainrule.tape.TapeGradients;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A formula on the tape beside a layer that was written by hand: its output and its gradients, which come by
/// themselves.
///
/// @param formula on the parameters of the layer
record TapeWitness(TapeLayer formula) {
    /// The largest error of two right computations in float64, by the largest number of the tensor.
    private static final double TOLERANCE = 1e-7;
    /// What terms that cancel count, by their size.
    private static final double CANCELLATION = 1e-6;

    /// Compares output and gradients at one point. What the layer does not return, or in another shape, is left to
    /// the comparison with differences.
    ///
    /// @param output of the layer
    /// @param gradients of the layer
    List<GradientReport> compare(Layer layer, Tensor x, Mode mode, Tensor dy, Tensor output, Gradients gradients) {
        Variable y = formula.record(x, mode);
        List<GradientReport> reports = new ArrayList<>();
        if (!y.shape().equals(output.shape())) {
            return List.of(GradientReport.unusable("output", output.shape(), TOLERANCE));
        }
        reports.add(report("output", output, y.value(), 0));
        TapeGradients tape = y.gradients(dy);
        add(reports, "input", Observation.input(gradients), tape, y.tape().variable("x", x));
        for (Parameter parameter : layer.parameters()) {
            Variable value = y.tape().variable(parameter.name(), parameter.value());
            if (value.position() < y.position()) { // else the formula does without it
                add(reports, parameter.name(), Observation.parameter(gradients, parameter), tape, value);
            }
        }
        return reports;
    }

    private static void add(
            List<GradientReport> reports, String what, Optional<Tensor> byHand, TapeGradients tape, Variable of) {
        if (byHand.isPresent() && byHand.get().shape().equals(of.shape())) {
            double terms = tape.contributions(of).stream()
                    .mapToDouble(part -> largest(part.gradient()))
                    .max()
                    .orElse(0);
            reports.add(report(what, byHand.get(), tape.of(of), terms));
        }
    }

    /// @param terms the largest number that cancels
    private static GradientReport report(String what, Tensor byHand, Tensor byTape, double terms) {
        double scale = Math.max(largest(byTape), CANCELLATION * terms);
        int worst = 0;
        double error = -1;
        for (int i = 0; i < byTape.size(); i++) {
            double distance = Math.abs(byHand.getStored(i) - byTape.getStored(i));
            double here = distance == 0 ? 0 : distance / Math.max(scale, Double.MIN_NORMAL);
            if (Double.isNaN(here) || here > error) {
                worst = i;
                error = Double.isNaN(here) ? Double.POSITIVE_INFINITY : here;
            }
        }
        Shape shape = byTape.shape();
        return new GradientReport(
                what,
                shape,
                shape.size(),
                0,
                Differences.coordinates(shape, worst),
                byHand.getStored(worst),
                byTape.getStored(worst),
                error,
                TOLERANCE,
                false);
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (int i = 0; i < tensor.size(); i++) {
            double size = Math.abs(tensor.getStored(i));
            largest = Double.isFinite(size) ? Math.max(largest, size) : largest;
        }
        return largest;
    }
}
