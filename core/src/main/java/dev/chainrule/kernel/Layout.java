package dev.chainrule.kernel;

import dev.chainrule.tensor.Tensor;

/// Copies between the order in which images are stored, channels last, and rows in (C, H, W) order.
public interface Layout {

    /// Copies images into rows.
    ///
    /// @param images (N, C, H, W)
    /// @param rows (N, C · H · W)
    void toRows(Tensor images, Tensor rows);

    /// Copies rows into images.
    ///
    /// @param rows (N, C · H · W)
    /// @param images (N, C, H, W)
    void toImages(Tensor rows, Tensor images);
}
