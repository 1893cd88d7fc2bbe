/// Demonstrations: questions that are answered by measuring layers and rules themselves, with little or no training.
@NullMarked
package dev.chainrule.lab.demonstration;

import org.jspecify.annotations.NullMarked;
