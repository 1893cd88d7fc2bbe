/// Trainings that somebody else decided on, side by side, here or elsewhere: what experiments, searches and ensembles
/// are made of.
@NullMarked
package dev.chainrule.lab.trial;

import org.jspecify.annotations.NullMarked;
