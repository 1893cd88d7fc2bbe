package dev.chainrule.check;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The mistakes that people make when they write a layer, a loss or an update rule by hand. A check that is
/// told what the code means to be computes with each of them in turn, and names the one that gives the same
/// wrong numbers.
///
/// Sources: the assignments of CS231n and KTH DD2424, reports of their students, and faults that libraries
/// shipped.
public enum Mistake {
    // Any layer
    /// A gradient has the wrong sign.
    GRADIENT_SIGN("a gradient has the wrong sign", "Turn the sign round; check which way the difference was taken"),
    /// The mean over N examples was not taken: 1/N is missing.
    BATCH_SIZE_MISSING("the mean over N examples was not taken: 1/N is missing", "Divide by N once, in the loss"),
    /// 1/N was applied twice.
    BATCH_SIZE_TWICE(
            "1/N was applied twice",
            "The gradient of the loss already holds 1/N; sum over the batch and do not divide again"),
    /// A parameter's gradient was not summed over the examples (and pixels) that share it.
    NOT_SUMMED(
            "a parameter's gradient was not summed over the examples (and pixels) that share it",
            "Sum over every axis along which the parameter was broadcast in the forward pass"),
    /// A parameter's gradient was summed over all units, not one sum a unit.
    SUMMED_OVER_UNITS(
            "a parameter's gradient was summed over all units, not one sum a unit",
            "Sum along the batch axis only, so that the gradient has the parameter's shape"),
    /// A parameter's gradient was summed along the wrong axis.
    SUMMED_ALONG_WRONG_AXIS(
            "a parameter's gradient was summed along the wrong axis",
            "Sum along the batch axis (axis 0), not along the features"),
    /// A gradient was overwritten in a loop instead of accumulated.
    LAST_EXAMPLE_ONLY(
            "a gradient was overwritten in a loop instead of accumulated", "Write += where the loop writes ="),
    // Affine
    /// The weight is transposed where it should not be, or not where it should.
    WEIGHT_TRANSPOSED(
            "the weight is transposed where it should not be, or not where it should",
            "y = x·W, so dx = dy·Wᵀ and dW = xᵀ·dy; try W of unequal sides, which makes the shapes complain"),
    /// The weight's gradient is transposed.
    WEIGHT_GRADIENT_TRANSPOSED("the weight's gradient is transposed", "dW = xᵀ·dy, not dyᵀ·x"),
    /// The bias is not added.
    BIAS_FORGOTTEN("the bias is not added", "Add b to each row of x·W"),
    // Activations
    /// The backward pass of a rectifier lets every gradient through.
    MASK_MISSING("the backward pass of a rectifier lets every gradient through", "Multiply dy by the mask x > 0"),
    /// The mask was taken from the sign of the gradient instead of the input.
    MASK_FROM_GRADIENT(
            "the mask was taken from the sign of the gradient instead of the input",
            "Keep x of the forward pass; the mask is x > 0, not dy > 0"),
    /// The mask asks for a positive gradient as well (guided backpropagation).
    MASK_FROM_BOTH("the mask asks for a positive gradient as well (guided backpropagation)", "The mask is x > 0 alone"),
    /// The mask is upside down.
    MASK_INVERTED("the mask is upside down", "The gradient passes where x > 0"),
    /// The gradient passes where the input is exactly 0.
    MASK_INCLUDES_ZERO(
            "the gradient passes where the input is exactly 0",
            "Compare with >, not >=: at 0 the output is the constant branch"),
    /// The gradient was multiplied by the output instead of by the mask.
    VALUE_INSTEAD_OF_MASK(
            "the gradient was multiplied by the output instead of by the mask",
            "Multiply dy by (x > 0), which is 0 or 1"),
    /// The slope of the negative side is missing in backward.
    SLOPE_FORGOTTEN_IN_BACKWARD(
            "the slope of the negative side is missing in backward", "dx = slope · dy where x <= 0, not 0"),
    /// The slope of the negative side is missing in forward.
    SLOPE_FORGOTTEN("the slope of the negative side is missing in forward", "y = slope · x where x <= 0"),
    /// The slope was applied to the positive side.
    SLOPE_ON_WRONG_SIDE("the slope was applied to the positive side", "y = x where x > 0, else slope · x"),
    /// The derivative was computed from the input instead of the output.
    DERIVATIVE_FROM_INPUT(
            "the derivative was computed from the input instead of the output",
            "In dy · y · (1 − y) or dy · (1 − y²), y is the output"),
    /// The function was applied to its own output once more.
    DERIVATIVE_OF_OUTPUT(
            "the function was applied to its own output once more",
            "y of the cache is already the function; use y · (1 − y) or 1 − y² of it"),
    /// The square is missing: 1 − y instead of 1 − y².
    SQUARE_MISSING("the square is missing: 1 − y instead of 1 − y²", "tanh' = 1 − y²"),
    /// Y · (1 − y) lost one of its factors.
    FACTOR_MISSING("y · (1 − y) lost one of its factors", "sigmoid' = y · (1 − y)"),
    /// The derivative was not multiplied by the upstream gradient.
    UPSTREAM_FORGOTTEN("the derivative was not multiplied by the upstream gradient", "Chain rule: dx = dy · f'(x)"),
    /// The derivative of sigmoid was used for tanh, or the other way round.
    DERIVATIVE_OF_OTHER(
            "the derivative of sigmoid was used for tanh, or the other way round",
            "sigmoid' = y · (1 − y), tanh' = 1 − y²"),
    /// The exponent has the wrong sign.
    EXPONENT_SIGN("the exponent has the wrong sign", "sigmoid(x) = 1 / (1 + exp(−x))"),
    // Normalisation, forward
    /// Epsilon was added to the deviation: sqrt(var) + epsilon.
    EPSILON_OUTSIDE_ROOT("epsilon was added to the deviation: sqrt(var) + epsilon", "Write sqrt(var + epsilon)"),
    /// There is no epsilon under the root.
    EPSILON_MISSING(
            "there is no epsilon under the root", "Write sqrt(var + epsilon); a constant feature gives 0/0 without it"),
    /// The variance was divided by n − 1 (Bessel's correction).
    BESSEL(
            "the variance was divided by n − 1 (Bessel's correction)",
            "Divide by n: batch statistics are biased on purpose"),
    /// The numbers were divided by the variance instead of its root.
    ROOT_MISSING("the numbers were divided by the variance instead of its root", "Divide by sqrt(var + epsilon)"),
    /// The mean was not subtracted.
    MEAN_NOT_SUBTRACTED("the mean was not subtracted", "Normalise x − mean"),
    /// Gamma is not applied.
    SCALE_FORGOTTEN("gamma is not applied", "y = gamma · x̂ + beta"),
    /// Beta is not added.
    SHIFT_FORGOTTEN("beta is not added", "y = gamma · x̂ + beta"),
    /// The statistics were taken along the wrong axis.
    WRONG_AXIS(
            "the statistics were taken along the wrong axis",
            "Batch norm: one mean a feature, over the batch; layer norm: one mean an example, over its features"),
    /// Channels were dealt to the groups in turn.
    GROUPS_INTERLEAVED(
            "channels were dealt to the groups in turn",
            "Groups are of neighbouring channels: reshape to (N, G, C/G, H, W)"),
    /// Training normalised by the running statistics.
    RUNNING_STATISTICS_IN_TRAINING(
            "training normalised by the running statistics",
            "In training use the statistics of the batch itself; update the running ones beside"),
    /// Evaluation normalised by the statistics of its own batch.
    BATCH_STATISTICS_IN_EVALUATION(
            "evaluation normalised by the statistics of its own batch",
            "In evaluation use the running mean and variance"),
    /// Old and new share of the running statistics are swapped.
    MOMENTUM_SWAPPED(
            "old and new share of the running statistics are swapped",
            "running = momentum · running + (1 − momentum) · batch; PyTorch's momentum is the other share"),
    /// The running variance holds the unbiased variance (n − 1).
    RUNNING_VARIANCE_UNBIASED(
            "the running variance holds the unbiased variance (n − 1)",
            "The course and the paper's training use the biased one; PyTorch does as you did"),
    /// The running variance holds the standard deviation.
    RUNNING_DEVIATION(
            "the running variance holds the standard deviation",
            "Keep the variance, and take the root after adding epsilon"),
    /// The running statistics were not updated in training.
    RUNNING_NOT_UPDATED(
            "the running statistics were not updated in training", "Update them in each training forward, in place"),
    // Normalisation, backward
    /// Epsilon is missing in backward.
    EPSILON_MISSING_IN_BACKWARD(
            "epsilon is missing in backward", "Keep the forward's 1/sqrt(var + epsilon) in the cache and use it"),
    /// Backward divides by sqrt(var) + epsilon.
    EPSILON_OUTSIDE_ROOT_IN_BACKWARD(
            "backward divides by sqrt(var) + epsilon",
            "Keep the forward's 1/sqrt(var + epsilon) in the cache and use it"),
    /// The path through the mean is missing in dx.
    MEAN_TERM_MISSING(
            "the path through the mean is missing in dx", "dx needs − (1/n) Σ dx̂: the mean depends on every x"),
    /// The path through the variance is missing in dx (the line of dvar).
    VARIANCE_TERM_MISSING(
            "the path through the variance is missing in dx (the line of dvar)",
            "dx needs − x̂ · (1/n) Σ dx̂·x̂: the variance depends on every x"),
    /// Mean and variance were treated as constants in backward.
    STATISTICS_AS_CONSTANTS(
            "mean and variance were treated as constants in backward", "Both depend on every x; dx has three terms"),
    /// Backward divides by n − 1 instead of n.
    BESSEL_IN_BACKWARD("backward divides by n − 1 instead of n", "Use the forward's divisor: n"),
    /// 1/n is missing in backward.
    GROUP_SIZE_MISSING("1/n is missing in backward", "Each sum over a group is divided by the number of its values"),
    /// The variance term is off by a factor of 2.
    VARIANCE_TERM_FACTOR(
            "the variance term is off by a factor of 2",
            "d var^(−½) = −½ var^(−3/2) and d(x − mean)² = 2 (x − mean): the 2 and the ½ cancel"),
    /// A term of dx has the wrong sign.
    TERM_SIGN("a term of dx has the wrong sign", "Both the mean term and the variance term are subtracted"),
    /// Gamma is forgotten in dx.
    SCALE_FORGOTTEN_IN_BACKWARD("gamma is forgotten in dx", "dx̂ = dy · gamma comes first"),
    /// Gamma was put before the sums, as batch norm allows.
    SCALE_OUTSIDE_SUMS(
            "gamma was put before the sums, as batch norm allows",
            "Here gamma varies inside a group: multiply dy by gamma before summing"),
    /// Dgamma and dbeta are swapped.
    SCALE_AND_SHIFT_SWAPPED("dgamma and dbeta are swapped", "dgamma = Σ dy · x̂, dbeta = Σ dy"),
    /// Dgamma was computed from x instead of x̂.
    SCALE_GRADIENT_FROM_INPUT("dgamma was computed from x instead of x̂", "dgamma = Σ dy · x̂, the normalised input"),
    /// Dgamma was computed from the output instead of x̂.
    SCALE_GRADIENT_FROM_OUTPUT(
            "dgamma was computed from the output instead of x̂", "dgamma = Σ dy · x̂, before gamma and beta"),
    // Dropout
    /// The kept numbers were not divided by the keep probability.
    KEEP_NOT_DIVIDED(
            "the kept numbers were not divided by the keep probability", "Inverted dropout: y = x · mask / keep"),
    /// The keep probability was divided out twice.
    KEEP_DIVIDED_TWICE("the keep probability was divided out twice", "Divide once: either the mask or the output"),
    /// Keep and drop probability are mixed up.
    KEEP_IS_DROP(
            "keep and drop probability are mixed up",
            "The parameter is the probability to keep; PyTorch's is the one to drop"),
    /// The mask is forgotten in backward.
    MASK_FORGOTTEN_IN_BACKWARD("the mask is forgotten in backward", "dx = dy · mask / keep, with the forward's mask"),
    /// Backward drew a new mask.
    MASK_REDRAWN("backward drew a new mask", "Keep the forward's mask in the cache"),
    /// Backward uses the mask without the division by keep.
    MASK_UNSCALED_IN_BACKWARD("backward uses the mask without the division by keep", "dx = dy · mask / keep"),
    /// Units are dropped in evaluation.
    DROPOUT_IN_EVALUATION("units are dropped in evaluation", "Inverted dropout: y = x in evaluation"),
    /// The scaling of evaluation is wrong.
    EVALUATION_SCALE("the scaling of evaluation is wrong", "Inverted: y = x. Vanilla: y = keep · x"),
    // Convolution and pooling
    /// The padding is off by one.
    PADDING_OFF_BY_ONE(
            "the padding is off by one",
            "H' = 1 + (H + 2·pad − HH) / stride; the same pad in dx, where it is cut off again"),
    /// The weight's gradient was computed from the input without its padding.
    PADDING_FORGOTTEN_IN_BACKWARD(
            "the weight's gradient was computed from the input without its padding", "Keep the padded x in the cache"),
    /// The kernel is flipped.
    KERNEL_FLIPPED(
            "the kernel is flipped",
            "Convolution layers correlate: no flip in forward; dx scatters dy · w to where it came from"),
    /// The stride is ignored in backward.
    STRIDE_FORGOTTEN_IN_BACKWARD(
            "the stride is ignored in backward", "Position of the window is i · stride + u, in backward as well"),
    /// Height and width of the kernel are swapped.
    AXES_SWAPPED("height and width of the kernel are swapped", "w is (F, C, HH, WW)"),
    /// The gradient goes to every maximum of a window.
    TIE_COUNTED_TWICE(
            "the gradient goes to every maximum of a window", "Send it to the first maximum only, or split it evenly"),
    /// The gradient is split among equal maxima.
    TIE_SPLIT("the gradient is split among equal maxima", "This layer is declared to send it to the first maximum"),
    /// The gradient goes to the last of equal maxima.
    TIE_TO_LAST(
            "the gradient goes to the last of equal maxima", "Compare with >, not >=, when looking for the maximum"),
    /// The gradient goes to the first of equal maxima.
    TIE_TO_FIRST("the gradient goes to the first of equal maxima", "This layer is declared to split it evenly"),
    /// Where windows overlap the gradient was overwritten instead of accumulated.
    OVERLAP_OVERWRITTEN(
            "where windows overlap the gradient was overwritten instead of accumulated", "Write dx[…] += dy, not ="),
    /// The gradient goes to the whole window.
    GRADIENT_TO_WINDOW("the gradient goes to the whole window", "Only the maximum gets the gradient"),
    /// The windows were averaged.
    AVERAGE_INSTEAD_OF_MAXIMUM("the windows were averaged", "Take the maximum"),
    // Losses and penalties
    /// 1 is not subtracted at the label.
    LABEL_NOT_SUBTRACTED("1 is not subtracted at the label", "dscores = p − 1 at the label, p elsewhere"),
    /// The loss lacks the logarithm.
    LOGARITHM_MISSING("the loss lacks the logarithm", "L = −log p of the label"),
    /// Large scores overflow: the row maximum is not subtracted.
    MAXIMUM_NOT_SUBTRACTED(
            "large scores overflow: the row maximum is not subtracted",
            "exp(s − max s) gives the same probabilities and is finite"),
    /// The count of positive margins is missing at the label.
    MARGIN_COUNT_MISSING(
            "the count of positive margins is missing at the label",
            "dscores at the label is minus the number of positive margins"),
    /// The margin is missing.
    MARGIN_MISSING("the margin is missing", "max(0, s_j − s_y + 1)"),
    /// The label itself counts as a violated margin.
    LABEL_NOT_EXCLUDED("the label itself counts as a violated margin", "Set the margin of the label to 0"),
    /// The 2 of the squared terms is missing in the gradient.
    SQUARE_FACTOR_MISSING("the 2 of the squared terms is missing in the gradient", "d t² = 2 t dt"),
    /// The penalty has a ½ that was not asked for.
    HALF_INSTEAD_OF_FULL(
            "the penalty has a ½ that was not asked for",
            "Full: λ Σ W², gradient 2 λ W. λ of KTH is half of CS231n's reg"),
    /// The penalty lacks its ½.
    FULL_INSTEAD_OF_HALF("the penalty lacks its ½", "Half: ½ reg Σ W², gradient reg · W"),
    /// Value and gradient of the penalty follow different conventions.
    PENALTY_FACTOR_IN_GRADIENT(
            "value and gradient of the penalty follow different conventions",
            "½ λ Σ W² goes with λ W, and λ Σ W² with 2 λ W"),
    /// The biases are penalised.
    PENALTY_ON_BIASES("the biases are penalised", "Only weights multiply the data; leave b, gamma and beta out"),
    /// The norm was not squared.
    PENALTY_ROOT("the norm was not squared", "The penalty is the sum of squares, without a root"),
    // Update rules
    /// The step goes up the gradient.
    STEP_SIGN("the step goes up the gradient", "w −= rate · gradient"),
    /// The learning rate enters twice.
    RATE_TWICE("the learning rate enters twice", "Either v = m·v − rate·g and w += v, or v = m·v + g and w −= rate·v"),
    /// The learning rate is not applied.
    RATE_MISSING("the learning rate is not applied", "Multiply the step by the rate"),
    /// What the rule should remember is lost between steps.
    MEMORY_NOT_KEPT("what the rule should remember is lost between steps", "Write the new memory back in place"),
    /// The new gradient enters with the share 1 − momentum.
    MOMENTUM_AS_AVERAGE(
            "the new gradient enters with the share 1 − momentum", "v = m·v − rate·g: the gradient enters whole"),
    /// The velocity is not used.
    MOMENTUM_FORGOTTEN("the velocity is not used", "w += v, not w −= rate · g"),
    /// This is plain momentum.
    LOOKAHEAD_MISSING("this is plain momentum", "Nesterov: w += −m·v_before + (1 + m)·v"),
    /// Old and new velocity are mixed up in the look-ahead.
    LOOKAHEAD_SIGN("old and new velocity are mixed up in the look-ahead", "w += −m·v_before + (1 + m)·v"),
    /// The step number is not incremented before the correction.
    STEP_NOT_COUNTED("the step number is not incremented before the correction", "t starts at 1: increment it first"),
    /// The correction for the start at 0 is missing.
    CORRECTION_MISSING("the correction for the start at 0 is missing", "m̂ = m / (1 − beta1ᵗ), v̂ = v / (1 − beta2ᵗ)"),
    /// Only one of the two averages is corrected.
    CORRECTION_OF_ONE("only one of the two averages is corrected", "Correct m by beta1ᵗ and v by beta2ᵗ"),
    /// Epsilon is inside the root.
    EPSILON_INSIDE_ROOT("epsilon is inside the root", "rate · m̂ / (sqrt(v̂) + epsilon): here it is outside"),
    /// Kept and new share are swapped.
    SHARES_SWAPPED("kept and new share are swapped", "average = decay · average + (1 − decay) · new"),
    /// Beta1 and beta2 are swapped.
    BETAS_SWAPPED("beta1 and beta2 are swapped", "beta1 = 0.9 for the mean, beta2 = 0.999 for the squares"),
    /// The root of the mean of squares is missing.
    ROOT_OF_SQUARES_MISSING("the root of the mean of squares is missing", "Divide by sqrt(v) + epsilon"),
    /// The gradient is not squared in the average of squares.
    SQUARE_OF_GRADIENT_MISSING("the gradient is not squared in the average of squares", "v averages g²"),
    /// The step is multiplied by the root instead of divided.
    MULTIPLIED_BY_ROOT("the step is multiplied by the root instead of divided", "Divide by sqrt(v) + epsilon"),
    /// The squares are summed up, as in AdaGrad.
    SUM_INSTEAD_OF_AVERAGE("the squares are summed up, as in AdaGrad", "v = decay · v + (1 − decay) · g²");

    private final String explanation;
    private final String advice;

    Mistake(String explanation, String advice) {
        this.explanation = explanation;
        this.advice = advice;
    }

    /// The name at the command line, for example `epsilon-outside-root`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What is wrong, in a few words.
    public String explanation() {
        return explanation;
    }

    /// What to do about it.
    public String advice() {
        return advice;
    }

    /// The mistake of a name.
    public static Optional<Mistake> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }
}
