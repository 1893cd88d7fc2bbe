package dev.chainrule.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Multiply-adds between registers and nothing else. As many chains as hide the latency of an instruction where a core
/// begins two every cycle, and as 16 registers hold.
public final class VectorPeak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 10;

    private VectorPeak() {}

    /// So many rounds of a multiply-add in each lane of each chain.
    ///
    /// @return how many multiply-adds that were
    public static double multiplyAdds(int rounds) {
        if (Float.isNaN(run(rounds))) {
            throw new IllegalStateException("VectorPeak: the sum of halves is no number");
        }
        return (double) rounds * CHAINS * SPECIES.length();
    }

    /// A number that depends on all of them, so that none is left out.
    private static float run(int rounds) {
        FloatVector factor = FloatVector.broadcast(SPECIES, 0.5f);
        FloatVector addend = FloatVector.broadcast(SPECIES, 1);
        FloatVector a0 = factor;
        FloatVector a1 = factor;
        FloatVector a2 = factor;
        FloatVector a3 = factor;
        FloatVector a4 = factor;
        FloatVector a5 = addend;
        FloatVector a6 = addend;
        FloatVector a7 = addend;
        FloatVector a8 = addend;
        FloatVector a9 = addend;
        for (int i = 0; i < rounds; i++) {
            a0 = a0.fma(factor, addend);
            a1 = a1.fma(factor, addend);
            a2 = a2.fma(factor, addend);
            a3 = a3.fma(factor, addend);
            a4 = a4.fma(factor, addend);
            a5 = a5.fma(factor, addend);
            a6 = a6.fma(factor, addend);
            a7 = a7.fma(factor, addend);
            a8 = a8.fma(factor, addend);
            a9 = a9.fma(factor, addend);
        }
        FloatVector low = a0.add(a1).add(a2).add(a3).add(a4);
        return a5.add(a6).add(a7).add(a8).add(a9).add(low).lane(0);
    }
}
