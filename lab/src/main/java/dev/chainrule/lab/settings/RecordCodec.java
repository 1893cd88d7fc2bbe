package dev.chainrule.lab.settings;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.Size2d;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.MomentumSchedule;
import dev.chainrule.optim.WeightAverage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads and writes records of settings by their components, so that a setting has one home: the record.
///
/// | in the record | in settings |
/// |---|---|
/// | component `standardDeviation` | key `standard-deviation` |
/// | whole number, number, text, truth value | `3`, `0.5`, `cifar10`, `true` |
/// | count marked as [dev.chainrule.settings.OrAll] | `500` or `all` |
/// | constant `BEFORE_ACTIVATION` | `before-activation` |
/// | rows and columns | `[3, 5]`; `3` for both |
/// | list | `[a, b]`; a key below it is that of its one item, or of the item that `[0]`, `[1]`, … names |
/// | [java.util.Optional] | the value or `none` |
/// | record | a section; a single value is that of its first key |
/// | sealed or catalogued type | a section whose `layer`, `rule`, … says which record; a single word is that one |
/// | record marked as [dev.chainrule.settings.Inlined] | its keys are those of the section around it |
///
/// A static `of` that takes the first components yields the usual values of the others. The record's constructor makes
/// the only range check; what it refuses is said with file, line and key.
public final class RecordCodec {
    /// The codec of the library's own records.
    public static final RecordCodec STANDARD =
            of(Catalogue.LAYERS, Catalogue.RULES, Catalogue.LOSSES, Catalogue.PENALTIES);

    private final Schema schema;

    RecordCodec(Schema schema) {
        this.schema = schema;
    }

    /// A codec that knows the records of catalogues, such as one with a layer of your own.
    public static RecordCodec of(Catalogue<?>... catalogues) {
        return new RecordCodec(new Schema(
                List.of(catalogues),
                Map.of(
                        Initializer.class, "rule",
                        WeightAverage.class, "rule",
                        LearningRate.class, "schedule",
                        MomentumSchedule.class, "schedule",
                        EvaluationStatistics.class, "statistics",
                        GradientClipping.class, "by",
                        SignalPlan.class, "recorded"),
                Size2d.class));
    }

    /// A codec that knows one more type that is sealed.
    ///
    /// @param type whose records are told apart by a word
    /// @param key of that word; without this it is `kind`
    public RecordCodec withKey(Class<?> type, String key) {
        return new RecordCodec(schema.withKey(type, key));
    }

    /// What the records say about themselves.
    Schema schema() {
        return schema;
    }

    /// A record as YAML, which [#fromYaml] reads again.
    ///
    /// @throws IllegalArgumentException if a part of it is not in the catalogue
    public String toYaml(Record record) {
        return YamlWriter.write(write(record));
    }

    /// A record from YAML.
    ///
    /// @param origin of the text, for errors
    /// @throws SettingsException for the first value that is missing, unknown or out of range
    public <R extends Record> R fromYaml(Class<R> type, String yaml, String origin) {
        return read(type, YamlReader.read(yaml, origin));
    }

    /// A section as a record.
    ///
    /// @throws SettingsException for the first value that is missing, unknown or out of range
    <R extends Record> R read(Class<R> type, Section section) {
        return new RecordReader(schema, section, "").read(type);
    }

    /// A record as a section.
    ///
    /// @throws IllegalArgumentException if a part of it is not in the catalogue
    Section write(Record record) {
        return new RecordWriter(schema).write(record);
    }

    /// A section over another one.
    ///
    /// @param followers keys that start anew when a setting is given whose path, such as `data.set`, they belong to
    Section over(Class<? extends Record> type, Section below, Section above, Map<String, String> followers) {
        return new Overlay(schema, followers).over(type, below, above);
    }

    /// A record with some of its settings replaced.
    ///
    /// @param assignments such as `epsilon=1e-3`; values as in YAML
    /// @param origin where they were given, for errors
    /// @throws SettingsException for the first one that is unknown or out of range
    public <T> T with(T record, List<String> assignments, String origin) {
        Class<? extends Record> type = ((Record) record).getClass();
        Section section = write((Record) record);
        for (String assignment : assignments) {
            String key = assignment.replaceFirst("=.*", "");
            String value = assignment.substring(Math.min(assignment.length(), key.length() + 1));
            String where = origin + " " + key;
            Section above = Setting.under(key, setting(type, key, value, where), where);
            section = over(type, section, above, Map.of());
        }
        @SuppressWarnings("unchecked") // the record of the same class
        T changed = (T) read(type, section);
        return changed;
    }

    /// A value that was typed: of a setting that is one word, number or text as it is, else as YAML says.
    ///
    /// @param path such as `learning-rate.schedule`
    /// @param origin where it was given, for errors
    /// @throws SettingsException if the value is not YAML where it has to be
    Setting setting(Class<? extends Record> type, String path, String value, String origin) {
        boolean single = found(type, path).filter(SettingType::isSingle).isPresent();
        return single ? new Setting.Scalar(value, origin) : YamlReader.value(value, origin);
    }

    /// The words that may stand behind a key.
    ///
    /// @param path such as `learning-rate.schedule`
    List<String> words(Class<? extends Record> type, String path) {
        return found(type, path)
                .orElseThrow(() -> new IllegalArgumentException("Settings: key '" + path + "' is unknown"))
                .words();
    }

    /// What may stand behind a key, if the key is known.
    private Optional<SettingType> found(Class<? extends Record> type, String path) {
        Optional<SettingType> found = Optional.of(new SettingType.Keys(type, ""));
        for (String key : Setting.parts(path)) {
            found = found.flatMap(section -> below(section, key));
        }
        return found;
    }

    private Optional<SettingType> below(SettingType type, String key) {
        if (type instanceof SettingType.ListOf list && Setting.isIndex(key)) {
            return Optional.of(list.item());
        }
        if (type instanceof SettingType.OneOf one && one.key().equals(key)) {
            return Optional.of(type);
        }
        return type.records().stream()
                .flatMap(record -> Stream.ofNullable(schema.keys(record).get(key)))
                .findFirst();
    }
}
