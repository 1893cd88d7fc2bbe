/// Looking into a trained network: what its score of a class depends on, what its layers answer to, and which images
/// deceive it. Everything here works on any [dev.chainrule.model.Model] and changes nothing in it.
@NullMarked
package dev.chainrule.explain;

import org.jspecify.annotations.NullMarked;
