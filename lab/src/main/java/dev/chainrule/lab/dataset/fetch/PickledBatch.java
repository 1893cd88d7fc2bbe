package dev.chainrule.lab.dataset.fetch;

/// What a pickled batch of CIFAR-10 holds that matters.
///
/// @param labels one byte an image
/// @param data 3,072 bytes an image
@SuppressWarnings("ArrayRecordComponent") // handed over once and copied at once
record PickledBatch(byte[] labels, byte[] data) {}
