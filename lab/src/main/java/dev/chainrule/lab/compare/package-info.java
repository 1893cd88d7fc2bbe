/// Runs beside each other: what differs in their settings, one number over several seeds, and whether two such numbers
/// differ by more than chance.
@NullMarked
package dev.chainrule.lab.compare;

import org.jspecify.annotations.NullMarked;
