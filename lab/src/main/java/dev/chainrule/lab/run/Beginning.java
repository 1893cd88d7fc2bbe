package dev.chainrule.lab.run;

import dev.chainrule.tensor.Shape;
import java.util.List;
import java.util.Optional;

/// What is known before the first step.
///
/// @param version of Chainrule
/// @param java the Java that ran it
/// @param dataSha256 of all images and labels
/// @param classNames the names of the classes
/// @param image the shape of an image, (C, H, W)
/// @param trainingImages how many images are trained on
/// @param stepsPerEpoch steps of one pass over them, at least 1
/// @param inputs how large the numbers are that the network gets
/// @param firstPenalty the weight penalty of the first weights, 0 if there is none
/// @param memory the heap that it needs, in words
/// @param origin where the images came from, and what a person should know about them
/// @param start the weights of another network that it began with, if it did
public record Beginning(
        String version,
        String java,
        String dataSha256,
        List<String> classNames,
        Shape image,
        int trainingImages,
        long stepsPerEpoch,
        InputStatistics inputs,
        double firstPenalty,
        String memory,
        DataOrigin origin,
        Optional<StartRecord> start) {
    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if an epoch has no step
    public Beginning {
        classNames = List.copyOf(classNames);
        if (stepsPerEpoch < 1) {
            throw new IllegalArgumentException(
                    "Beginning: %s steps an epoch are out of range; expected 1 or more".formatted(stepsPerEpoch));
        }
    }
}
