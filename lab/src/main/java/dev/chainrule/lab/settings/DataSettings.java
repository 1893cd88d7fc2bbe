package dev.chainrule.lab.settings;

import dev.chainrule.data.PixelScaling;

/// Which images a run uses, and how their bytes become numbers.
///
/// @param set `cifar10-small` (the bundled images), `cifar10`, `mnist`, or the path of a folder
/// @param split how the set is divided into training, validation and test, by name
/// @param preprocessing how bytes become numbers
/// @param limit train on at most so many examples, the first ones
/// @param imageSize what images of a folder are resized to, such as `32x32`, or `as-is`
public record DataSettings(String set, String split, PixelScaling.Kind preprocessing, int limit, String imageSize) {
    /// The bundled part of CIFAR-10.
    public static final String CIFAR10_SMALL = "cifar10-small";

    /// The whole of CIFAR-10.
    public static final String CIFAR10 = "cifar10";

    /// The whole of MNIST.
    public static final String MNIST = "mnist";

    /// No resizing.
    public static final String AS_IS = "as-is";
}
