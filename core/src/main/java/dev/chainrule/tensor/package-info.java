/// Dense arrays of numbers and their shapes: what every other package computes on.
///
/// Axis letters used throughout: N examples, C channels, H rows, W columns, D input features, M outputs, K classes. A
/// tensor of rank 4 has the shape (N, C, H, W) and is *stored* channels-last; all other ranks are stored row-major.
@NullMarked
package dev.chainrule.tensor;

import org.jspecify.annotations.NullMarked;
