package dev.chainrule.format;

/// How much of a file of others is believed before it is refused: every cap of every reader, with its reason. What a
/// file says of itself is compared with these and with how long it really is before memory is taken for it.
public final class Limits {
    /// What deflate makes of one byte, at most; an archive or a `.gz` that promises more lies.
    public static final long INFLATED_PER_BYTE = 1032;

    /// The characters of an error's reason. Ours are below 300 and cite names by their beginnings; this is the last
    /// defence of the terminal.
    public static final int REASON_CHARACTERS = 1000;

    /// The axes of a tensor in a file. Images and kernels have four, and nothing here works on more than eight.
    public static final int AXES = 8;

    /// The characters of a name in a file, of a tensor or of an array; the longest of known models have about 120.
    public static final int NAME_CHARACTERS = 512;

    /// Levels of lists and objects within each other in JSON. Readers descend by calls, so that depth costs stack;
    /// the files of a run have six levels.
    public static final int JSON_DEPTH = 32;

    /// The values of one JSON text, each of which takes a few dozen bytes of memory; the longest line that a run
    /// writes has some ten thousand.
    public static final int JSON_VALUES = 1 << 20;

    /// The characters of a number. A double needs 24; the time to read digits grows with the square of their count.
    public static final int NUMBER_CHARACTERS = 100;

    /// The header of a safetensors file: at about 100 bytes a tensor, of 40,000 tensors. The format's own reader
    /// takes 100 MB.
    public static final int SAFETENSORS_HEADER_BYTES = 4 << 20;

    /// The text in the header of a safetensors file, by key.
    public static final int METADATA = 65_536;

    /// The tensors of one file; the largest models have some thousand in each of theirs.
    public static final int TENSORS = 65_536;

    /// The header of a NumPy array; that of numbers has 128 bytes, and NumPy itself stops at 10,000.
    public static final int NUMPY_HEADER_BYTES = 1 << 16;

    /// The characters of a text in an array of NumPy. Settings are a word; what is longer is none.
    public static final int NUMPY_TEXT_CHARACTERS = 1024;

    /// The arrays of one archive of NumPy.
    public static final int NUMPY_MEMBERS = 65_536;

    /// The memory for the arrays of an archive of NumPy, however short it is: zeros and masks pack well.
    public static final long NUMPY_ARCHIVE_BYTES = 64L << 20;

    /// The memory for the arrays of an archive of NumPy, as a multiple of its length, where that is more than
    /// [#NUMPY_ARCHIVE_BYTES]. Numbers of a training pack to a half at best, whole numbers to a tenth.
    public static final long NUMPY_ARCHIVE_EXPANSION = 100;

    /// A file of settings, in bytes; the longest bundled one has 6,000.
    public static final int SETTINGS_BYTES = 1 << 20;

    /// Levels of sections and lists within each other in settings.
    public static final int SETTINGS_DEPTH = 32;

    /// The values of one file of settings.
    public static final int SETTINGS_VALUES = 10_000;

    /// A file of one object that a run writes, in bytes; what it says about data of a thousand classes has 100,000.
    public static final int RUN_FILE_BYTES = 16 << 20;

    /// A file that a run writes line by line, in bytes; ten million steps have 700 million.
    public static final int RUN_LINES_BYTES = 1 << 30;

    /// One side of an image, in pixels: more than any camera's, and 100 pixels times it are still a small image.
    public static final int IMAGE_SIDE = 16_384;

    /// One image, in pixels; decoded it takes four bytes each.
    public static final long IMAGE_PIXELS = 64_000_000;

    /// The file of one image, in bytes: [#IMAGE_PIXELS] with four channels of 16 bits, not packed.
    public static final long IMAGE_BYTES = 512_000_000;

    /// Scans of one JPEG; usual progressive ones have ten.
    public static final int JPEG_SCANS = 500;

    /// Scans of one JPEG times its pixels, which is the work of decoding it: 16 scans of the largest image.
    public static final long JPEG_SCANNED_PIXELS = 16 * IMAGE_PIXELS;

    /// Memory while one image is decoded, in bytes a pixel: samples of 16 bits as they are stored, three planes,
    /// and these turned upright.
    public static final int IMAGE_BYTES_PER_PIXEL = 12;

    /// One IDX file, inflated, in bytes; MNIST's largest has 47 MB.
    public static final long IDX_BYTES = 256_000_000;

    /// One file inside an archive of a data set, inflated, in bytes; the largest known has 47 MB.
    public static final long ENTRY_BYTES = 64_000_000;

    /// All files inside an archive of a data set, inflated, in bytes; the largest known has 186 MB.
    public static final long ARCHIVE_BYTES = 512_000_000;

    /// The files inside an archive of a data set; the largest known has 13.
    public static final int ARCHIVE_ENTRIES = 1000;

    /// One download, in bytes; the largest known has 171 MB.
    public static final long DOWNLOAD_BYTES = 256_000_000;

    private Limits() {}
}
