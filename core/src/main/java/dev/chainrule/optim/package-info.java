/// How a step is made from a gradient: update rules, learning-rate schedules and gradient clipping.
@NullMarked
package dev.chainrule.optim;

import org.jspecify.annotations.NullMarked;
