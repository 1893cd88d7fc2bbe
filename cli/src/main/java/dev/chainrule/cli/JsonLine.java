package dev.chainrule.cli;

import dev.chainrule.format.Json;
import dev.chainrule.settings.Kebab;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// A JSON object on a line of its own, which is what `--json` prints for other programs. Names are in snake_case;
/// docs/output.md lists them all. What is not a number, or is not there, is null.
final class JsonLine {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    /// An object without any value.
    static JsonLine of() {
        return new JsonLine();
    }

    /// One of several kinds of object.
    static JsonLine event(String kind) {
        return of().put("event", kind);
    }

    /// Adds a value: text, a number, a truth value, a path, a constant, another object, a list or map of these, one
    /// that may be missing, or null.
    JsonLine put(String name, @Nullable Object value) {
        values.put(name, plain(value));
        return this;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Double number -> Double.isFinite(number) ? number : null;
            case Float number -> Float.isFinite(number) ? number : null;
            case OptionalDouble number -> number.isPresent() ? plain(number.getAsDouble()) : null;
            case Optional<?> perhaps -> plain(perhaps.orElse(null));
            case Path path -> path.toString();
            case Enum<?> constant -> Kebab.of(constant);
            case JsonLine object -> object.values;
            case List<?> list -> {
                List<@Nullable Object> plain = new ArrayList<>();
                list.forEach(element -> plain.add(plain(element)));
                yield plain;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> plain = new LinkedHashMap<>();
                map.forEach((key, element) -> plain.put(String.valueOf(key), plain(element)));
                yield plain;
            }
            case null, default -> value;
        };
    }

    /// Prints the object at once, whoever else prints.
    void print(PrintStream out) {
        String line = Json.write(values);
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }

    /// Whether it is of that kind.
    boolean isEvent(String kind) {
        return kind.equals(values.get("event"));
    }
}
