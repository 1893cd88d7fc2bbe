/// What this machine and its JVM are, and how fast the library is on them.
@NullMarked
package dev.chainrule.lab.machine;

import org.jspecify.annotations.NullMarked;
