package dev.chainrule.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A fully-connected classifier to be timed: affine layers with a ReLU (and, if asked for, batch normalisation before
/// it) after every layer except the last.
///
/// @param sizes the width of the input, of each hidden layer and of the scores
/// @param batch the number of examples in a step
/// @param batchNorm whether each hidden layer is normalised over the batch
record NetShape(List<Integer> sizes, int batch, boolean batchNorm) {

    /// The nets of the side-by-side table.
    static List<NetShape> all(boolean batchNorm) {
        return List.of(
                new NetShape(List.of(3072, 100, 100, 100, 100, 100, 10), 50, batchNorm),
                new NetShape(List.of(3072, 100, 100, 100, 100, 100, 10), 100, batchNorm),
                new NetShape(List.of(3072, 50, 50, 10), 100, batchNorm),
                new NetShape(List.of(3072, 1024, 1024, 1024, 10), 128, batchNorm));
    }

    /// Reads what [#toString()] writes, for example `3072-50-50-10@100` or `3072-50-50-10@100+bn`.
    static NetShape parse(String text) {
        boolean batchNorm = text.endsWith("+bn");
        String[] parts = text.replace("+bn", "").split("@");
        List<Integer> sizes =
                Arrays.stream(parts[0].split("-")).map(Integer::valueOf).toList();
        return new NetShape(sizes, Integer.parseInt(parts[1]), batchNorm);
    }

    int layers() {
        return sizes.size() - 1;
    }

    int inputs() {
        return sizes.getFirst();
    }

    int classes() {
        return sizes.getLast();
    }

    /// Floating-point operations of the matrix products of one step, without the unneeded gradient by the input.
    double operations() {
        double operations = 0;
        for (int layer = 0; layer < layers(); layer++) {
            operations += (layer == 0 ? 4.0 : 6.0) * batch * sizes.get(layer) * sizes.get(layer + 1);
        }
        return operations;
    }

    @Override
    public String toString() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining("-"))
                + "@"
                + batch
                + (batchNorm ? "+bn" : "");
    }
}
