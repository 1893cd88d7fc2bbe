package dev.chainrule.kernel.vector;

import dev.chainrule.kernel.Parallel;
import dev.chainrule.kernel.Pixels;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Tensor;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The bytes of images into numbers, a vector at a time.
public final class VectorPixels implements Pixels {
    private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;

    /// A constant, so that the conversions are single instructions: otherwise each one allocates.
    private static final VectorSpecies<Integer> INTS = Lanes.INTS;
    /// As many bytes as a vector has floats, or the smallest vector there is: then only its first part is used.
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, FLOATS.length() * Byte.SIZE)));

    @Override
    public void scale(byte[] bytes, int[] examples, float[] shift, float[] scale, Tensor x) {
        float[] out = FloatTensor.dataOf(x);
        Parallel.current().forEach(examples.length, n -> row(bytes, examples[n] * shift.length, shift, scale, out, n));
    }

    private static void row(byte[] bytes, int from, float[] shift, float[] scale, float[] out, int n) {
        int size = shift.length;
        int lanes = FLOATS.length();
        int to = n * size;
        int i = 0;
        for (; i + BYTES.length() <= size; i += lanes) {
            var values = (FloatVector) ByteVector.fromArray(BYTES, bytes, from + i)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                    .convertShape(VectorOperators.I2F, FLOATS, 0);
            values.sub(FloatVector.fromArray(FLOATS, shift, i))
                    .mul(FloatVector.fromArray(FLOATS, scale, i))
                    .intoArray(out, to + i);
        }
        for (; i < size; i++) {
            out[to + i] = ((bytes[from + i] & 0xff) - shift[i]) * scale[i];
        }
    }
}
