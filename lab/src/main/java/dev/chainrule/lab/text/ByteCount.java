package dev.chainrule.lab.text;

import java.util.Locale;

/// Numbers of bytes in words.
public final class ByteCount {
    private ByteCount() {}

    /// Such as `120 KiB`, `23 MiB` or `1.5 GiB`.
    public static String text(long bytes) {
        if (bytes < 1 << 20) {
            return Math.ceilDiv(bytes, 1 << 10) + " KiB";
        }
        double mebibytes = (double) bytes / (1 << 20);
        return mebibytes < 1024
                ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
                : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024);
    }
}
