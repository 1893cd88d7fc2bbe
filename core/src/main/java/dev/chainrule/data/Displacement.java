package dev.chainrule.data;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// An image seen elsewhere: moved, then mirrored.
///
/// @param flipped whether left and right are exchanged
/// @param down pixels that the image is moved down, negative for up
/// @param right pixels that the image is moved to the right before it is mirrored, negative for left
/// @param padding what comes in at the border
public record Displacement(boolean flipped, int down, int right, Padding padding) {

    /// Every image of a batch, moved in the same way, as a new batch allocated as [Tensor#allocate].
    ///
    /// @param x (N, C, H, W) or (N, C · H · W)
    /// @param image (C, H, W)
    /// @throws IllegalArgumentException if the batch is not of such images, or they are moved out of sight
    public Tensor of(Tensor x, Shape image) {
        ImageLayout layout = ImageLayout.of("Displacement", x, image);
        requireInside("Displacement", Math.max(Math.abs((long) down), Math.abs((long) right)), image);
        Tensor moved = Tensor.allocateLike(x);
        ImageLayout.Cells cells = ImageLayout.Cells.of(x, moved);
        Parallel.current().forEach(x.shape().extent(0), n -> layout.move(this, cells, n));
        return moved;
    }

    static void requireInside(String where, long pixels, Shape image) {
        int least = Math.min(image.extent(1), image.extent(2));
        if (pixels >= least) {
            throw new IllegalArgumentException(
                    "%s: translation by %s pixels does not fit images %s; expected at most %s"
                            .formatted(where, pixels, image, least - 1));
        }
    }
}
