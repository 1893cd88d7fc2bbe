/// What the figures of a run mean: which hints its reader gets.
@NullMarked
package dev.chainrule.lab.doctor;

import org.jspecify.annotations.NullMarked;
