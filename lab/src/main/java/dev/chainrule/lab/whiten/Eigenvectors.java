package dev.chainrule.lab.whiten;

import dev.chainrule.tensor.DoubleTensor;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.RawStore;

/// The eigenvalues of a covariance, falling and not below 0, and its eigenvectors, a row each. The component of the
/// largest magnitude of each is positive, so that the same covariance gives the same bits.
///
/// @param values falling
/// @param vectors (D, D) in float64, a row an eigenvector
@SuppressWarnings("ArrayRecordComponent") // shared on purpose, compared nowhere
record Eigenvectors(double[] values, Tensor vectors) {
    /// From so many features on it takes long enough to tell how far it is, and to keep the last one: several runs
    /// beside each other have the same covariance.
    private static final int MANY = 500;

    /// A part of that share of rows and columns is decomposed first, to know how long the whole takes.
    private static final int PART = 4;

    private static final long TICK_MILLIS = 200;

    private static SoftReference<@Nullable Known> last = new SoftReference<>(null);

    private record Known(double[][] matrix, Eigenvectors eigenvectors) {}

    /// Of a symmetric matrix, which is kept and must not change.
    ///
    /// @param progress gets the share that is done, an estimate from a part of the matrix
    static Eigenvectors of(double[][] matrix, DoubleConsumer progress) {
        if (matrix.length < MANY) {
            return decomposed(matrix);
        }
        Known known = known();
        if (known != null && Arrays.deepEquals(known.matrix, matrix)) {
            return known.eigenvectors;
        }
        Eigenvectors eigenvectors = watched(matrix, progress);
        keep(new Known(matrix, eigenvectors));
        return eigenvectors;
    }

    private static synchronized @Nullable Known known() {
        return last.get();
    }

    private static synchronized void keep(Known known) {
        last = new SoftReference<>(known);
    }

    private static Eigenvectors watched(double[][] matrix, DoubleConsumer progress) {
        int part = matrix.length / PART;
        long start = System.nanoTime();
        decomposed(Arrays.stream(matrix, 0, part)
                .map(row -> Arrays.copyOf(row, part))
                .toArray(double[][]::new));
        double expected = Math.pow(PART, 3) * (System.nanoTime() - start);
        CountDownLatch done = new CountDownLatch(1);
        Thread clock = Thread.ofPlatform()
                .daemon()
                .name("chainrule-eigenvectors")
                .start(() -> tick(done, start, expected, progress));
        try {
            return decomposed(matrix);
        } finally {
            done.countDown();
            join(clock);
        }
    }

    private static void tick(CountDownLatch done, long start, double expected, DoubleConsumer progress) {
        try {
            while (!done.await(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                progress.accept(Math.min(0.99, (System.nanoTime() - start) / expected));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread clock) {
        try {
            clock.join(); // so that nothing is told behind the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Eigenvectors decomposed(double[][] matrix) {
        int size = matrix.length;
        Eigenvalue<Double> eigen = Eigenvalue.R064.make(size, true);
        eigen.decompose(RawStore.wrap(matrix));
        MatrixStore<Double> found = eigen.getV();
        double[] diagonal = IntStream.range(0, size)
                .mapToDouble(i -> eigen.getD().doubleValue(i, i))
                .toArray();
        int[] order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -diagonal[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] values = new double[size];
        double[] vectors = new double[size * size];
        for (int row = 0; row < size; row++) {
            int column = order[row];
            values[row] = Math.max(0, diagonal[column]);
            double sign = sign(found, column, size);
            for (int i = 0; i < size; i++) {
                vectors[row * size + i] = sign * found.doubleValue(i, column);
            }
        }
        return new Eigenvectors(values, new DoubleTensor(Shape.of(size, size), vectors));
    }

    private static double sign(MatrixStore<Double> vectors, int column, int size) {
        double largest = 0;
        for (int i = 0; i < size; i++) {
            double component = vectors.doubleValue(i, column);
            largest = Math.abs(component) > Math.abs(largest) ? component : largest;
        }
        return largest < 0 ? -1 : 1;
    }
}
