package dev.chainrule.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The vector types of this machine, and what all vector kernels do with lanes in the same way.
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    /// Lanes of a vector of floats.
    static final int COUNT = FLOATS.length();

    private Lanes() {}

    static FloatVector load(float[] x, int i) {
        return FloatVector.fromArray(FLOATS, x, i);
    }

    static FloatVector broadcast(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /// The lower (0) or upper (1) half of a vector of floats, as doubles.
    static DoubleVector widen(FloatVector x, int half) {
        return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, half);
    }

    /// The sum of the numbers in an array, from first to last.
    static double sum(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value;
        }
        return sum;
    }
}
