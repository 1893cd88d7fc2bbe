/// What records of settings have in common: how they say that a value is out of range.
@NullMarked
package dev.chainrule.settings;

import org.jspecify.annotations.NullMarked;
