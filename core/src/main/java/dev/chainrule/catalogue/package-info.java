/// What is open for more, by name: layers, update rules, losses and penalties.
@NullMarked
package dev.chainrule.catalogue;

import org.jspecify.annotations.NullMarked;
