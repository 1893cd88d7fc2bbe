package dev.chainrule.lab.settings;

import dev.chainrule.data.PixelScaling;
import dev.chainrule.lab.dataset.Background;
import dev.chainrule.lab.dataset.ImageSize;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.settings.OrAll;
import dev.chainrule.settings.Require;
import java.util.Optional;

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
public record DataSettings(
        String set,
        PixelScaling.Kind preprocessing,
        String split,
        @OrAll int limit,
        String imageSize,
        String background) {
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
        return new DataSettings(set, preprocessing, ImageSource.usualSplit(set), Integer.MAX_VALUE, AS_IS, "white");
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
        return new DataSettings(other, preprocessing, split, limit, imageSize, background);
    }

    /// The same, divided otherwise.
    public DataSettings withSplit(String other) {
        return new DataSettings(set, preprocessing, other, limit, imageSize, background);
    }

    /// The same with at most so many training images.
    public DataSettings withLimit(int other) {
        return new DataSettings(set, preprocessing, split, other, imageSize, background);
    }

    /// The same with images resized.
    public DataSettings withImageSize(String other) {
        return new DataSettings(set, preprocessing, split, limit, other, background);
    }

    /// The same with transparent images over another colour.
    public DataSettings withBackground(String other) {
        return new DataSettings(set, preprocessing, split, limit, imageSize, other);
    }

    /// What shows through where an image is transparent.
    public Background backgroundColour() {
        return Background.named(background).orElseThrow();
    }
}
