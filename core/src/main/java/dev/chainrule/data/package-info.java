/// Data sets, and the order in which training sees them.
@NullMarked
package dev.chainrule.data;

import org.jspecify.annotations.NullMarked;
