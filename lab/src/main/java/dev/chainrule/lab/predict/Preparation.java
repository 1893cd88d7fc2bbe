package dev.chainrule.lab.predict;

import dev.chainrule.lab.dataset.Background;
import dev.chainrule.lab.dataset.Colours;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.DecodedImage;
import dev.chainrule.lab.dataset.ImageDecoder;
import dev.chainrule.lab.dataset.ImageSize;
import dev.chainrule.tensor.Shape;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/// What a picture of any size and kind becomes before a network sees it: the same as its training images became.
///
/// @param size every picture is resized to it, each side by its own factor
/// @param colours the channels that are kept
/// @param background what shows through where a picture is transparent
public record Preparation(ImageSize size, Colours colours, Background background) {

    /// The preparation that yields images of a shape.
    ///
    /// @param image (C, H, W) with one channel or three
    /// @throws IllegalArgumentException if it has another number of channels
    public static Preparation of(Shape image, Background background) {
        boolean grey = image.rank() == 3 && image.extent(0) == Colours.GREY.channels();
        if (!grey && (image.rank() != 3 || image.extent(0) != Colours.RGB.channels())) {
            throw new IllegalArgumentException(
                    "Preparation: images %s do not fit; expected one channel or three".formatted(image));
        }
        return new Preparation(
                new ImageSize(image.extent(2), image.extent(1)), grey ? Colours.GREY : Colours.RGB, background);
    }

    /// The shape of what comes out, (C, H, W).
    public Shape imageShape() {
        return Shape.of(colours.channels(), size.height(), size.width());
    }

    /// Prepares a picture in memory.
    ///
    /// @return unsigned bytes in (C, H, W) order
    public byte[] prepare(BufferedImage picture) {
        return prepared(decoder().decode(picture));
    }

    /// Prepares the picture in a file.
    ///
    /// @return unsigned bytes in (C, H, W) order
    /// @throws DatasetException if the file cannot be read, or is no image or a damaged one; the message names it
    public byte[] prepare(Path picture) throws DatasetException {
        return prepared(decoder().decode(picture));
    }

    /// Prepares a picture as the bytes of its file.
    ///
    /// @param name what errors call the file
    /// @return unsigned bytes in (C, H, W) order
    /// @throws DatasetException if the bytes are no image or a damaged one
    public byte[] prepare(String name, byte[] file) throws DatasetException {
        return prepared(decoder().decode(name, file));
    }

    private ImageDecoder decoder() {
        return new ImageDecoder(background);
    }

    private byte[] prepared(DecodedImage picture) {
        return picture.resizedTo(size).planes(colours);
    }
}
