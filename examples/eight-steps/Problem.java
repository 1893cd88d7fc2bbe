import dev.chainrule.random.NumpyRandom;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;

/// What all eight steps learn by heart: 64 random examples of 1000 numbers, each with 10 random numbers to answer. They
/// are those of `np.random.randn` after `np.random.seed(0)`, so a program in NumPy has the same ones.
///
/// @param random draws the weights next
record Problem(Tensor x, Tensor y, NumpyRandom random) {

    static Problem of(Precision precision) {
        NumpyRandom random = new NumpyRandom(0);
        Tensor x = Tensor.gaussian(precision, Shape.of(64, 1000), random);
        Tensor y = Tensor.gaussian(precision, Shape.of(64, 10), random);
        return new Problem(x, y, random);
    }

    static void print(double[] losses) {
        for (int t = 99; t < losses.length; t += 100) {
            System.out.printf("step %d: loss %.6g%n", t, losses[t]);
        }
    }
}
