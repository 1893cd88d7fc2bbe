package dev.chainrule.explain;

import dev.chainrule.kernel.ConvolutionGeometry;
import dev.chainrule.kernel.PoolingWindow;
import dev.chainrule.layer.AveragePool;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Dropout;
import dev.chainrule.layer.Elementwise;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Maxout;
import dev.chainrule.layer.PRelu;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Residual;
import dev.chainrule.layer.Scale;
import dev.chainrule.model.Model;
import dev.chainrule.settings.Require;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The part of an image that a unit can see at a pixel of its layer: outside of it nothing changes its output.
///
/// It is followed back from layer to layer by the windows of convolutions and poolings; layers that work on each pixel
/// by itself leave it as it is, and a layer of any other kind sees all, as does one of a network that gets an image as
/// a row. Gradients of the unit's output are 0 outside, up to rounding, and may be 0 inside, where a ReLU is off or a
/// maximum lies elsewhere.
public final class ReceptiveField {
    private static final int IMAGE_RANK = 3;

    private final Shape image;
    private final Shape input;
    private final List<String> names;
    private final List<Layer> layers;
    private final List<List<Integer>> inputs;
    private final List<Shape> outputs;

    /// Rows and columns of an image.
    ///
    /// @param top the first row
    /// @param left the first column
    /// @param height rows
    /// @param width columns
    public record Region(int top, int left, int height, int width) {
        private Region with(Region other) {
            int above = Math.min(top, other.top);
            int before = Math.min(left, other.left);
            int below = Math.max(top + height, other.top + other.height);
            int behind = Math.max(left + width, other.left + other.width);
            return new Region(above, before, below - above, behind - before);
        }

        /// What windows see that end up in this region, cut off at the edges.
        private Region seen(Shape from, Window down, Window across) {
            int above = Math.max(0, down.first(top));
            int before = Math.max(0, across.first(left));
            int below = Math.min(from.extent(1), down.end(top + height - 1));
            int behind = Math.min(from.extent(2), across.end(left + width - 1));
            return new Region(above, before, Math.max(0, below - above), Math.max(0, behind - before));
        }
    }

    /// Windows along one side of an image.
    private record Window(int size, int stride, int padding) {
        int first(int place) {
            return place * stride - padding;
        }

        int end(int place) {
            return first(place) + size;
        }
    }

    private ReceptiveField(Shape image, Shape input, Trace trace) {
        this.image = image;
        this.input = input;
        this.names = trace.names();
        this.layers = trace.layers();
        this.inputs = IntStream.range(0, layers.size()).mapToObj(trace::inputs).toList();
        this.outputs = IntStream.range(0, layers.size())
                .mapToObj(place -> trace.output(place).shape().withoutFirst())
                .toList();
    }

    /// Looks at the layers of a network.
    ///
    /// @param image (C, H, W)
    /// @throws dev.chainrule.tensor.ShapeMismatchException if the network does not see such images
    public static ReceptiveField of(Model model, Shape image) {
        Shape one = model.input().batchOf(1);
        Pixels.requireImages("ReceptiveField", one, image);
        return new ReceptiveField(image, model.input(), Trace.of(model, Tensor.zeros(model.precision(), one)));
    }

    /// What the units of a layer see.
    ///
    /// @param row of the layer's output; 0 where it is no image
    /// @param column of the layer's output; 0 where it is no image
    /// @throws IllegalArgumentException if no layer is called so, or it has no such row or column
    public Region at(String layer, int row, int column) {
        int place = Trace.place(layer, names);
        Region all = whole(outputs.get(place));
        Require.that(row >= 0 && row < all.height(), "ReceptiveField", "row", row, "0 to " + (all.height() - 1));
        Require.that(
                column >= 0 && column < all.width(), "ReceptiveField", "column", column, "0 to " + (all.width() - 1));
        Map<Integer, Region> seen = new HashMap<>();
        seen.put(place, new Region(row, column, 1, 1));
        for (int each = place; each >= 0; each--) {
            Region here = seen.get(each);
            if (here != null) {
                for (int from : inputs.get(each)) {
                    seen.merge(from, through(layers.get(each), here, shape(from)), Region::with);
                }
            }
        }
        return input.rank() == IMAGE_RANK ? seen.getOrDefault(-1, whole(input)) : whole(image);
    }

    /// The shape of what comes from a place.
    private Shape shape(int place) {
        return place < 0 ? input : outputs.get(place);
    }

    private static Region whole(Shape shape) {
        return shape.rank() == IMAGE_RANK ? new Region(0, 0, shape.extent(1), shape.extent(2)) : new Region(0, 0, 1, 1);
    }

    /// What a layer looks at for a region of its output.
    ///
    /// @param from the shape of its input
    private static Region through(Layer layer, Region here, Shape from) {
        if (from.rank() != IMAGE_RANK) {
            return whole(from);
        }
        return switch (layer) {
            case Elementwise _, PRelu _, Scale _, Dropout _, Maxout _, BatchNorm _, Residual _ -> here;
            case PatchWhitening whitening -> through(whitening.children().getFirst(), here, from);
            case Convolution2d convolution -> through(convolution.geometry(from.batchOf(1)), here, from);
            case MaxPool pool -> through(pool.window(), here, from);
            case AveragePool pool -> through(pool.window(), here, from);
            default -> whole(from);
        };
    }

    private static Region through(ConvolutionGeometry of, Region here, Shape from) {
        return here.seen(
                from,
                new Window((of.kernelHeight() - 1) * of.dilationHeight() + 1, of.strideHeight(), of.paddingHeight()),
                new Window((of.kernelWidth() - 1) * of.dilationWidth() + 1, of.strideWidth(), of.paddingWidth()));
    }

    private static Region through(PoolingWindow of, Region here, Shape from) {
        return here.seen(
                from,
                new Window(of.height(), of.strideHeight(), of.paddingHeight()),
                new Window(of.width(), of.strideWidth(), of.paddingWidth()));
    }
}
