package dev.chainrule.lab.dataset;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.chainrule.format.Limits;
import dev.chainrule.lab.text.Reasons;
import dev.chainrule.lab.text.WholeFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Decodes one picture of a file, or takes one from memory, into what training and prediction see: upright, opaque, 8
/// bits a sample.
///
/// ```java
/// DecodedImage photo = ImageDecoder.overWhite().decode(Path.of("cat.jpg"));
/// ```
///
/// The kind of a file is told by its first bytes, not by its name. Size, EXIF orientation and limits are read from the
/// header, before memory is taken for pixels. Colour profiles and gamma are ignored: samples are taken as sRGB. Safe
/// for use by several threads.
///
/// @param background what shows through where a picture is transparent
public record ImageDecoder(Background background) {
    /// A decoder that shows white where a picture is transparent.
    public static ImageDecoder overWhite() {
        return new ImageDecoder(Background.WHITE);
    }

    /// Something that is done with an opened file.
    private interface Action<T> {
        T with(ImageInputStream input) throws IOException;
    }

    /// The size of the upright picture in a file, read from its header.
    ///
    /// @throws DataFileException when it is no image of a [kind that is read][ImageKind], damaged or too large
    /// @throws DatasetException when the file cannot be read
    public static ImageSize size(Path file) throws DatasetException {
        return inFile(file, input -> ImageHeader.read(file.toString(), input).upright());
    }

    /// The size of the upright picture, read from its header.
    ///
    /// @param name what messages call the file
    /// @param file the whole file
    /// @throws DataFileException when it is no image of a [kind that is read][ImageKind], damaged or too large
    public static ImageSize size(String name, byte[] file) throws DataFileException {
        return ImageHeader.read(name, new ByteArrayImageInputStream(file)).upright();
    }

    /// Decodes a file, after checking its header.
    ///
    /// @throws DataFileException when it is no image of a [kind that is read][ImageKind], damaged or too large; the
    /// message names the file and says why
    /// @throws DatasetException when the file cannot be read
    public DecodedImage decode(Path file) throws DatasetException {
        byte[] content = inFile(file, input -> {
            ImageHeader.read(file.toString(), input);
            if (input.length() > Limits.IMAGE_BYTES) {
                throw new DataFileException(
                        file,
                        "%s bytes do not fit the limits; expected at most %s"
                                .formatted(input.length(), Limits.IMAGE_BYTES));
            }
            return WholeFile.bytes(file, (int) Limits.IMAGE_BYTES);
        });
        return decode(file.toString(), content);
    }

    /// Decodes the content of a file, after checking its header.
    ///
    /// @param name what messages call the file
    /// @param file the whole file
    /// @throws DataFileException when it is no image of a [kind that is read][ImageKind], damaged or too large; the
    /// message names the file and says why
    public DecodedImage decode(String name, byte[] file) throws DataFileException {
        ImageHeader header = ImageHeader.read(name, new ByteArrayImageInputStream(file));
        try (DecodingMemory.Room _ = DecodingMemory.HEAP.take(name, header)) {
            return switch (header.kind()) {
                case JPEG -> JpegPixels.decode(file, background);
                case WEBP -> WebPPixels.decode(file, header, background);
                case PNG -> decode(header, image(header.kind(), PngKey.widened(file)));
                case GIF ->
                    decode(
                            header,
                            GifFrame.first(new ByteArrayImageInputStream(file)).onCanvas(image(header.kind(), file)));
                case BMP, TIFF -> decode(header, image(header.kind(), file));
            };
        } catch (DataFileException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw header.kind().failure(name, e);
        }
    }

    /// Takes a picture from memory: its samples as they are, over the background.
    public DecodedImage decode(BufferedImage image) {
        return BufferedPixels.decode(image, background, Orientation.UPRIGHT);
    }

    private DecodedImage decode(ImageHeader header, BufferedImage image) throws IOException {
        if (image.getWidth() != header.stored().width()
                || image.getHeight() != header.stored().height()) {
            throw new IOException("%s × %s pixels do not fit the header's %s"
                    .formatted(image.getWidth(), image.getHeight(), header.stored()));
        }
        if (!BufferedPixels.hasWholeSamples(image)) {
            throw new NotReadException(header.kind().id() + " with more than 16 bits a sample or signs");
        }
        return BufferedPixels.decode(image, background, header.orientation());
    }

    private static BufferedImage image(ImageKind kind, byte[] file) throws IOException {
        ImageReader reader = ImageReaders.of(kind);
        try {
            reader.setInput(new ByteArrayImageInputStream(file), true, true);
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    private static <T> T inFile(Path file, Action<T> action) throws DatasetException {
        try (ImageInputStream input = new ChannelInput(file)) {
            return action.with(input);
        } catch (DatasetException e) {
            throw e;
        } catch (IOException e) {
            throw new DatasetException(file + ": cannot be read (" + Reasons.withoutFile(e) + ")", e);
        }
    }
}
