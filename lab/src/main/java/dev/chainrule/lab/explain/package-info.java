/// Looking into the network of a run: what its answers hang on, what its layers see, what deceives it; and the page
/// that shows it.
@NullMarked
package dev.chainrule.lab.explain;

import org.jspecify.annotations.NullMarked;
