/// Layers: a forward pass that returns a [Pass], which holds what its hand-derived backward pass needs.
///
/// Forward and backward of a layer are neighbours in one file. A layer keeps parameters but no state of a run, so the
/// same layer may run twice at once, and a backward before its forward cannot be written.
@NullMarked
package dev.chainrule.layer;

import org.jspecify.annotations.NullMarked;
