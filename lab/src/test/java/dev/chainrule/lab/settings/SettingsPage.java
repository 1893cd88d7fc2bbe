package dev.chainrule.lab.settings;

import dev.chainrule.lab.settings.Schema.Field;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.MomentumSchedule;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.optim.WeightConstraint;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.settings.OutOfRangeException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The tables of `docs/settings.md`, made from the records of settings and their comments.
///
/// In the page a table stands between `<!-- made: NAME -->` and `<!-- end -->`; all else is written by hand.
final class SettingsPage {
    private static final Schema SCHEMA = RecordCodec.STANDARD.schema();
    private static final List<Class<?>> ONE_OF_SEVERAL = List.of(
            ModelSettings.class,
            LayerSpec.class,
            Initializer.class,
            EvaluationStatistics.class,
            UpdateRule.class,
            LearningRate.class,
            MomentumSchedule.class,
            Loss.class,
            WeightPenalty.class,
            GradientClipping.class,
            WeightConstraint.class,
            WeightAverage.class,
            SignalPlan.class);

    private SettingsPage() {}

    /// The page with its tables made anew.
    static String made(String page) {
        StringBuilder made = new StringBuilder(page);
        tables().forEach((name, table) -> {
            String begin = "<!-- made: " + name + " -->\n";
            int from = made.indexOf(begin);
            int to = from < 0 ? -1 : made.indexOf("<!-- end -->", from);
            if (to < 0) {
                throw new IllegalStateException("docs/settings.md has no place for the table '" + name + "'");
            }
            made.replace(from + begin.length(), to, table);
        });
        return made.toString();
    }

    private static SequencedMap<String, String> tables() {
        SequencedMap<String, String> tables = new TreeMap<>();
        tables.put("run", keys("", RunSettings.class));
        for (Field field : allFields(RunSettings.class)) {
            if (field.type() instanceof SettingType.Keys keys) {
                tables.put(field.key(), keys(field.key() + ".", keys.type()));
            }
            if (field.type() instanceof SettingType.Perhaps perhaps
                    && perhaps.type() instanceof SettingType.Keys keys) {
                tables.put(field.key(), keys(field.key() + ".", keys.type()));
            }
        }
        for (Class<?> type : ONE_OF_SEVERAL) {
            SettingType.OneOf one = (SettingType.OneOf) SCHEMA.type(type);
            tables.put(name(type), variants(one));
        }
        return tables;
    }

    /// What a type is called in the page.
    private static String name(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "LayerSpec" -> "layers";
            case "ModelSettings" -> "models";
            case "UpdateRule" -> "rules";
            case "LearningRate" -> "schedules";
            case "Loss" -> "losses";
            case "WeightPenalty" -> "penalties";
            case "MomentumSchedule" -> "momentum-schedules";
            case "GradientClipping" -> "clippings";
            case "WeightConstraint" -> "constraints";
            case "WeightAverage" -> "averages";
            case "SignalPlan" -> "signals";
            case "Initializer" -> "initialisers";
            default -> "statistics";
        };
    }

    private static String keys(String prefix, Class<? extends Record> type) {
        StringBuilder table = new StringBuilder("| key | values | meaning |\n|---|---|---|\n");
        for (Field field : allFields(type)) {
            table.append("| `%s%s` | %s | %s |%n".formatted(prefix, field.key(), values(field), meaning(field)));
        }
        return table.toString();
    }

    private static String variants(SettingType.OneOf one) {
        StringBuilder table = new StringBuilder(
                "| `%s` | keys (what is usual): values | meaning |%n|---|---|---|%n".formatted(one.key()));
        for (Class<? extends Record> type : new LinkedHashSet<>(one.variants().values())) {
            Optional<SettingType> chosenBy =
                    Optional.ofNullable(SCHEMA.keys(type).get(one.key()));
            one.variants().forEach((word, record) -> {
                if (record == type) {
                    table.append("| `%s` | | %s |%n"
                            .formatted(
                                    word,
                                    chosenBy.map(by -> RecordComments.of((Enum<?>) ((SettingType.Word) by)
                                                    .values()
                                                    .get(word)))
                                            .orElse(RecordComments.of(type))));
                }
            });
            for (Field field : allFields(type)) {
                if (!field.key().equals(one.key())) {
                    table.append("| | `%s`%s: %s | %s |%n"
                            .formatted(field.key(), usual(type, field), values(field), meaning(field)));
                }
            }
        }
        return table.toString();
    }

    /// The components of a record, with those of records that are inlined.
    private static List<Field> allFields(Class<? extends Record> type) {
        return SCHEMA.fields(type).stream()
                .flatMap(field -> field.inlined() ? allFields(field.record()).stream() : Stream.of(field))
                .toList();
    }

    private static String meaning(Field field) {
        String meaning = RecordComments.of(owner(field), field.component().getName());
        if (meaning.isEmpty()) {
            throw new IllegalStateException(field.component() + " of " + owner(field) + " has no @param");
        }
        return meaning;
    }

    private static Class<? extends Record> owner(Field field) {
        return field.component().getDeclaringRecord().asSubclass(Record.class);
    }

    private static String values(Field field) {
        String expected = expected(field);
        return switch (field.type()) {
            case SettingType.Word word -> String.join(", ", word.words());
            case SettingType.Fraction _ -> expected.isEmpty() ? "a number" : expected;
            case SettingType.Whole whole ->
                (expected.isEmpty() ? "a whole number" : expected) + (whole.orAll() ? ", or all" : "");
            case SettingType.Text _ -> expected.isEmpty() ? "a text" : expected;
            case SettingType.Pair _ -> "rows and columns";
            case SettingType.ListOf list ->
                switch (list.item()) {
                    case SettingType.OneOf one -> "a list of " + name(one.type());
                    case SettingType.Keys keys -> "a list, each " + ofType(keys);
                    case SettingType.Fraction _ -> "a list, each " + expected;
                    case SettingType.Text _ -> "a list of names";
                    default -> expected;
                };
            case SettingType.Perhaps perhaps -> "none, or " + ofType(perhaps.type());
            case SettingType.Keys _, SettingType.OneOf _ -> ofType(field.type());
        };
    }

    private static String ofType(SettingType type) {
        return switch (type) {
            case SettingType.OneOf one when !ONE_OF_SEVERAL.contains(one.type()) -> String.join(", ", one.words());
            case SettingType.OneOf one -> "one of the " + name(one.type());
            case SettingType.Keys keys ->
                "a section with "
                        + String.join(
                                ", ",
                                SCHEMA.keys(keys.type()).keySet().stream()
                                        .map(key -> "`" + key + "`")
                                        .toList());
            default -> type.expected();
        };
    }

    /// What a record says that it expects of a component, when it gets a value that fits nowhere.
    private static String expected(Field field) {
        Object nowhere = switch (field.type()) {
            case SettingType.Fraction _ -> Double.NaN;
            case SettingType.Whole whole -> whole.wide() ? (Object) Long.MIN_VALUE : (Object) Integer.MIN_VALUE;
            case SettingType.Text _ -> "?";
            case SettingType.ListOf list when list.item() instanceof SettingType.Whole -> List.of(Integer.MIN_VALUE);
            case SettingType.ListOf list when list.item() instanceof SettingType.Fraction -> List.of(Double.NaN);
            default -> null;
        };
        Class<? extends Record> type = owner(field);
        Object[] values = new Samples(SCHEMA, new NumpyRandom(1)).components(type);
        for (int i = 0; i < values.length && nowhere != null; i++) {
            values[i] = SCHEMA.fields(type)
                            .get(i)
                            .component()
                            .getName()
                            .equals(field.component().getName())
                    ? nowhere
                    : values[i];
        }
        try {
            Schema.constructor(type).newInstance(values);
            return "";
        } catch (InvocationTargetException e) {
            return e.getCause() instanceof OutOfRangeException refused
                            && refused.component().equals(field.component().getName())
                    ? refused.expected()
                    : "";
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The usual value of a component, in brackets; none of one that is required.
    private static String usual(Class<? extends Record> type, Field field) {
        Optional<Method> factory = Schema.usual(type);
        if (factory.isEmpty()) {
            return "";
        }
        List<String> usual = new ArrayList<>();
        for (int seed = 1; seed <= 3; seed++) {
            Samples samples = new Samples(SCHEMA, new NumpyRandom(seed));
            Object[] required =
                    Arrays.copyOf(samples.components(type), factory.get().getParameterCount());
            if (Arrays.stream(
                            SCHEMA.fields(type).stream().limit(required.length).toArray())
                    .anyMatch(field::equals)) {
                return "";
            }
            try {
                Record made = (Record) factory.get().invoke(null, required);
                Setting value = new RecordWriter(SCHEMA).write(made).entries().get(field.key());
                usual.add(YamlWriter.flow(
                        value instanceof Setting.Section section
                                        && section.entries().size() == 1
                                ? section.entries().values().iterator().next()
                                : value));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        boolean depends = usual.stream().distinct().count() > 1;
        return depends ? " (by " + SCHEMA.fields(type).getFirst().key() + ")" : " (" + usual.getFirst() + ")";
    }
}
