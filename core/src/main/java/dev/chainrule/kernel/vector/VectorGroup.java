package dev.chainrule.kernel.vector;

import dev.chainrule.kernel.GroupGeometry;
import java.util.Arrays;

/// Normalisation of the groups of one example: each channel gets the coefficients of its group, and the rest is what
/// [VectorRows] does to the features of a batch, the rows being the pixels.
///
/// @param sums scratch of each part of the work: two numbers a channel
/// @param coefficients scratch of each part of the work
@SuppressWarnings("ArrayRecordComponent") // passed from method to method, never compared
record VectorGroup(
        GroupGeometry geometry,
        double epsilon,
        float[] gamma,
        double[] mean,
        double[] variance,
        float[] x,
        float[] coefficients,
        double[] sums) {

    void forward(int example, int part, float[] beta, float[] y) {
        int channels = geometry.channels();
        int width = geometry.channelsOfGroup();
        int row = example * geometry.pixels();
        int end = row + geometry.pixels();
        int base = part * VectorRows.COEFFICIENTS * channels;
        int offset = part * 2 * channels;
        for (int c = 0; c < channels; c++) {
            coefficients[base + c] = x[row * channels + c - c % width];
        }
        Arrays.fill(sums, offset, offset + 2 * channels, 0);
        VectorRows.moments(x, channels, row, end, coefficients, base, sums, offset);
        for (int g = 0; g < geometry.groups(); g++) {
            int first = g * width;
            double distance = sum(offset + first, width) / geometry.sizeOfGroup();
            double squares = sum(offset + channels + first, width) / geometry.sizeOfGroup();
            int at = example * geometry.groups() + g;
            mean[at] = coefficients[base + first] + distance;
            variance[at] = Math.max(0, squares - distance * distance);
            double inverse = 1 / Math.sqrt(variance[at] + epsilon);
            for (int c = first; c < first + width; c++) {
                VectorRows.put(coefficients, base + c, channels, mean[at], inverse * gamma[c], beta[c]);
            }
        }
        VectorRows.standardize(x, y, channels, row, end, coefficients, base);
    }

    /// @param totals gets the example's share of dbeta and dgamma added, two numbers a channel of each part
    void backward(int example, int part, float[] dy, float[] dx, double[] totals) {
        int channels = geometry.channels();
        int width = geometry.channelsOfGroup();
        int row = example * geometry.pixels();
        int end = row + geometry.pixels();
        int base = part * VectorRows.COEFFICIENTS * channels;
        int offset = part * 2 * channels;
        for (int c = 0; c < channels; c++) {
            int at = example * geometry.groups() + c / width;
            double inverse = 1 / Math.sqrt(variance[at] + epsilon);
            VectorRows.put(coefficients, base + c, channels, mean[at], inverse * gamma[c], 0);
        }
        Arrays.fill(sums, offset, offset + 2 * channels, 0);
        VectorRows.gradientSums(x, dy, channels, row, end, coefficients, base, sums, offset);
        for (int g = 0; g < geometry.groups(); g++) {
            int at = example * geometry.groups() + g;
            double inverse = 1 / Math.sqrt(variance[at] + epsilon);
            double sum = 0;
            double dot = 0;
            for (int c = g * width; c < (g + 1) * width; c++) {
                double xHat = sums[offset + channels + c] * inverse;
                totals[offset + c] += sums[offset + c];
                totals[offset + channels + c] += xHat;
                sum += gamma[c] * sums[offset + c];
                dot += gamma[c] * xHat;
            }
            float byDistance = (float) (-inverse * inverse * dot / geometry.sizeOfGroup());
            float constant = (float) (-inverse * sum / geometry.sizeOfGroup());
            int fourth = base + 4 * channels;
            Arrays.fill(coefficients, fourth + g * width, fourth + (g + 1) * width, byDistance);
            Arrays.fill(coefficients, fourth + channels + g * width, fourth + channels + (g + 1) * width, constant);
        }
        VectorRows.gradients(x, dy, dx, channels, row, end, coefficients, base);
    }

    private double sum(int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += sums[i];
        }
        return sum;
    }
}
