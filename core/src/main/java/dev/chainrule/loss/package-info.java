/// What training minimises: a loss on the scores, and penalties on the weights.
@NullMarked
package dev.chainrule.loss;

import org.jspecify.annotations.NullMarked;
