package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.format.Limits;
import dev.chainrule.lab.text.WholeFile;
import dev.chainrule.settings.Kebab;
import dev.chainrule.settings.PlainText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The values of a JSON object that a run, or a trial, wrote: each of the type that is asked for.
public final class JsonObject {
    private final String file;
    private final long start;
    private final Map<?, ?> values;

    private JsonObject(String file, long start, Map<?, ?> values) {
        this.file = file;
        this.start = start;
        this.values = values;
    }

    /// Reads a file that holds one object.
    ///
    /// @throws FormatException if it holds something else
    /// @throws IOException if it cannot be read
    public static JsonObject read(Path file) throws IOException {
        return of(WholeFile.bytes(file, Limits.RUN_FILE_BYTES), file.toString(), 0);
    }

    /// Reads one object out of a file.
    ///
    /// @param start where it stands in the file, for errors
    static JsonObject of(byte[] text, String file, long start) throws FormatException {
        if (Json.read(text, file, start) instanceof Map<?, ?> map) {
            return new JsonObject(file, start, map);
        }
        throw new FormatException(file, start, "the value is no JSON object; expected what a run writes");
    }

    static JsonObject of(String line, String file, long start) throws FormatException {
        return of(line.getBytes(StandardCharsets.UTF_8), file, start);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /// A text.
    ///
    /// @throws FormatException if it is missing or something else
    public String text(String key) throws FormatException {
        if (values.get(key) instanceof String text) {
            return text;
        }
        throw misfit(key, "a text");
    }

    List<String> texts(String key) throws FormatException {
        List<String> texts = new ArrayList<>();
        for (Object element : list(key)) {
            if (!(element instanceof String text)) {
                throw misfit(key, "a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    int[] counts(String key, int least) throws FormatException {
        List<?> list = list(key);
        int[] counts = new int[list.size()];
        for (int i = 0; i < counts.length; i++) {
            if (!(list.get(i) instanceof Long count) || count < least || count > Integer.MAX_VALUE) {
                throw misfit(key, "a list of whole numbers of at least " + least);
            }
            counts[i] = count.intValue();
        }
        return counts;
    }

    JsonObject object(String key) throws FormatException {
        if (values.get(key) instanceof Map<?, ?> map) {
            return new JsonObject(file, start, map);
        }
        throw misfit(key, "an object");
    }

    /// A list of objects.
    ///
    /// @throws FormatException if it is missing or something else
    public List<JsonObject> objects(String key) throws FormatException {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : list(key)) {
            if (!(element instanceof Map<?, ?> map)) {
                throw misfit(key, "a list of objects");
            }
            objects.add(new JsonObject(file, start, map));
        }
        return objects;
    }

    private List<?> list(String key) throws FormatException {
        if (values.get(key) instanceof List<?> list) {
            return list;
        }
        throw misfit(key, "a list");
    }

    /// A whole number.
    ///
    /// @param least the smallest that fits
    /// @throws FormatException if it is missing or something else
    public long count(String key, long least) throws FormatException {
        if (values.get(key) instanceof Long count && count >= least) {
            return count;
        }
        throw misfit(key, "a whole number of at least " + least);
    }

    /// A whole number of at most 2³¹ − 1.
    int whole(String key, int least) throws FormatException {
        long count = count(key, least);
        if (count > Integer.MAX_VALUE) {
            throw misfit(key, "a whole number of at most " + Integer.MAX_VALUE);
        }
        return (int) count;
    }

    double number(String key) throws FormatException {
        if (values.get(key) instanceof Number number) {
            return number.doubleValue();
        }
        throw misfit(key, "a number");
    }

    /// A number that may be missing.
    OptionalDouble optionalNumber(String key) throws FormatException {
        return has(key) ? OptionalDouble.of(number(key)) : OptionalDouble.empty();
    }

    /// A number, or null for what is not a number.
    ///
    /// @throws FormatException if it is missing or something else
    public double numberOrNull(String key) throws FormatException {
        return has(key) && values.get(key) == null ? Double.NaN : number(key);
    }

    /// A constant by its name in settings.
    ///
    /// @throws FormatException if it is missing or none of them
    public <E extends Enum<E>> E constant(String key, Class<E> type) throws FormatException {
        String word = text(key);
        for (E each : type.getEnumConstants()) {
            if (Kebab.of(each).equals(word)) {
                return each;
            }
        }
        throw misfit(
                key,
                "one of "
                        + Arrays.stream(type.getEnumConstants()).map(Kebab::of).collect(Collectors.joining(", ")));
    }

    /// An error about the value of a key.
    FormatException misfit(String key, String expected) {
        @Nullable Object value = values.get(key);
        return new FormatException(
                file,
                start,
                "%s %s does not fit; expected %s, as a run writes it"
                        .formatted(key, PlainText.name(String.valueOf(value)), expected));
    }
}
