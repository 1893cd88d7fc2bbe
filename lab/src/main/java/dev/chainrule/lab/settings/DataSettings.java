package dev.chainrule.lab.settings;

import dev.chainrule.data.PixelScaling;
import dev.chainrule.lab.dataset.Background;
import dev.chainrule.lab.dataset.ImageSize;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.layer.ContrastNormalization;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Whitening;
import dev.chainrule.settings.OrAll;
import dev.chainrule.settings.Require;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which images a run uses, and how their bytes become numbers.
///
/// @param set `cifar10-small` (the bundled images), `cifar10`, `mnist`, or the path of a folder
/// @param preprocessing how bytes become numbers
/// @param split how the set is divided into training, validation and test images, by name; of a folder `stratified`, 60
/// % / 20 % / 20 % of each class, or `parts`, as its folders `train`, `val` and `test` say
/// @param limit train on at most so many images, the first ones; of a folder they are spread over the classes
/// @param imageSize what images of a folder are resized to, such as `32x32`, or `as-is`
/// @param background what shows through where an image of a folder is transparent: `white`, `black`, or red, green and
/// blue such as `128,128,128`
/// @param contrastNormalization after the preprocessing, each image is brought to mean 0 and deviation 1 by itself
/// @param whitening then images are put into the axes of the principal components of the training images, or whitened
public record DataSettings(
        String set,
        PixelScaling.Kind preprocessing,
        String split,
        @OrAll int limit,
        String imageSize,
        String background,
        Optional<ContrastNormalization.Settings> contrastNormalization,
        Optional<Whitening.Settings> whitening) {
    /// No resizing.
    public static final String AS_IS = "as-is";

    /// Checks the settings.
    public DataSettings {
        Require.atLeast(1, "DataSettings", "limit", limit);
        Require.that(
                imageSize.matches(AS_IS + "|[1-9][0-9]{0,3}x[1-9][0-9]{0,3}"),
                "DataSettings",
                "imageSize",
                imageSize,
                "as-is or a size such as 32x32");
        Require.that(
                Background.named(background).isPresent(),
                "DataSettings",
                "background",
                background,
                Background.EXPECTED);
    }

    /// All images of a set, divided as usual, none resized.
    public static DataSettings of(String set, PixelScaling.Kind preprocessing) {
        return new DataSettings(
                set,
                preprocessing,
                ImageSource.usualSplit(set),
                Integer.MAX_VALUE,
                AS_IS,
                "white",
                Optional.empty(),
                Optional.empty());
    }

    /// What images are resized to, if to anything.
    public Optional<ImageSize> size() {
        if (imageSize.equals(AS_IS)) {
            return Optional.empty();
        }
        String[] size = imageSize.split("x", -1);
        return Optional.of(new ImageSize(Integer.parseInt(size[0]), Integer.parseInt(size[1])));
    }

    /// The same images under another name.
    public DataSettings withSet(String other) {
        return new DataSettings(
                other, preprocessing, split, limit, imageSize, background, contrastNormalization, whitening);
    }

    /// The same, divided otherwise.
    public DataSettings withSplit(String other) {
        return new DataSettings(
                set, preprocessing, other, limit, imageSize, background, contrastNormalization, whitening);
    }

    /// The same with at most so many training images.
    public DataSettings withLimit(int other) {
        return new DataSettings(
                set, preprocessing, split, other, imageSize, background, contrastNormalization, whitening);
    }

    /// The same with images resized.
    public DataSettings withImageSize(String other) {
        return new DataSettings(set, preprocessing, split, limit, other, background, contrastNormalization, whitening);
    }

    /// The same with transparent images over another colour.
    public DataSettings withBackground(String other) {
        return new DataSettings(set, preprocessing, split, limit, imageSize, other, contrastNormalization, whitening);
    }

    /// The same with images whose contrast is normalised, or not.
    public DataSettings withContrastNormalization(Optional<ContrastNormalization.Settings> other) {
        return new DataSettings(set, preprocessing, split, limit, imageSize, background, other, whitening);
    }

    /// The same with images that are whitened, or not.
    public DataSettings withWhitening(Optional<Whitening.Settings> other) {
        return new DataSettings(set, preprocessing, split, limit, imageSize, background, contrastNormalization, other);
    }

    /// The layers that a network begins with because of these settings.
    List<LayerSpec> layers() {
        return Stream.<Optional<? extends LayerSpec>>of(contrastNormalization, whitening)
                .<LayerSpec>flatMap(Optional::stream)
                .toList();
    }

    /// What shows through where an image is transparent.
    public Background backgroundColour() {
        return Background.named(background).orElseThrow();
    }
}
