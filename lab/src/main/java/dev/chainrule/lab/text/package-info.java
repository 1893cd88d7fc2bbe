/// Words for people and the figures in them: the nearest known word, why a file could not be read, sizes, texts that
/// come with the program.
@NullMarked
package dev.chainrule.lab.text;

import org.jspecify.annotations.NullMarked;
