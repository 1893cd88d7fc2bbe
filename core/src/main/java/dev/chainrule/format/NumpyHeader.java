package dev.chainrule.format;

import dev.chainrule.settings.PlainText;
import dev.chainrule.tensor.Shape;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stands before the numbers of an array: their type and order, and the shape.
///
/// @param dtype as the file says it, for example `<f8`
/// @param type of the numbers; empty if they have no form here
/// @param characters of a text, which is no number but may say a setting; 0 of numbers
/// @param order of the bytes of a number
/// @param columnMajor whether the first axis is the one that changes fastest (`fortran_order`)
record NumpyHeader(
        String dtype, Optional<StoredType> type, int characters, ByteOrder order, boolean columnMajor, Shape shape) {
    private static final Pattern DTYPE = Pattern.compile("([<>|=]?+)([a-zA-Z?])([0-9]{0,6}+)(\\[.*+)?+");

    static final String READABLE =
            "expected float16 to float64, int8 to int64, uint8 to uint64 or bool. Save numbers: np.asarray(x,"
                    + " dtype=np.float64)";

    /// A header from the text of its dictionary.
    ///
    /// @param file what errors call it
    /// @param offset the byte of the file at which the text begins
    /// @throws FormatException if it is none of NumPy
    static NumpyHeader of(String dictionary, String file, int offset) throws FormatException {
        Map<String, @Nullable Object> values = PythonLiteral.dictionary(dictionary, file, offset);
        if (!(values.get("fortran_order") instanceof Boolean columnMajor)
                || !(values.get("shape") instanceof List<?> shape)
                || !values.containsKey("descr")
                || values.size() != 3) {
            throw new FormatException(
                    file,
                    offset,
                    "the header has the keys %s; expected descr, fortran_order (True or False) and shape (a tuple)"
                            .formatted(PlainText.name(values.keySet().toString())));
        }
        String dtype = values.get("descr") instanceof String said ? said : "V";
        Matcher parts = DTYPE.matcher(dtype);
        if (!parts.matches()) {
            throw new FormatException(
                    file, offset, "dtype '%s' is unknown; %s".formatted(PlainText.name(dtype), READABLE));
        }
        boolean unitless = parts.group(4) == null;
        Optional<StoredType> type = unitless ? type(parts.group(2) + parts.group(3)) : Optional.empty();
        boolean text = unitless && parts.group(2).equals("U") && !parts.group(3).isEmpty();
        int characters = text ? Integer.parseInt(parts.group(3)) : 0;
        boolean wide = type.map(known -> known.bytes > 1).orElse(characters > 0);
        if (wide && !parts.group(1).equals("<") && !parts.group(1).equals(">")) {
            throw new FormatException(
                    file,
                    offset,
                    "dtype '%s' does not say the order of its bytes; expected < or > before it"
                            .formatted(PlainText.name(dtype)));
        }
        ByteOrder order = parts.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NumpyHeader(dtype, type, characters, order, columnMajor, shape(shape, file, offset));
    }

    /// The bytes of one element; 0 if it cannot be read.
    int bytes() {
        return type.map(known -> known.bytes).orElse(characters * Integer.BYTES);
    }

    /// Why the elements are no numbers.
    String unreadable() {
        Matcher parts = DTYPE.matcher(dtype);
        String what = !parts.matches()
                ? "unknown"
                : switch (parts.group(2)) {
                    case "O" -> "Python objects, which are pickled and could run code";
                    case "c" -> "complex numbers";
                    case "U", "S", "a" -> "text";
                    case "M", "m" -> "dates or times";
                    case "V" -> "records";
                    case "f" -> "long double";
                    default -> "unknown";
                };
        return "dtype '%s' (%s) is not read; %s".formatted(PlainText.name(dtype), what, READABLE);
    }

    private static Optional<StoredType> type(String name) {
        return Optional.ofNullable(
                switch (name) {
                    case "b1" -> StoredType.BOOL;
                    case "i1" -> StoredType.I8;
                    case "i2" -> StoredType.I16;
                    case "i4" -> StoredType.I32;
                    case "i8" -> StoredType.I64;
                    case "u1" -> StoredType.U8;
                    case "u2" -> StoredType.U16;
                    case "u4" -> StoredType.U32;
                    case "u8" -> StoredType.U64;
                    case "f2" -> StoredType.F16;
                    case "f4" -> StoredType.F32;
                    case "f8" -> StoredType.F64;
                    default -> null;
                });
    }

    private static Shape shape(List<?> extents, String file, int offset) throws FormatException {
        String text = PlainText.name(
                extents.subList(0, Math.min(extents.size(), 1 + Limits.AXES)).toString());
        long size = 1;
        int[] narrow = new int[Math.min(extents.size(), Limits.AXES)];
        for (int i = 0; i < narrow.length; i++) {
            if (!(extents.get(i) instanceof Long extent) || extent < 0) {
                throw new FormatException(
                        file,
                        offset,
                        "the shape %s holds %s; expected whole numbers of at least 0"
                                .formatted(text, PlainText.name(String.valueOf(extents.get(i)))));
            }
            narrow[i] = (int) Math.min(extent, Integer.MAX_VALUE);
            size = Shape.elements(size, Math.max(1, extent)); // an axis of 0 hides none of the others
        }
        if (extents.size() > Limits.AXES || size > Shape.MOST_ELEMENTS) {
            throw new FormatException(
                    file,
                    offset,
                    "the shape %s does not fit one tensor; expected at most %s axes and %s elements"
                            .formatted(text, Limits.AXES, Shape.MOST_ELEMENTS));
        }
        return Shape.of(narrow);
    }
}
