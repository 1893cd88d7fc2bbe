/// Settings of networks as values, and the networks built from them: what a command parses, a checkpoint names and a
/// report prints is a [ModelSpec]; [ModelBuilder] turns it into layers.
@NullMarked
package dev.chainrule.model;

import org.jspecify.annotations.NullMarked;
