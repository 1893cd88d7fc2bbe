/// What a network, or several of them, says about examples.
@NullMarked
package dev.chainrule.evaluate;

import org.jspecify.annotations.NullMarked;
