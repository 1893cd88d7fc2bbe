package dev.chainrule.lab.settings;

import dev.chainrule.lab.settings.Schema.Field;
import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.lab.settings.Setting.SectionBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns records into sections; [RecordReader] is the other way.
final class RecordWriter {
    private final Schema schema;

    RecordWriter(Schema schema) {
        this.schema = schema;
    }

    Section write(Record record) {
        SectionBuilder section = new SectionBuilder();
        add(record, section);
        return section.build();
    }

    private void add(Record record, SectionBuilder section) {
        for (Field field : schema.fields(record.getClass())) {
            Object value = field.of(record);
            if (field.inlined()) {
                add((Record) value, section);
            } else if (!field.isLeftOut(value)) {
                section.put(field.key(), write(field.type(), value));
            }
        }
    }

    /// A value of a type.
    Setting write(SettingType type, Object value) {
        return switch (type) {
            case SettingType.Text _ -> scalar(value);
            case SettingType.Fraction _ -> scalar(Scalars.text((double) value));
            case SettingType.Whole whole -> scalar(whole.orAll() && isAll(value) ? SettingType.ALL : value);
            case SettingType.Word word -> scalar(word(word.values(), value));
            case SettingType.Pair _ -> pair((Record) value);
            case SettingType.ListOf list ->
                new Setting.Items(
                        ((List<?>) value)
                                .stream().map(item -> write(list.item(), item)).toList(),
                        SectionBuilder.ORIGIN);
            case SettingType.Perhaps perhaps ->
                ((Optional<?>) value)
                        .map(present -> write(perhaps.type(), present))
                        .orElseGet(() -> scalar(SettingType.NONE));
            case SettingType.Keys _ -> write((Record) value);
            case SettingType.OneOf one -> oneOf(one, value);
        };
    }

    private static boolean isAll(Object value) {
        return value.equals(Integer.MAX_VALUE) || value.equals(Long.MAX_VALUE);
    }

    private static <T> String word(Map<String, T> words, T value) {
        return words.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> unwritable(value));
    }

    private Setting oneOf(SettingType.OneOf one, Object value) {
        SectionBuilder section = new SectionBuilder();
        if (!(value instanceof Record record) || !one.variants().containsValue(record.getClass())) {
            throw unwritable(value);
        }
        section.put(one.key(), scalar(word(one.variants(), record.getClass())));
        add(record, section); // if a component is what chooses, its word replaces the first of several
        return section.build();
    }

    private Setting pair(Record pair) {
        List<Setting> both = schema.fields(pair.getClass()).stream()
                .map(field -> (Setting) scalar(field.of(pair)))
                .toList();
        return both.getFirst().equals(both.getLast())
                ? both.getFirst()
                : new Setting.Items(both, SectionBuilder.ORIGIN);
    }

    private static Scalar scalar(Object value) {
        return new Scalar(String.valueOf(value), SectionBuilder.ORIGIN);
    }

    private static IllegalArgumentException unwritable(Object part) {
        return new IllegalArgumentException(
                "Settings: " + part + " has no form in YAML; expected a record of the catalogue");
    }
}
