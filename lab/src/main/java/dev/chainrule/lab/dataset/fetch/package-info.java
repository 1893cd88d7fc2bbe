/// Downloads of data sets: sources, archives, and importers that make the canonical files of them.
@NullMarked
package dev.chainrule.lab.dataset.fetch;

import org.jspecify.annotations.NullMarked;
