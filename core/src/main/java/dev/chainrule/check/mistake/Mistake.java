package dev.chainrule.check.mistake;

import dev.chainrule.settings.Kebab;
import java.util.Arrays;
import java.util.Optional;

/// The mistakes that people make when they write a layer, a loss or an update rule by hand. A check that is told what
/// the code means to be computes with each of them in turn, and names the one that gives the same wrong numbers.
///
/// Sources: the assignments of CS231n and KTH DD2424, reports of their students, and faults that libraries shipped.
public enum Mistake {
    // Any layer
    GRADIENT_SIGN("a gradient has the wrong sign. Turn the sign round; check which way the difference was taken"),
    BATCH_SIZE_MISSING("the mean over N examples was not taken: 1/N is missing. Divide by N once, in the loss"),
    BATCH_SIZE_TWICE(
            "1/N was applied twice. The gradient of the loss already holds 1/N; sum over the batch and do not divide"
                    + " again"),
    NOT_SUMMED("a parameter's gradient was not summed over the examples (and pixels) that share it. Sum over every axis"
            + " along which the parameter was broadcast in the forward pass"),
    SUMMED_OVER_UNITS(
            "a parameter's gradient was summed over all units, not one sum a unit. Sum along the batch axis only, so"
                    + " that the gradient has the parameter's shape"),
    SUMMED_ALONG_WRONG_AXIS(
            "a parameter's gradient was summed along the wrong axis. Sum along the batch axis (axis 0), not along the"
                    + " features"),
    LAST_EXAMPLE_ONLY("a gradient was overwritten in a loop instead of accumulated. Write += where the loop writes ="),
    // Affine
    WEIGHT_TRANSPOSED(
            "the weight is transposed where it should not be, or not where it should. y = x·W, so dx = dy·Wᵀ and dW ="
                    + " xᵀ·dy; try W of unequal sides, which makes the shapes complain"),
    WEIGHT_GRADIENT_TRANSPOSED("the weight's gradient is transposed. dW = xᵀ·dy, not dyᵀ·x"),
    BIAS_FORGOTTEN("the bias is not added. Add b to each row of x·W"),
    // Activations
    MASK_MISSING("the backward pass of a rectifier lets every gradient through. Multiply dy by the mask x > 0"),
    MASK_FROM_GRADIENT(
            "the mask was taken from the sign of the gradient instead of the input. Keep x of the forward pass; the"
                    + " mask is x > 0, not dy > 0"),
    MASK_FROM_BOTH("the mask asks for a positive gradient as well (guided backpropagation). The mask is x > 0 alone"),
    MASK_INVERTED("the mask is upside down. The gradient passes where x > 0"),
    MASK_INCLUDES_ZERO(
            "the gradient passes where the input is exactly 0. Compare with >, not >=: at 0 the output is the constant"
                    + " branch"),
    VALUE_INSTEAD_OF_MASK(
            "the gradient was multiplied by the output instead of by the mask. Multiply dy by (x > 0), which is 0 or"
                    + " 1"),
    SLOPE_FORGOTTEN_IN_BACKWARD(
            "the slope of the negative side is missing in backward. dx = slope · dy where x <= 0, not 0"),
    SLOPE_FORGOTTEN("the slope of the negative side is missing in forward. y = slope · x where x <= 0"),
    SLOPE_ON_WRONG_SIDE("the slope was applied to the positive side. y = x where x > 0, else slope · x"),
    DERIVATIVE_FROM_INPUT(
            "the derivative was computed from the input instead of the output. In dy · y · (1 − y) or dy · (1 − y²), y"
                    + " is the output"),
    DERIVATIVE_OF_OUTPUT(
            "the function was applied to its own output once more. y of the cache is already the function; use y · (1"
                    + " − y) or 1 − y² of it"),
    SQUARE_MISSING("the square is missing: 1 − y instead of 1 − y². tanh' = 1 − y²"),
    FACTOR_MISSING("y · (1 − y) lost one of its factors. sigmoid' = y · (1 − y)"),
    UPSTREAM_FORGOTTEN("the derivative was not multiplied by the upstream gradient. Chain rule: dx = dy · f'(x)"),
    DERIVATIVE_OF_OTHER(
            "the derivative of sigmoid was used for tanh, or the other way round. sigmoid' = y · (1 − y), tanh' = 1 −"
                    + " y²"),
    OTHER_FORM(
            "the other form of GELU was computed. Exact: x · Φ(x) = ½ x (1 + erf(x/√2)), as in PyTorch; approximate: ½"
                    + " x (1 + tanh(√(2/π) (x + 0.044715 x³))). Declare the one that you mean"),
    PRODUCT_RULE_FORGOTTEN(
            "the gradient lacks the way of x through the factor behind it. y = x · s(x) is a product: dx = dy · (s + x"
                    + " · s')"),
    NORMALIZED_INSTEAD_OF_ACTIVATED(
            "the numbers are normalised over the batch, but not activated. Batch norm goes before the activation and"
                    + " does not take its place: affine, batch norm, ReLU"),
    EXPONENT_SIGN("the exponent has the wrong sign. sigmoid(x) = 1 / (1 + exp(−x))"),
    // Normalisation, forward
    EPSILON_OUTSIDE_ROOT("epsilon was added to the deviation: sqrt(var) + epsilon. Write sqrt(var + epsilon)"),
    EPSILON_MISSING(
            "there is no epsilon under the root. Write sqrt(var + epsilon); a constant feature gives 0/0 without it"),
    BESSEL("the variance was divided by n − 1 (Bessel's correction). Divide by n: batch statistics are biased on"
            + " purpose"),
    ROOT_MISSING("the numbers were divided by the variance instead of its root. Divide by sqrt(var + epsilon)"),
    MEAN_NOT_SUBTRACTED("the mean was not subtracted. Normalise x − mean"),
    SCALE_FORGOTTEN("gamma is not applied. y = gamma · x̂ + beta"),
    SHIFT_FORGOTTEN("beta is not added. y = gamma · x̂ + beta"),
    WRONG_AXIS("the statistics were taken along the wrong axis. Batch norm: one mean a feature, over the batch; layer"
            + " norm: one mean an example, over its features"),
    GROUPS_INTERLEAVED(
            "channels were dealt to the groups in turn. Groups are of neighbouring channels: reshape to (N, G, C/G, H,"
                    + " W)"),
    RUNNING_STATISTICS_IN_TRAINING(
            "training normalised by the running statistics. In training use the statistics of the batch itself; update"
                    + " the running ones beside"),
    BATCH_STATISTICS_IN_EVALUATION(
            "evaluation normalised by the statistics of its own batch. In evaluation use the running mean and"
                    + " variance"),
    MOMENTUM_SWAPPED(
            "old and new share of the running statistics are swapped. running = momentum · running + (1 − momentum) ·"
                    + " batch; PyTorch's momentum is the other share"),
    RUNNING_VARIANCE_UNBIASED(
            "the running variance holds the unbiased variance (n − 1). The course and the paper's training use the"
                    + " biased one; PyTorch does as you did"),
    RUNNING_DEVIATION(
            "the running variance holds the standard deviation. Keep the variance, and take the root after adding"
                    + " epsilon"),
    RUNNING_NOT_UPDATED(
            "the running statistics were not updated in training. Update them in each training forward, in place"),
    // Normalisation, backward
    EPSILON_MISSING_IN_BACKWARD(
            "epsilon is missing in backward. Keep the forward's 1/sqrt(var + epsilon) in the cache and use it"),
    EPSILON_OUTSIDE_ROOT_IN_BACKWARD(
            "backward divides by sqrt(var) + epsilon. Keep the forward's 1/sqrt(var + epsilon) in the cache and use"
                    + " it"),
    MEAN_TERM_MISSING(
            "the path through the mean is missing in dx. dx needs − (1/n) Σ dx̂: the mean depends on every x"),
    VARIANCE_TERM_MISSING(
            "the path through the variance is missing in dx (the line of dvar). dx needs − x̂ · (1/n) Σ dx̂·x̂: the"
                    + " variance depends on every x"),
    STATISTICS_AS_CONSTANTS(
            "mean and variance were treated as constants in backward. Both depend on every x; dx has three terms"),
    BESSEL_IN_BACKWARD("backward divides by n − 1 instead of n. Use the forward's divisor: n"),
    GROUP_SIZE_MISSING("1/n is missing in backward. Each sum over a group is divided by the number of its values"),
    VARIANCE_TERM_FACTOR(
            "the variance term is off by a factor of 2. d var^(−½) = −½ var^(−3/2) and d(x − mean)² = 2 (x − mean):"
                    + " the 2 and the ½ cancel"),
    TERM_SIGN("a term of dx has the wrong sign. Both the mean term and the variance term are subtracted"),
    SCALE_FORGOTTEN_IN_BACKWARD("gamma is forgotten in dx. dx̂ = dy · gamma comes first"),
    SCALE_OUTSIDE_SUMS(
            "gamma was put before the sums, as batch norm allows. Here gamma varies inside a group: multiply dy by"
                    + " gamma before summing"),
    SCALE_AND_SHIFT_SWAPPED("dgamma and dbeta are swapped. dgamma = Σ dy · x̂, dbeta = Σ dy"),
    SCALE_GRADIENT_FROM_INPUT("dgamma was computed from x instead of x̂. dgamma = Σ dy · x̂, the normalised input"),
    SCALE_GRADIENT_FROM_OUTPUT(
            "dgamma was computed from the output instead of x̂. dgamma = Σ dy · x̂, before gamma and beta"),
    // Dropout
    KEEP_NOT_DIVIDED(
            "the kept numbers were not divided by the keep probability. Inverted dropout: y = x · mask / keep"),
    KEEP_DIVIDED_TWICE("the keep probability was divided out twice. Divide once: either the mask or the output"),
    KEEP_IS_DROP(
            "keep and drop probability are mixed up. The parameter is the probability to keep; PyTorch's is the one to"
                    + " drop"),
    MASK_FORGOTTEN_IN_BACKWARD("the mask is forgotten in backward. dx = dy · mask / keep, with the forward's mask"),
    MASK_REDRAWN("backward drew a new mask. Keep the forward's mask in the cache"),
    MASK_UNSCALED_IN_BACKWARD("backward uses the mask without the division by keep. dx = dy · mask / keep"),
    DROPOUT_IN_EVALUATION("units are dropped in evaluation. Inverted dropout: y = x in evaluation"),
    EVALUATION_SCALE("the scaling of evaluation is wrong. Inverted: y = x. Vanilla: y = keep · x"),
    // Convolution and pooling
    PADDING_OFF_BY_ONE(
            "the padding is off by one. H' = 1 + (H + 2·pad − HH) / stride; the same pad in dx, where it is cut off"
                    + " again"),
    PADDING_FORGOTTEN_IN_BACKWARD(
            "the weight's gradient was computed from the input without its padding. Keep the padded x in the cache"),
    KERNEL_FLIPPED(
            "the kernel is flipped. Convolution layers correlate: no flip in forward; dx scatters dy · w to where it"
                    + " came from"),
    STRIDE_FORGOTTEN_IN_BACKWARD(
            "the stride is ignored in backward. Position of the window is i · stride + u, in backward as well"),
    DILATION_FORGOTTEN_IN_BACKWARD(
            "the dilation is ignored in backward. Weight (u, v) looks at pixel i · stride + u · dilation, in backward"
                    + " as well"),
    AXES_SWAPPED("height and width of the kernel are swapped. w is (F, C, HH, WW)"),
    TIE_COUNTED_TWICE(
            "the gradient goes to every maximum of a window. Send it to the first maximum only, or split it evenly"),
    TIE_SPLIT("the gradient is split among equal maxima. This layer is declared to send it to the first maximum"),
    TIE_TO_LAST("the gradient goes to the last of equal maxima. Compare with >, not >=, when looking for the maximum"),
    TIE_TO_FIRST("the gradient goes to the first of equal maxima. This layer is declared to split it evenly"),
    OVERLAP_OVERWRITTEN(
            "where windows overlap the gradient was overwritten instead of accumulated. Write dx[…] += dy, not ="),
    GRADIENT_TO_WINDOW("the gradient goes to the whole window. Only the maximum gets the gradient"),
    AVERAGE_INSTEAD_OF_MAXIMUM("the windows were averaged. Take the maximum"),
    PADDING_AS_ZERO(
            "the zeros of the padding take part in the maximum. Padding is less than any number: pad with −∞, or leave"
                    + " it out of the window"),
    PADDING_COUNT("the means at the edges are over another number of pixels than declared. Where the padding counts"
            + " (PyTorch's count_include_pad) divide by the whole window, else by its pixels in the image"),
    // Losses and penalties
    LABEL_NOT_SUBTRACTED("1 is not subtracted at the label. dscores = p − 1 at the label, p elsewhere"),
    LOGARITHM_MISSING("the loss lacks the logarithm. L = −log p of the label"),
    MAXIMUM_NOT_SUBTRACTED(
            "large scores overflow: the row maximum is not subtracted. exp(s − max s) gives the same probabilities and"
                    + " is finite"),
    LOGARITHM_OF_ZERO(
            "the loss takes the logarithm of a probability that rounds to 0. log p = s − max s − log Σ exp(s − max s)"
                    + " is finite for all scores"),
    SMOOTHING_OVER_OTHER_CLASSES(
            "what the smoothed label gives up goes to other classes than declared. Over the K − 1 others (KTH) targets"
                    + " are 1 − s and s / (K − 1), over all K (PyTorch) 1 − s + s / K and s / K"),
    MARGIN_COUNT_MISSING(
            "the count of positive margins is missing at the label. dscores at the label is minus the number of"
                    + " positive margins"),
    MARGIN_MISSING("the margin is missing. max(0, s_j − s_y + 1)"),
    LABEL_NOT_EXCLUDED("the label itself counts as a violated margin. Set the margin of the label to 0"),
    SQUARE_FACTOR_MISSING("the 2 of the squared terms is missing in the gradient. d t² = 2 t dt"),
    DIVIDED_BY_NUMBERS(
            "the sum was divided by N·K, as PyTorch's reduction='mean' does. Declared is the mean over the N examples:"
                    + " divide by N"),
    DIVIDED_BY_EXAMPLES(
            "the sum was divided by N alone. Declared is the mean over all numbers, as PyTorch's reduction='mean':"
                    + " divide by N·K"),
    DIVIDED_BY_CLASS_WEIGHTS(
            "the sum was divided by the weights of the labels, as PyTorch does. Here it is divided by N, whatever the"
                    + " weights"),
    CLASS_WEIGHTS_MISSING("the weights of the classes are not applied. Multiply the terms of class k by w_k"),
    HALF_OF_SQUARE("the loss has a ½ that was not asked for. (s − t)², gradient 2 (s − t)"),
    SIGN_FORGOTTEN("the gradient does not ask on which side of the target a score is. d|s − t| = sign(s − t)"),
    NEGATIVES_FORGOTTEN(
            "the classes that an example does not have are left out. −t log p − (1 − t) log(1 − p): both terms"),
    LOGARITHM_OF_SIGMOID(
            "large scores take the logarithm of 0. max(s, 0) − s·t + log(1 + exp(−|s|)) is finite for all scores"),
    LABELS_NOT_SIGNED("labels are 0 and 1 where −1 and 1 are meant. y = 2t − 1, then max(0, 1 − y·s)"),
    HALF_INSTEAD_OF_FULL(
            "the penalty has a ½ that was not asked for. Full: λ Σ W², gradient 2 λ W. λ of KTH is half of CS231n's"
                    + " reg"),
    FULL_INSTEAD_OF_HALF("the penalty lacks its ½. Half: ½ reg Σ W², gradient reg · W"),
    PENALTY_FACTOR_IN_GRADIENT(
            "value and gradient of the penalty follow different conventions. ½ λ Σ W² goes with λ W, and λ Σ W² with 2"
                    + " λ W"),
    PENALTY_ON_BIASES("the biases are penalised. Only weights multiply the data; leave b, gamma and beta out"),
    PENALTY_ON_WEIGHTS_ALONE("only the weights are penalised. This penalty is on other parameters too: add theirs"),
    PENALTY_ROOT("the norm was not squared. The penalty is the sum of squares, without a root"),
    // Update rules
    STEP_SIGN("the step goes up the gradient. w −= rate · gradient"),
    RATE_TWICE("the learning rate enters twice. Either v = m·v − rate·g and w += v, or v = m·v + g and w −= rate·v"),
    RATE_MISSING("the learning rate is not applied. Multiply the step by the rate"),
    MEMORY_NOT_KEPT("what the rule should remember is lost between steps. Write the new memory back in place"),
    MOMENTUM_AS_AVERAGE(
            "the new gradient enters with the share 1 − momentum. v = m·v − rate·g: the gradient enters whole"),
    MOMENTUM_FORGOTTEN("the velocity is not used. w += v, not w −= rate · g"),
    DAMPENING_MISSING("the gradients enter the velocity undampened. v = m·v + (1 − dampening)·g"),
    FIRST_GRADIENT_DAMPENED(
            "the first gradient is dampened as well. v = g in the first step, as in PyTorch, and m·v + (1 −"
                    + " dampening)·g from then on"),
    LOOKAHEAD_MISSING("this is plain momentum. Nesterov: w += −m·v_before + (1 + m)·v"),
    LOOKAHEAD_SIGN("old and new velocity are mixed up in the look-ahead. w += −m·v_before + (1 + m)·v"),
    STEP_NOT_COUNTED("the step number is not incremented before the correction. t starts at 1: increment it first"),
    CORRECTION_MISSING("the correction for the start at 0 is missing. m̂ = m / (1 − beta1ᵗ), v̂ = v / (1 − beta2ᵗ)"),
    CORRECTION_OF_ONE("only one of the two averages is corrected. Correct m by beta1ᵗ and v by beta2ᵗ"),
    EPSILON_INSIDE_ROOT("epsilon is inside the root. rate · m̂ / (sqrt(v̂) + epsilon): here it is outside"),
    SHARES_SWAPPED("kept and new share are swapped. average = decay · average + (1 − decay) · new"),
    BETAS_SWAPPED("beta1 and beta2 are swapped. beta1 = 0.9 for the mean, beta2 = 0.999 for the squares"),
    ROOT_OF_SQUARES_MISSING("the root of the mean of squares is missing. Divide by sqrt(v) + epsilon"),
    SQUARE_OF_GRADIENT_MISSING("the gradient is not squared in the average of squares. v averages g²"),
    MULTIPLIED_BY_ROOT("the step is multiplied by the root instead of divided. Divide by sqrt(v) + epsilon"),
    NOT_CENTRED("the squared mean is not subtracted. Centred: divide by sqrt(c − m²) + epsilon"),
    MAXIMUM_MISSING("the largest v so far is not kept. AMSGrad: x = max(x, v), and x takes the place of v"),
    MAXIMUM_OF_CORRECTED(
            "the maximum is one of corrected squares. x = max(x, v) of the uncorrected ones, then x / (1 − beta2ᵗ), as"
                    + " in PyTorch"),
    LOOKAHEAD_OF_MEAN_MISSING(
            "this is Adam, without a look-ahead. Step along μₜ₊₁ · m / (1 − Pₜ₊₁) + (1 − μₜ) · g / (1 − Pₜ)"),
    MOMENTUM_NOT_GROWN("the momentum of NAdam is beta1 from the start. μₜ = beta1 · (1 − ½ · 0.96^(t · growth))"),
    RECTIFICATION_MISSING("the step is not rectified. Multiply by r, and leave the root out while ρₜ ≤ 5"),
    RECTIFICATION_LIMIT("the root is used from ρₜ > 4 on, as in the paper. Here, as in PyTorch, from ρₜ > 5 on"),
    SUM_INSTEAD_OF_AVERAGE("the squares are summed up, as in AdaGrad. v = decay · v + (1 − decay) · g²");

    private final String sentence;

    Mistake(String sentence) {
        this.sentence = sentence;
    }

    /// The name at the command line, for example `epsilon-outside-root`.
    public String id() {
        return Kebab.of(this);
    }

    /// What is wrong, in a few words.
    public String explanation() {
        return sentence.substring(0, sentence.indexOf(". "));
    }

    /// What to do about it.
    public String advice() {
        return sentence.substring(sentence.indexOf(". ") + 2);
    }

    /// Name, explanation and advice.
    public String sentence() {
        return id() + ": " + sentence;
    }

    /// The mistake of a name.
    public static Optional<Mistake> of(String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }
}
