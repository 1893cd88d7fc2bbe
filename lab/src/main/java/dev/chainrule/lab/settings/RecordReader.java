package dev.chainrule.lab.settings;

import dev.chainrule.lab.settings.Schema.Field;
import dev.chainrule.lab.settings.Setting.Items;
import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.text.Nearest;
import dev.chainrule.settings.Kebab;
import dev.chainrule.settings.OutOfRangeException;
import dev.chainrule.settings.PlainText;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one section into a record.
///
/// Ranges are checked by the record alone. A value that is no number at all is handed to it as one that fits nowhere,
/// so that the record says what is expected.
final class RecordReader {
    private final Schema schema;
    private final Section section;
    private final String path;
    private final Map<String, Doubt> doubts = new LinkedHashMap<>();
    private final Set<String> texts = new HashSet<>();

    /// A value that the record will not take, and what is wrong with it.
    ///
    /// @param limit the largest number that the setting can hold, if the value is above it; else empty
    private record Doubt(Setting setting, String what, String expected, String limit) {
        /// What the record expects, with the limit if it says none itself.
        String within(String range) {
            boolean open = range.matches("(a )?whole numbers? of at least [0-9]+");
            return limit.isEmpty() || !open ? range : range + " and at most " + limit;
        }
    }

    /// @param path the keys that lead to the section, with a dot after each
    RecordReader(Schema schema, Section section, String path) {
        this.schema = schema;
        this.section = section;
        this.path = path;
    }

    /// @throws SettingsException for the first value that is missing, unknown or out of range
    <R extends Record> R read(Class<R> type) {
        refuseOthers(schema.keys(type), "");
        return checked(type);
    }

    /// One of several records, whose section says by its word which.
    Record read(SettingType.OneOf one, Class<? extends Record> type) {
        Map<String, SettingType> known = new LinkedHashMap<>(Map.of(one.key(), new SettingType.Text()));
        known.putAll(schema.keys(type));
        for (String key : section.entries().keySet()) {
            List<String> others = one.variants().entrySet().stream()
                    .filter(other -> schema.keys(other.getValue()).containsKey(key))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!known.containsKey(key)) {
                refuseOthers(
                        known,
                        others.isEmpty()
                                ? ""
                                : ". It is a key of %s %s".formatted(one.key(), String.join(", ", others)));
            }
        }
        return checked(type);
    }

    private <R extends Record> R checked(Class<R> type) {
        R read = type.cast(build(type, null));
        if (!doubts.isEmpty()) {
            Map.Entry<String, Doubt> first = doubts.entrySet().iterator().next();
            Doubt doubt = first.getValue();
            throw fault(doubt.setting, first.getKey(), doubt.what, doubt.expected);
        }
        return read;
    }

    /// Refuses the first key that is not one of those.
    private void refuseOthers(Map<String, SettingType> keys, String hint) {
        Set<String> known = keys.keySet();
        section.entries().forEach((key, value) -> {
            if (!known.contains(key)) {
                String nearest = Nearest.byAnyName(key, known).isPresent()
                        ? Nearest.hint(key, known)
                        : within(keys, key)
                                .map(found -> ". Did you mean '" + path + found + "'?")
                                .orElseGet(() -> Nearest.hint(key, known));
                throw new SettingsException("%s: key '%s%s' is unknown; expected one of %s%s%s"
                        .formatted(value.origin(), path, PlainText.name(key), String.join(", ", known), nearest, hint));
            }
        });
    }

    /// The path of a key that is one of a section's, such as `model.hidden`.
    private Optional<String> within(Map<String, SettingType> keys, String key) {
        return keys.entrySet().stream()
                .filter(entry -> entry.getValue().records().stream()
                        .anyMatch(record -> schema.keys(record).containsKey(key)))
                .map(entry -> entry.getKey() + "." + key)
                .findFirst();
    }

    private Record build(Class<? extends Record> type, @Nullable Record parents) {
        List<Field> fields = schema.fields(type);
        Object[] values = new Object[fields.size()];
        Optional<Method> factory = parents == null ? Schema.usual(type) : Optional.empty();
        int required = factory.map(Method::getParameterCount).orElse(0);
        @Nullable Record usual = parents;
        for (int i = 0; i <= fields.size(); i++) {
            if (i == required && factory.isPresent()) {
                usual = make(factory.get(), Arrays.copyOf(values, i));
            }
            if (i < fields.size()) {
                Field field = fields.get(i);
                Object otherwise = usual == null ? null : field.of(usual);
                values[i] = field.inlined()
                        ? build(field.record(), (Record) otherwise)
                        : value(field.key(), field.type(), otherwise);
            }
        }
        return make(Schema.constructor(type), values);
    }

    private Object value(String key, SettingType type, @Nullable Object usual) {
        Setting given = section.entries().get(key);
        if (given != null) {
            return read(type, given, key);
        }
        if (usual == null && type instanceof SettingType.Perhaps) {
            return Optional.empty();
        }
        if (usual == null) {
            String place = section.origin();
            String sample = type instanceof SettingType.Whole ? "4" : type instanceof SettingType.Fraction ? "0.1" : "";
            String advice = place.startsWith("--") && !sample.isEmpty()
                    ? ". Add for example --set %s%s=%s".formatted(path, key, sample)
                    : "";
            throw new SettingsException(
                    "%s: %s%s is missing; expected %s%s".formatted(place, path, key, type.expected(), advice));
        }
        return usual;
    }

    private Record make(Executable maker, Object[] values) {
        maker.trySetAccessible(); // a record of one's own need not be public
        try {
            return (Record)
                    (maker instanceof Constructor<?> constructor
                            ? constructor.newInstance(values)
                            : ((Method) maker).invoke(null, values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof OutOfRangeException refused) {
                throw refused(Kebab.of(refused.component()), refused);
            }
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new SettingsException(section.origin() + ": " + refused.getMessage());
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private SettingsException refused(String key, OutOfRangeException refused) {
        Doubt doubt = doubts.get(key);
        if (doubt != null) {
            return fault(doubt.setting, key, doubt.what, doubt.within(refused.expected()));
        }
        Setting given = section.entries().get(key);
        String value = given instanceof Scalar scalar ? PlainText.name(scalar.text()) : refused.value();
        String what = texts.contains(key) ? "'" + value + "' does not fit" : value + " is out of range";
        return fault(given == null ? section : given, key, what, refused.expected());
    }

    /// A value of the section.
    Object read(SettingType type, Setting given, String key) {
        Setting setting = Schema.expanded(type, given);
        return switch (type) {
            case SettingType.Text text -> {
                texts.add(key);
                yield scalar(text, setting, key).text();
            }
            case SettingType.Word word -> chosen(word.values(), scalar(type, setting, key), key);
            case SettingType.Fraction fraction -> fraction(fraction, scalar(type, setting, key), key);
            case SettingType.Whole whole -> whole(whole, scalar(type, setting, key), key);
            case SettingType.Pair pair -> pair(pair, setting, key);
            case SettingType.ListOf list -> list(list, setting, key);
            case SettingType.Perhaps perhaps ->
                isNone(setting) ? Optional.empty() : Optional.of(read(perhaps.type(), setting, key));
            case SettingType.Keys keys -> {
                RecordReader inner = inside(section(keys, setting, key), key);
                yield inner.read(keys.type());
            }
            case SettingType.OneOf one -> oneOf(one, section(one, setting, key), key, one.words());
        };
    }

    private static boolean isNone(Setting setting) {
        Setting word = setting instanceof Section section
                ? section.entries().size() == 1
                        ? section.entries().values().iterator().next()
                        : section
                : setting;
        return word instanceof Scalar scalar && scalar.text().equals(SettingType.NONE);
    }

    private RecordReader inside(Section inner, String key) {
        return new RecordReader(schema, inner, path + key + ".");
    }

    private Object oneOf(SettingType.OneOf one, Section inner, String key, List<String> words) {
        RecordReader reader = inside(inner, key);
        String chosen = schema.chosen(one, inner)
                .orElseThrow(() -> new SettingsException("%s: %s%s is missing; expected one of %s"
                        .formatted(inner.origin(), reader.path, one.key(), String.join(", ", words))));
        Class<? extends Record> record = one.variants().get(chosen);
        if (record == null) {
            throw reader.unknown(chosen, words, inner.entries().getOrDefault(one.key(), inner), one.key());
        }
        return reader.read(one, record);
    }

    private Object list(SettingType.ListOf list, Setting setting, String key) {
        if (!(setting instanceof Items items)) {
            throw fault(setting, key, PlainText.name(YamlWriter.flow(setting)) + " is no list", list.expected());
        }
        List<Object> values = new ArrayList<>();
        for (Setting item : items.items()) {
            boolean single = !(list.item() instanceof SettingType.Keys || list.item() instanceof SettingType.OneOf);
            if (single && !(item instanceof Scalar)) {
                throw fault(item, key, "a list inside the list does not fit", list.expected());
            }
            values.add(read(list.item(), item, single ? key : key + "[" + values.size() + "]"));
        }
        return List.copyOf(values);
    }

    private Object pair(SettingType.Pair pair, Setting setting, String key) {
        List<Setting> both = setting instanceof Items items ? items.items() : List.of(setting, setting);
        if (both.size() != 2 || !both.stream().allMatch(Scalar.class::isInstance)) {
            throw fault(
                    setting,
                    key,
                    PlainText.name(YamlWriter.flow(setting)) + " is no pair",
                    "rows and columns, for example [3, 5]");
        }
        SettingType.Whole whole = new SettingType.Whole(false, false);
        return make(
                Schema.constructor(pair.type()),
                both.stream().map(one -> whole(whole, (Scalar) one, key)).toArray());
    }

    /// A number; what is none, or not finite, is left to the record.
    private Object fraction(SettingType type, Scalar scalar, String key) {
        double value = Scalars.fraction(scalar.text());
        if (Double.isNaN(value)) {
            doubt(scalar, key, Scalars.isNumber(scalar.text()) ? " is out of range" : " is no number", type, "");
        }
        return value;
    }

    private Object whole(SettingType.Whole type, Scalar scalar, String key) {
        String text = scalar.text();
        if (type.orAll() && text.equals(SettingType.ALL)) {
            return type.wide() ? (Object) Long.MAX_VALUE : (Object) Integer.MAX_VALUE;
        }
        long least = type.wide() ? Long.MIN_VALUE : Integer.MIN_VALUE;
        long most = type.wide() ? Long.MAX_VALUE : Integer.MAX_VALUE;
        OptionalLong value = Scalars.whole(text, least, most);
        if (value.isEmpty()) {
            String what = Scalars.isWhole(text)
                    ? " is out of range"
                    : Scalars.isNumber(text) ? " is no whole number" : " is no number";
            boolean above = Scalars.isWhole(text) && !text.startsWith("-");
            doubt(scalar, key, what, type, above ? String.valueOf(most) : "");
        }
        long read = value.orElse(least);
        return type.wide() ? (Object) read : (Object) (int) read;
    }

    private void doubt(Scalar scalar, String key, String what, SettingType type, String limit) {
        String shown = PlainText.name(scalar.text());
        String value = Scalars.isNumber(scalar.text()) ? shown : "'" + shown + "'";
        doubts.putIfAbsent(key, new Doubt(scalar, value + what, type.expected(), limit));
    }

    private <T> T chosen(Map<String, T> values, Scalar word, String key) {
        T value = values.get(word.text());
        if (value == null) {
            throw unknown(word.text(), values.keySet(), word, key);
        }
        return value;
    }

    private SettingsException unknown(String word, Collection<String> known, Setting where, String key) {
        return fault(
                where,
                key,
                "'" + PlainText.name(word) + "' is unknown",
                "one of " + String.join(", ", known) + Nearest.hint(word, known));
    }

    private Scalar scalar(SettingType type, Setting setting, String key) {
        if (setting instanceof Scalar scalar) {
            return scalar;
        }
        throw fault(setting, key, PlainText.name(YamlWriter.flow(setting)) + " is no single value", type.expected());
    }

    private Section section(SettingType type, Setting setting, String key) {
        if (setting instanceof Section inner) {
            return inner;
        }
        throw fault(setting, key, PlainText.name(YamlWriter.flow(setting)) + " is a list", type.expected());
    }

    /// An error about a value. A flag names the setting by itself; a file needs the key.
    private SettingsException fault(Setting setting, String key, String what, String expected) {
        String name = setting.origin().startsWith("--") ? what : path + key + " " + what;
        return new SettingsException("%s: %s; expected %s".formatted(setting.origin(), name, expected));
    }
}
