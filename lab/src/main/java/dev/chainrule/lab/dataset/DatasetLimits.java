package dev.chainrule.lab.dataset;

/// How much is read of files of others before they are refused.
public final class DatasetLimits {
    /// One side of an image, in pixels.
    static final int IMAGE_SIDE = 16_384;

    /// One image, in pixels.
    static final long IMAGE_PIXELS = 64_000_000;

    /// The file of one image, in bytes.
    public static final long IMAGE_BYTES = 512_000_000;

    /// One IDX file; MNIST's largest has 47 MB.
    static final long IDX_BYTES = 256_000_000;

    /// One file inside an archive, inflated; the largest known has 31 MB, or 47 MB for MNIST.
    public static final long ENTRY_BYTES = 64_000_000;

    /// All files inside an archive, inflated; the largest known has 186 MB.
    public static final long ARCHIVE_BYTES = 512_000_000;

    /// The number of files inside an archive; the largest known has 13.
    public static final int ARCHIVE_ENTRIES = 1000;

    /// One download; the largest known has 171 MB.
    public static final long DOWNLOAD_BYTES = 256_000_000;

    private DatasetLimits() {}
}
