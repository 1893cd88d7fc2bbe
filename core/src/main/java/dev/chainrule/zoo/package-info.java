/// Networks by name and by pattern, as values: the courses' and those that reach high accuracy on CIFAR-10.
@NullMarked
package dev.chainrule.zoo;

import org.jspecify.annotations.NullMarked;
