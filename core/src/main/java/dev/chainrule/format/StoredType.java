package dev.chainrule.format;

import dev.chainrule.tensor.Precision;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// A type of numbers in safetensors files, and the narrowest precision that holds each of its numbers exactly; for
/// whole numbers of 64 bits that is those up to 2⁵³.
@SuppressWarnings("ImmutableEnumChecker") // the functions keep nothing
enum StoredType {
    BOOL(1, Precision.FLOAT32, bytes -> bytes.get() == 0 ? 0 : 1),
    U8(1, Precision.FLOAT32, bytes -> Byte.toUnsignedInt(bytes.get())),
    I8(1, Precision.FLOAT32, ByteBuffer::get),
    F8_E5M2(1, Precision.FLOAT32, bytes -> Float.float16ToFloat((short) (bytes.get() << 8))),
    F8_E4M3(1, Precision.FLOAT32, bytes -> e4m3(bytes.get())),
    U16(2, Precision.FLOAT32, bytes -> Short.toUnsignedInt(bytes.getShort())),
    I16(2, Precision.FLOAT32, ByteBuffer::getShort),
    F16(2, Precision.FLOAT32, bytes -> Float.float16ToFloat(bytes.getShort())),
    BF16(2, Precision.FLOAT32, bytes -> Float.intBitsToFloat(bytes.getShort() << 16)),
    U32(4, Precision.FLOAT64, bytes -> Integer.toUnsignedLong(bytes.getInt())),
    I32(4, Precision.FLOAT64, ByteBuffer::getInt),
    F32(4, Precision.FLOAT32, ByteBuffer::getFloat),
    U64(8, Precision.FLOAT64, bytes -> exact(bytes.getLong(), true)),
    I64(8, Precision.FLOAT64, bytes -> exact(bytes.getLong(), false)),
    F64(8, Precision.FLOAT64, ByteBuffer::getDouble);

    /// The bytes of a number.
    final int bytes;

    /// What it is read as.
    final Precision precision;

    private final ToDoubleFunction<ByteBuffer> reader;

    StoredType(int bytes, Precision precision, ToDoubleFunction<ByteBuffer> reader) {
        this.bytes = bytes;
        this.precision = precision;
        this.reader = reader;
    }

    /// The type of that name; empty if it is none that can be read.
    static Optional<StoredType> named(String name) {
        return Arrays.stream(values())
                .filter(known -> known.name().equals(name))
                .findFirst();
    }

    /// The next number of a buffer.
    ///
    /// @throws ArithmeticException if no double is the same number
    double next(ByteBuffer buffer) {
        return reader.applyAsDouble(buffer);
    }

    /// Sign, 4 bits of exponent with a bias of 7, 3 bits of fraction; no infinity, and NaN where all bits are set.
    private static double e4m3(byte bits) {
        int exponent = bits >> 3 & 15;
        int fraction = bits & 7;
        double magnitude = (bits & 127) == 127
                ? Double.NaN
                : exponent == 0 ? Math.scalb(fraction, -9) : Math.scalb(8 + fraction, exponent - 10);
        return bits < 0 ? -magnitude : magnitude;
    }

    private static double exact(long number, boolean unsigned) {
        double value = number;
        if ((unsigned && number < 0) || Math.abs(value) > 0x1p53 || (long) value != number) {
            throw new ArithmeticException("no double is " + (unsigned ? Long.toUnsignedString(number) : number));
        }
        return value;
    }
}
