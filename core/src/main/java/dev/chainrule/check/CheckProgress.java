package dev.chainrule.check;

/// Hears how far a check is. It is called by one thread at a time, but not always by the same.
@FunctionalInterface
public interface CheckProgress {
    /// Called after a few elements each.
    ///
    /// @param done elements checked so far
    /// @param total elements to be checked
    void advanced(long done, long total);
}
