/// Words for people: the nearest known word, and why a file could not be read.
@NullMarked
package dev.chainrule.lab.text;

import org.jspecify.annotations.NullMarked;
