package dev.chainrule.kernel;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The innermost loops of the matrix product: a tile of some rows by one or two vectors of columns, kept in
/// registers.
///
/// For `steps` values of the inner index, `c[row][column] = from[row][column] + Σ a[row] · b[column]`, one
/// multiply-add after the other in the order of the inner index. So the result does not depend on which tile
/// an
/// element falls into. At each step a tile reads `a` at consecutive positions and `b` at consecutive
/// positions,
/// then both advance by their step.
///
/// The heights are what the registers hold: twelve rows by two vectors for 32 registers, six by two for 16.
final class VectorGemmTile {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    /// Whether there are only 16 vector registers, as on x86 without AVX-512.
    private static final boolean FEW_REGISTERS = LANES == 8;

    /// The rows of a large tile.
    static final int ROWS = FEW_REGISTERS ? 6 : 12;

    /// The rows of a small tile, at most.
    static final int FEW_ROWS = 4;

    private VectorGemmTile() {}

    /// A large tile of two vectors.
    static void two(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        if (FEW_REGISTERS) {
            sixByTwo(steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
        } else {
            twelveByTwo(steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
        }
    }

    /// A large tile of one vector.
    static void one(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        if (FEW_REGISTERS) {
            sixByOne(steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
        } else {
            twelveByOne(steps, a, aOffset, aStep, b, bOffset, bStep, from, fromOffset, fromStride, c, cOffset, ldc);
        }
    }

    /// Twelve rows of two vectors.
    static void twelveByTwo(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        FloatVector c0x = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector c0y = FloatVector.fromArray(SPECIES, from, fromOffset + LANES);
        FloatVector c1x = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride);
        FloatVector c1y = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride + LANES);
        FloatVector c2x = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride);
        FloatVector c2y = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride + LANES);
        FloatVector c3x = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride);
        FloatVector c3y = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride + LANES);
        FloatVector c4x = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride);
        FloatVector c4y = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride + LANES);
        FloatVector c5x = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride);
        FloatVector c5y = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride + LANES);
        FloatVector c6x = FloatVector.fromArray(SPECIES, from, fromOffset + 6 * fromStride);
        FloatVector c6y = FloatVector.fromArray(SPECIES, from, fromOffset + 6 * fromStride + LANES);
        FloatVector c7x = FloatVector.fromArray(SPECIES, from, fromOffset + 7 * fromStride);
        FloatVector c7y = FloatVector.fromArray(SPECIES, from, fromOffset + 7 * fromStride + LANES);
        FloatVector c8x = FloatVector.fromArray(SPECIES, from, fromOffset + 8 * fromStride);
        FloatVector c8y = FloatVector.fromArray(SPECIES, from, fromOffset + 8 * fromStride + LANES);
        FloatVector c9x = FloatVector.fromArray(SPECIES, from, fromOffset + 9 * fromStride);
        FloatVector c9y = FloatVector.fromArray(SPECIES, from, fromOffset + 9 * fromStride + LANES);
        FloatVector c10x = FloatVector.fromArray(SPECIES, from, fromOffset + 10 * fromStride);
        FloatVector c10y = FloatVector.fromArray(SPECIES, from, fromOffset + 10 * fromStride + LANES);
        FloatVector c11x = FloatVector.fromArray(SPECIES, from, fromOffset + 11 * fromStride);
        FloatVector c11y = FloatVector.fromArray(SPECIES, from, fromOffset + 11 * fromStride + LANES);
        int i = aOffset;
        int j = bOffset;
        for (int step = 0; step < steps; step++) {
            FloatVector x = FloatVector.fromArray(SPECIES, b, j);
            FloatVector y = FloatVector.fromArray(SPECIES, b, j + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[i]);
            c0x = a0.fma(x, c0x);
            c0y = a0.fma(y, c0y);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
            c1x = a1.fma(x, c1x);
            c1y = a1.fma(y, c1y);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
            c2x = a2.fma(x, c2x);
            c2y = a2.fma(y, c2y);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
            c3x = a3.fma(x, c3x);
            c3y = a3.fma(y, c3y);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[i + 4]);
            c4x = a4.fma(x, c4x);
            c4y = a4.fma(y, c4y);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[i + 5]);
            c5x = a5.fma(x, c5x);
            c5y = a5.fma(y, c5y);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[i + 6]);
            c6x = a6.fma(x, c6x);
            c6y = a6.fma(y, c6y);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[i + 7]);
            c7x = a7.fma(x, c7x);
            c7y = a7.fma(y, c7y);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[i + 8]);
            c8x = a8.fma(x, c8x);
            c8y = a8.fma(y, c8y);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[i + 9]);
            c9x = a9.fma(x, c9x);
            c9y = a9.fma(y, c9y);
            FloatVector a10 = FloatVector.broadcast(SPECIES, a[i + 10]);
            c10x = a10.fma(x, c10x);
            c10y = a10.fma(y, c10y);
            FloatVector a11 = FloatVector.broadcast(SPECIES, a[i + 11]);
            c11x = a11.fma(x, c11x);
            c11y = a11.fma(y, c11y);
            i += aStep;
            j += bStep;
        }
        c0x.intoArray(c, cOffset);
        c0y.intoArray(c, cOffset + LANES);
        c1x.intoArray(c, cOffset + ldc);
        c1y.intoArray(c, cOffset + ldc + LANES);
        c2x.intoArray(c, cOffset + 2 * ldc);
        c2y.intoArray(c, cOffset + 2 * ldc + LANES);
        c3x.intoArray(c, cOffset + 3 * ldc);
        c3y.intoArray(c, cOffset + 3 * ldc + LANES);
        c4x.intoArray(c, cOffset + 4 * ldc);
        c4y.intoArray(c, cOffset + 4 * ldc + LANES);
        c5x.intoArray(c, cOffset + 5 * ldc);
        c5y.intoArray(c, cOffset + 5 * ldc + LANES);
        c6x.intoArray(c, cOffset + 6 * ldc);
        c6y.intoArray(c, cOffset + 6 * ldc + LANES);
        c7x.intoArray(c, cOffset + 7 * ldc);
        c7y.intoArray(c, cOffset + 7 * ldc + LANES);
        c8x.intoArray(c, cOffset + 8 * ldc);
        c8y.intoArray(c, cOffset + 8 * ldc + LANES);
        c9x.intoArray(c, cOffset + 9 * ldc);
        c9y.intoArray(c, cOffset + 9 * ldc + LANES);
        c10x.intoArray(c, cOffset + 10 * ldc);
        c10y.intoArray(c, cOffset + 10 * ldc + LANES);
        c11x.intoArray(c, cOffset + 11 * ldc);
        c11y.intoArray(c, cOffset + 11 * ldc + LANES);
    }

    /// Twelve rows of one vector.
    static void twelveByOne(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        FloatVector c0x = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector c1x = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride);
        FloatVector c2x = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride);
        FloatVector c3x = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride);
        FloatVector c4x = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride);
        FloatVector c5x = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride);
        FloatVector c6x = FloatVector.fromArray(SPECIES, from, fromOffset + 6 * fromStride);
        FloatVector c7x = FloatVector.fromArray(SPECIES, from, fromOffset + 7 * fromStride);
        FloatVector c8x = FloatVector.fromArray(SPECIES, from, fromOffset + 8 * fromStride);
        FloatVector c9x = FloatVector.fromArray(SPECIES, from, fromOffset + 9 * fromStride);
        FloatVector c10x = FloatVector.fromArray(SPECIES, from, fromOffset + 10 * fromStride);
        FloatVector c11x = FloatVector.fromArray(SPECIES, from, fromOffset + 11 * fromStride);
        int i = aOffset;
        int j = bOffset;
        for (int step = 0; step < steps; step++) {
            FloatVector x = FloatVector.fromArray(SPECIES, b, j);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[i]);
            c0x = a0.fma(x, c0x);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
            c1x = a1.fma(x, c1x);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
            c2x = a2.fma(x, c2x);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
            c3x = a3.fma(x, c3x);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[i + 4]);
            c4x = a4.fma(x, c4x);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[i + 5]);
            c5x = a5.fma(x, c5x);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[i + 6]);
            c6x = a6.fma(x, c6x);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[i + 7]);
            c7x = a7.fma(x, c7x);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[i + 8]);
            c8x = a8.fma(x, c8x);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[i + 9]);
            c9x = a9.fma(x, c9x);
            FloatVector a10 = FloatVector.broadcast(SPECIES, a[i + 10]);
            c10x = a10.fma(x, c10x);
            FloatVector a11 = FloatVector.broadcast(SPECIES, a[i + 11]);
            c11x = a11.fma(x, c11x);
            i += aStep;
            j += bStep;
        }
        c0x.intoArray(c, cOffset);
        c1x.intoArray(c, cOffset + ldc);
        c2x.intoArray(c, cOffset + 2 * ldc);
        c3x.intoArray(c, cOffset + 3 * ldc);
        c4x.intoArray(c, cOffset + 4 * ldc);
        c5x.intoArray(c, cOffset + 5 * ldc);
        c6x.intoArray(c, cOffset + 6 * ldc);
        c7x.intoArray(c, cOffset + 7 * ldc);
        c8x.intoArray(c, cOffset + 8 * ldc);
        c9x.intoArray(c, cOffset + 9 * ldc);
        c10x.intoArray(c, cOffset + 10 * ldc);
        c11x.intoArray(c, cOffset + 11 * ldc);
    }

    /// Six rows of two vectors.
    static void sixByTwo(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        FloatVector c0x = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector c0y = FloatVector.fromArray(SPECIES, from, fromOffset + LANES);
        FloatVector c1x = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride);
        FloatVector c1y = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride + LANES);
        FloatVector c2x = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride);
        FloatVector c2y = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride + LANES);
        FloatVector c3x = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride);
        FloatVector c3y = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride + LANES);
        FloatVector c4x = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride);
        FloatVector c4y = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride + LANES);
        FloatVector c5x = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride);
        FloatVector c5y = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride + LANES);
        int i = aOffset;
        int j = bOffset;
        for (int step = 0; step < steps; step++) {
            FloatVector x = FloatVector.fromArray(SPECIES, b, j);
            FloatVector y = FloatVector.fromArray(SPECIES, b, j + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[i]);
            c0x = a0.fma(x, c0x);
            c0y = a0.fma(y, c0y);
            keepOrder();
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
            c1x = a1.fma(x, c1x);
            c1y = a1.fma(y, c1y);
            keepOrder();
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
            c2x = a2.fma(x, c2x);
            c2y = a2.fma(y, c2y);
            keepOrder();
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
            c3x = a3.fma(x, c3x);
            c3y = a3.fma(y, c3y);
            keepOrder();
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[i + 4]);
            c4x = a4.fma(x, c4x);
            c4y = a4.fma(y, c4y);
            keepOrder();
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[i + 5]);
            c5x = a5.fma(x, c5x);
            c5y = a5.fma(y, c5y);
            i += aStep;
            j += bStep;
        }
        c0x.intoArray(c, cOffset);
        c0y.intoArray(c, cOffset + LANES);
        c1x.intoArray(c, cOffset + ldc);
        c1y.intoArray(c, cOffset + ldc + LANES);
        c2x.intoArray(c, cOffset + 2 * ldc);
        c2y.intoArray(c, cOffset + 2 * ldc + LANES);
        c3x.intoArray(c, cOffset + 3 * ldc);
        c3y.intoArray(c, cOffset + 3 * ldc + LANES);
        c4x.intoArray(c, cOffset + 4 * ldc);
        c4y.intoArray(c, cOffset + 4 * ldc + LANES);
        c5x.intoArray(c, cOffset + 5 * ldc);
        c5y.intoArray(c, cOffset + 5 * ldc + LANES);
    }

    /// Six rows of one vector.
    static void sixByOne(
            int steps,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        FloatVector c0x = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector c1x = FloatVector.fromArray(SPECIES, from, fromOffset + fromStride);
        FloatVector c2x = FloatVector.fromArray(SPECIES, from, fromOffset + 2 * fromStride);
        FloatVector c3x = FloatVector.fromArray(SPECIES, from, fromOffset + 3 * fromStride);
        FloatVector c4x = FloatVector.fromArray(SPECIES, from, fromOffset + 4 * fromStride);
        FloatVector c5x = FloatVector.fromArray(SPECIES, from, fromOffset + 5 * fromStride);
        int i = aOffset;
        int j = bOffset;
        for (int step = 0; step < steps; step++) {
            FloatVector x = FloatVector.fromArray(SPECIES, b, j);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[i]);
            c0x = a0.fma(x, c0x);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + 1]);
            c1x = a1.fma(x, c1x);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + 2]);
            c2x = a2.fma(x, c2x);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + 3]);
            c3x = a3.fma(x, c3x);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[i + 4]);
            c4x = a4.fma(x, c4x);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[i + 5]);
            c5x = a5.fma(x, c5x);
            i += aStep;
            j += bStep;
        }
        c0x.intoArray(c, cOffset);
        c1x.intoArray(c, cOffset + ldc);
        c2x.intoArray(c, cOffset + 2 * ldc);
        c3x.intoArray(c, cOffset + 3 * ldc);
        c4x.intoArray(c, cOffset + 4 * ldc);
        c5x.intoArray(c, cOffset + 5 * ldc);
    }

    /// One to four rows of two vectors. Missing rows repeat the last one, value and place.
    static void few(
            int steps,
            int rows,
            float[] a,
            int aOffset,
            int aStep,
            float[] b,
            int bOffset,
            int bStep,
            float[] from,
            int fromOffset,
            int fromStride,
            float[] c,
            int cOffset,
            int ldc) {
        int r1 = Math.min(1, rows - 1);
        int r2 = Math.min(2, rows - 1);
        int r3 = Math.min(3, rows - 1);
        FloatVector c0x = FloatVector.fromArray(SPECIES, from, fromOffset);
        FloatVector c0y = FloatVector.fromArray(SPECIES, from, fromOffset + LANES);
        FloatVector c1x = FloatVector.fromArray(SPECIES, from, fromOffset + r1 * fromStride);
        FloatVector c1y = FloatVector.fromArray(SPECIES, from, fromOffset + r1 * fromStride + LANES);
        FloatVector c2x = FloatVector.fromArray(SPECIES, from, fromOffset + r2 * fromStride);
        FloatVector c2y = FloatVector.fromArray(SPECIES, from, fromOffset + r2 * fromStride + LANES);
        FloatVector c3x = FloatVector.fromArray(SPECIES, from, fromOffset + r3 * fromStride);
        FloatVector c3y = FloatVector.fromArray(SPECIES, from, fromOffset + r3 * fromStride + LANES);
        int i = aOffset;
        int j = bOffset;
        for (int step = 0; step < steps; step++) {
            FloatVector x = FloatVector.fromArray(SPECIES, b, j);
            FloatVector y = FloatVector.fromArray(SPECIES, b, j + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[i]);
            c0x = a0.fma(x, c0x);
            c0y = a0.fma(y, c0y);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[i + r1]);
            c1x = a1.fma(x, c1x);
            c1y = a1.fma(y, c1y);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[i + r2]);
            c2x = a2.fma(x, c2x);
            c2y = a2.fma(y, c2y);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[i + r3]);
            c3x = a3.fma(x, c3x);
            c3y = a3.fma(y, c3y);
            i += aStep;
            j += bStep;
        }
        c0x.intoArray(c, cOffset);
        c0y.intoArray(c, cOffset + LANES);
        c1x.intoArray(c, cOffset + r1 * ldc);
        c1y.intoArray(c, cOffset + r1 * ldc + LANES);
        c2x.intoArray(c, cOffset + r2 * ldc);
        c2y.intoArray(c, cOffset + r2 * ldc + LANES);
        c3x.intoArray(c, cOffset + r3 * ldc);
        c3y.intoArray(c, cOffset + r3 * ldc + LANES);
    }

    /// Keeps the compiler from loading all broadcasts of a step before its first multiply-add, which would
    /// spill accumulators to memory. Costs no instruction on x86.
    private static void keepOrder() {
        VarHandle.loadLoadFence();
    }
}
