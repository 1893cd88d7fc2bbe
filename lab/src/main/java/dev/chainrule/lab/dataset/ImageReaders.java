package dev.chainrule.lab.dataset;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/// The readers that decode, each of them named: whatever other readers are installed beside them changes no pixel.
final class ImageReaders {
    private ImageReaders() {}

    /// The platform's own readers, which cannot be named as types.
    private static final class Platform {
        private static final ImageReaderSpi PNG = find("png");
        private static final ImageReaderSpi JPEG = find("jpeg");
        private static final ImageReaderSpi GIF = find("gif");
        private static final ImageReaderSpi BMP = find("bmp");

        private static ImageReaderSpi find(String format) {
            Iterator<ImageReaderSpi> all =
                    IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
            while (all.hasNext()) {
                ImageReaderSpi each = all.next();
                if (each.getClass().getModule().equals(ImageIO.class.getModule())
                        && Arrays.asList(each.getFormatNames()).contains(format)) {
                    return each;
                }
            }
            throw new IllegalStateException("ImageDecoder: this Java has no reader for " + format + " of its own");
        }
    }

    /// A new reader for files of a kind.
    static ImageReader of(ImageKind kind) throws IOException {
        ImageReaderSpi provider = switch (kind) {
            case PNG -> Platform.PNG;
            case JPEG -> Platform.JPEG;
            case GIF -> Platform.GIF;
            case BMP -> Platform.BMP;
            case TIFF -> new TIFFImageReaderSpi();
            case WEBP -> throw new IllegalArgumentException("WebP has no reader here");
        };
        ImageIO.setUseCache(false); // what is read is in memory already, and leaves no file elsewhere
        return provider.createReaderInstance();
    }
}
