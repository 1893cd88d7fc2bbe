/// Experiments: several runs that differ in what a question is about, repeated with several seeds.
@NullMarked
package dev.chainrule.lab.experiment;

import org.jspecify.annotations.NullMarked;
