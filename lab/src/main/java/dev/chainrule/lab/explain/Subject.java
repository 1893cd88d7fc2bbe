package dev.chainrule.lab.explain;

/// An image that is looked at.
///
/// @param name what the page calls it, for example `test image 12` or the name of a file
/// @param pixels unsigned bytes in (C, H, W) order, prepared as those of the run; not copied
/// @param label its class; −1 if it has none
@SuppressWarnings("ArrayRecordComponent") // written once, compared nowhere
public record Subject(String name, byte[] pixels, int label) {}
