/// Trials on a cluster of Apache Spark: cut into segments, so that the machines need no file system in common.
@NullMarked
package dev.chainrule.spark;

import org.jspecify.annotations.NullMarked;
