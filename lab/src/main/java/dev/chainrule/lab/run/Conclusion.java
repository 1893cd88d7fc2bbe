package dev.chainrule.lab.run;

import dev.chainrule.train.TrainingResult;
import java.util.Optional;
import java.util.OptionalDouble;

/// How a run ended.
///
/// @param end why it ended
/// @param divergence what went wrong, if the loss was not finite
/// @param validationAccuracy of the weights in the end, on all validation images
/// @param testAccuracy of the weights in the end; measured once, and not at all if the plan was not carried through
/// @param seconds spent training
/// @param inspection what was seen inside the network in the end, if it was looked at
public record Conclusion(
        TrainingResult.End end,
        Optional<String> divergence,
        OptionalDouble validationAccuracy,
        OptionalDouble testAccuracy,
        double seconds,
        Optional<Inspection> inspection) {}
