package dev.chainrule.lab.dataset;

/// One file of a data set as its authors published it, uncompressed.
///
/// @param name the file's name, without a folder
/// @param bytes its exact length
/// @param sha256 its SHA-256, lower-case hexadecimal digits
public record CanonicalFile(String name, long bytes, String sha256) {}
