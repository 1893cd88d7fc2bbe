/// A page as data, made of blocks, and its rendering as HTML and SVG. It knows nothing of runs.
@NullMarked
package dev.chainrule.lab.page;

import org.jspecify.annotations.NullMarked;
