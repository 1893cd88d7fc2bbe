package dev.chainrule.kernel.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The vector types of this machine, and what all vector kernels do with lanes in the same way.
public final class Lanes {
    /// Vectors of floats, as long as this machine likes them best; those of other numbers likewise.
    public static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    /// As many integers.
    public static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    /// Half as many doubles.
    public static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    /// Floats that are as many as the doubles of a vector.
    public static final VectorSpecies<Float> HALF_FLOATS =
            VectorSpecies.of(float.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

    private Lanes() {}

    /// A number of numbers rounded up to whole vectors.
    public static int padded(int count) {
        return Math.ceilDiv(count, Machine.LANES) * Machine.LANES;
    }

    /// A vector of an array, from place `i` on.
    public static FloatVector load(float[] x, int i) {
        return FloatVector.fromArray(FLOATS, x, i);
    }

    /// The same number in all lanes.
    public static FloatVector broadcast(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /// The lower (0) or upper (1) half of a vector of floats, as doubles.
    public static DoubleVector widen(FloatVector x, int half) {
        return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, half);
    }

    /// Half a vector of floats, for arithmetic whose results are added up in double.
    public static FloatVector loadHalf(float[] x, int i) {
        return FloatVector.fromArray(HALF_FLOATS, x, i);
    }

    /// Half a vector of floats as doubles.
    public static DoubleVector widen(FloatVector half) {
        return (DoubleVector) half.convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    /// The sum of the numbers in an array, from first to last.
    public static double sum(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value;
        }
        return sum;
    }
}
