package dev.chainrule.lab.settings;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.Kebab;
import dev.chainrule.settings.OrAll;
import dev.chainrule.settings.WrittenIfPresent;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What records of settings say about themselves: the key and type of each component, which of them are required, and
/// which records a section can be.
///
/// The key is the component's name in kebab-case. Required are the components that the record's static `of` takes, or
/// all if it has none. A section is one of several records where the type is sealed, or open and catalogued.
final class Schema {
    private final List<Catalogue<?>> catalogues;
    private final Map<Class<?>, String> keys;
    private final Class<? extends Record> pair;
    private final Map<Class<?>, List<Field>> fields = new HashMap<>();

    /// @param catalogues the records of types that are not sealed
    /// @param keys the key whose word chooses, for each type that is sealed; else it is `kind`
    /// @param pair the record of rows and columns
    Schema(List<Catalogue<?>> catalogues, Map<Class<?>, String> keys, Class<? extends Record> pair) {
        this.catalogues = catalogues;
        this.keys = keys;
        this.pair = pair;
    }

    /// The same with the key of one more type that is sealed.
    Schema withKey(Class<?> type, String key) {
        Map<Class<?>, String> more = new HashMap<>(keys);
        more.put(type, key);
        return new Schema(catalogues, more, pair);
    }

    /// A component of a record.
    ///
    /// @param inlined whether its own components are keys of the section around it
    record Field(RecordComponent component, String key, SettingType type, boolean inlined) {
        /// The component's value.
        Object of(Record record) {
            try {
                Method accessor = component.getAccessor();
                accessor.trySetAccessible(); // a record of one's own need not be public
                return accessor.invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component + " of " + record.getClass(), e);
            }
        }

        /// Whether a value is not written.
        boolean isLeftOut(Object value) {
            return value.equals(Optional.empty()) && component.isAnnotationPresent(WrittenIfPresent.class);
        }

        /// The record that is inlined.
        Class<? extends Record> record() {
            return component.getType().asSubclass(Record.class);
        }
    }

    /// The components of a record in order.
    List<Field> fields(Class<? extends Record> type) {
        List<Field> known = fields.get(type);
        if (known == null) {
            known = Arrays.stream(type.getRecordComponents()).map(this::field).toList();
            fields.put(type, known);
        }
        return known;
    }

    private Field field(RecordComponent component) {
        boolean inlined = component.isAnnotationPresent(Inlined.class);
        SettingType type = type(component.getGenericType());
        boolean orAll = component.isAnnotationPresent(OrAll.class);
        return new Field(
                component,
                Kebab.of(component.getName()),
                orAll ? new SettingType.Whole(component.getType() == long.class, true) : type,
                inlined);
    }

    /// The keys of a record and their types, with those of records that are inlined.
    SequencedMap<String, SettingType> keys(Class<? extends Record> type) {
        SequencedMap<String, SettingType> all = new LinkedHashMap<>();
        for (Field field : fields(type)) {
            if (field.inlined()) {
                all.putAll(keys(field.record()));
            } else {
                all.put(field.key(), field.type());
            }
        }
        return all;
    }

    /// The factory of a record whose other components are as usual, if it has one.
    static Optional<Method> usual(Class<? extends Record> type) {
        List<Class<?>> components = Arrays.stream(type.getRecordComponents())
                .<Class<?>>map(RecordComponent::getType)
                .toList();
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals("of")
                        && Modifier.isStatic(method.getModifiers())
                        && method.getReturnType() == type
                        && method.getParameterCount() < components.size()
                        && List.of(method.getParameterTypes())
                                .equals(components.subList(0, method.getParameterCount())))
                .min(Comparator.comparingInt(Method::getParameterCount));
    }

    /// The canonical constructor of a record.
    static Constructor<? extends Record> constructor(Class<? extends Record> type) {
        try {
            return type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How many of the components, from the first, have no usual value.
    static int required(Class<? extends Record> type) {
        return usual(type).map(Method::getParameterCount).orElse(type.getRecordComponents().length);
    }

    /// What may stand for a value of a type.
    SettingType type(Type type) {
        if (type instanceof Class<?> plain) {
            return type(plain);
        }
        if (type instanceof WildcardType wildcard) {
            return type(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return new SettingType.ListOf(type(generic.getActualTypeArguments()[0]));
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            return new SettingType.Perhaps(type(generic.getActualTypeArguments()[0]));
        }
        throw new IllegalArgumentException("Settings: " + type + " has no form in YAML");
    }

    private SettingType type(Class<?> type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return new SettingType.Whole(type == long.class || type == Long.class, false);
        }
        if (type == double.class || type == Double.class) {
            return new SettingType.Fraction();
        }
        if (type == boolean.class) {
            SequencedMap<String, Object> truth = new LinkedHashMap<>(Map.of("true", true));
            truth.put("false", false);
            return new SettingType.Word(truth);
        }
        if (type == String.class) {
            return new SettingType.Text();
        }
        if (type.isEnum()) {
            return new SettingType.Word(words(type));
        }
        if (type == pair) {
            return new SettingType.Pair(pair);
        }
        if (type.isRecord()) {
            Class<? extends Record> section = type.asSubclass(Record.class);
            return new SettingType.Keys(
                    section,
                    section.getRecordComponents().length == 0
                            ? ""
                            : Kebab.of(section.getRecordComponents()[0].getName()));
        }
        return new SettingType.OneOf(type, key(type), variants(type));
    }

    private static SequencedMap<String, Object> words(Class<?> type) {
        SequencedMap<String, Object> words = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            words.put(Kebab.of((Enum<?>) constant), constant);
        }
        return words;
    }

    private String key(Class<?> type) {
        return catalogues.stream()
                .filter(catalogue -> catalogue.base().isAssignableFrom(type))
                .map(Catalogue::key)
                .findFirst()
                .orElse(keys.getOrDefault(type, "kind"));
    }

    private SequencedMap<String, Class<? extends Record>> variants(Class<?> type) {
        SequencedMap<String, Class<? extends Record>> variants = new LinkedHashMap<>();
        for (Catalogue<?> catalogue : catalogues) {
            if (catalogue.base().isAssignableFrom(type)) {
                catalogue
                        .ids(type)
                        .forEach(id -> variants.put(id, catalogue.type(id).asSubclass(Record.class)));
            }
        }
        if (variants.isEmpty()) {
            addPermitted(type, key(type), variants);
        }
        return variants;
    }

    private static void addPermitted(
            Class<?> type, String key, SequencedMap<String, Class<? extends Record>> variants) {
        for (Class<?> permitted : type.isSealed() ? type.getPermittedSubclasses() : new Class<?>[0]) {
            if (permitted.isRecord()) {
                Class<? extends Record> record = permitted.asSubclass(Record.class);
                wordsOf(record, key).forEach(word -> variants.put(word, record));
            } else {
                addPermitted(permitted, key, variants);
            }
        }
    }

    /// The words that choose a record: those of a component that is named as the key, or the name of the record.
    private static List<String> wordsOf(Class<? extends Record> record, String key) {
        return Arrays.stream(record.getRecordComponents())
                .filter(component -> component.getType().isEnum()
                        && Kebab.of(component.getName()).equals(key))
                .findFirst()
                .map(component -> List.copyOf(words(component.getType()).keySet()))
                .orElseGet(() -> List.of(Kebab.of(record.getSimpleName())));
    }

    /// What a section, not yet merged or read, stands for: a single value is the section that it is short for.
    static Setting expanded(SettingType type, Setting setting) {
        return switch (type) {
            case SettingType.Perhaps perhaps -> expanded(perhaps.type(), setting);
            case SettingType.Keys keys
            when setting instanceof Setting.Scalar scalar ->
                new Setting.Section(Map.of(keys.first(), scalar), scalar.origin());
            case SettingType.OneOf one
            when setting instanceof Setting.Scalar scalar ->
                new Setting.Section(
                        Map.of(
                                Scalars.isNumber(scalar.text()) && !shared(one).isEmpty()
                                        ? shared(one).iterator().next()
                                        : one.key(),
                                scalar),
                        scalar.origin());
            default -> setting;
        };
    }

    /// The keys that mean the same in all records of a type: those that the type itself has.
    static Set<String> shared(SettingType.OneOf one) {
        return Arrays.stream(one.type().getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()) && method.getParameterCount() == 0)
                .map(method -> Kebab.of(method.getName()))
                .filter(key -> one.variants().values().stream()
                        .allMatch(record -> Arrays.stream(record.getRecordComponents())
                                .anyMatch(component ->
                                        Kebab.of(component.getName()).equals(key))))
                .collect(Collectors.toSet());
    }

    /// The word of the record that a section is, if it says so or has a key that only one of the records requires.
    Optional<String> chosen(SettingType.OneOf one, Setting.Section section) {
        if (section.entries().get(one.key()) instanceof Setting.Scalar word) {
            return Optional.of(word.text());
        }
        @Nullable String found = null;
        for (var variant : one.variants().entrySet()) {
            if (requiredOnlyBy(one, variant.getValue(), section) && found == null) {
                found = variant.getKey();
            }
        }
        return Optional.ofNullable(found);
    }

    private boolean requiredOnlyBy(SettingType.OneOf one, Class<? extends Record> record, Setting.Section section) {
        return fields(record).stream()
                .limit(required(record))
                .map(Field::key)
                .anyMatch(key -> section.entries().containsKey(key)
                        && one.variants().values().stream()
                                .allMatch(
                                        other -> other == record || !keys(other).containsKey(key)));
    }
}
