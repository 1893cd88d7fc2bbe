/// The `chainrule` command: options in, settings out.
@NullMarked
package dev.chainrule.cli;

import org.jspecify.annotations.NullMarked;
