/// Words for people: the nearest known word, why a file could not be read, texts that come with the program.
@NullMarked
package dev.chainrule.lab.text;

import org.jspecify.annotations.NullMarked;
