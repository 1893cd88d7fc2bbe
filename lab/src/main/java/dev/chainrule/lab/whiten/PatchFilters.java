package dev.chainrule.lab.whiten;

import dev.chainrule.data.Dataset;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.stream.IntStream;

/// Computes the filters of a [PatchWhitening]: the eigenvectors of the covariance of all patches, from the largest
/// eigenvalue to the smallest.
final class PatchFilters {
    private static final int MOST_IMAGES = 5000;
    private static final int IMAGES_AT_ONCE = 250;

    private PatchFilters() {}

    /// Sets the filters of a layer.
    ///
    /// @param training the images as the layer sees them; the first 5,000 are used
    static void fit(PatchWhitening whitening, Dataset training, Precision precision) {
        Patches patches =
                new Patches(training.exampleShape(), whitening.settings().kernel());
        int images = Math.min(MOST_IMAGES, training.size());
        for (int from = 0; from < images; from += IMAGES_AT_ONCE) {
            int[] examples = IntStream.range(from, Math.min(from + IMAGES_AT_ONCE, images))
                    .toArray();
            patches.add(training.batch(examples, precision).x());
        }
        setFilters(
                whitening.filters().value(),
                patches.covariance(),
                whitening.settings().epsilon());
    }

    private static void setFilters(Tensor filters, double[][] covariance, double epsilon) {
        int size = covariance.length;
        Eigenvectors eigen = Eigenvectors.of(covariance, _ -> {});
        for (int f = 0; f < size; f++) {
            double factor = 1 / Math.sqrt(eigen.values()[f] + epsilon);
            for (int i = 0; i < size; i++) {
                double weight = factor * eigen.vectors().getStored(f * size + i);
                filters.setStored(Tensor.storedOffset(filters.shape(), f * size + i), weight);
                filters.setStored(Tensor.storedOffset(filters.shape(), (size + f) * size + i), -weight);
            }
        }
    }

    /// Sums over all patches of images, each less the first one: sums of squares of raw numbers would cancel where
    /// the mean is large. A patch is in the order of the weights of a filter.
    private static final class Patches {
        private final int channels;
        private final int height;
        private final int width;
        private final int kernel;
        private final double[] patch;
        private final double[] first;
        private final double[] sums;
        private final double[][] products;
        private long count;

        Patches(Shape image, int kernel) {
            this.channels = image.extent(0);
            this.height = image.extent(1);
            this.width = image.extent(2);
            this.kernel = kernel;
            this.patch = new double[channels * kernel * kernel];
            this.first = new double[patch.length];
            this.sums = new double[patch.length];
            this.products = new double[patch.length][patch.length];
        }

        void add(Tensor images) {
            double[] pixels = images.toArray();
            int size = channels * height * width;
            for (int start = 0; start < pixels.length; start += size) {
                for (int i = 0; i + kernel <= height; i++) {
                    for (int j = 0; j + kernel <= width; j++) {
                        read(pixels, start + i * width + j);
                        addPatch();
                    }
                }
            }
        }

        private void read(double[] pixels, int corner) {
            int next = 0;
            for (int c = 0; c < channels; c++) {
                for (int u = 0; u < kernel; u++) {
                    int row = corner + (c * height + u) * width;
                    for (int v = 0; v < kernel; v++) {
                        patch[next++] = pixels[row + v];
                    }
                }
            }
        }

        private void addPatch() {
            if (count++ == 0) {
                System.arraycopy(patch, 0, first, 0, patch.length);
            }
            for (int a = 0; a < patch.length; a++) {
                patch[a] -= first[a];
                double value = patch[a];
                double[] row = products[a];
                sums[a] += value;
                for (int b = 0; b <= a; b++) {
                    row[b] += value * patch[b];
                }
            }
        }

        double[][] covariance() {
            double[][] covariance = new double[patch.length][patch.length];
            for (int a = 0; a < patch.length; a++) {
                for (int b = 0; b <= a; b++) {
                    covariance[a][b] = products[a][b] / count - sums[a] / count * (sums[b] / count);
                    covariance[b][a] = covariance[a][b];
                }
            }
            return covariance;
        }
    }
}
