package dev.chainrule.lab.settings;

import dev.chainrule.settings.OutOfRangeException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Random records of settings: whatever their constructors take.
final class Samples {
    private static final int TRIES = 10_000;
    private static final List<String> TEXTS =
            List.of("as-is", "32x24", "cifar10", "my photos: 1", "bundled", "white", "128,128,128", "auto", "9 steps");
    private static final double[] FRACTIONS = {0, 1, -1, 0.5, 0.1, 1e-5, 0.999, 3.25, 1.0 / 3, 64};

    private final Schema schema;
    private final RandomGenerator random;

    Samples(Schema schema, RandomGenerator random) {
        this.schema = schema;
        this.random = random;
    }

    /// A value of a type.
    Object of(SettingType type) {
        return of(type, 0);
    }

    /// A record.
    <R extends Record> R of(Class<R> type) {
        return type.cast(record(type, 0));
    }

    /// Values of the components of a record, in order.
    Object[] components(Class<? extends Record> type) {
        return components(record(type, 0));
    }

    private Object[] components(Record record) {
        return schema.fields(record.getClass()).stream()
                .map(field -> field.of(record))
                .toArray();
    }

    private Object of(SettingType type, int depth) {
        return switch (type) {
            case SettingType.Text _ -> TEXTS.get(random.nextInt(TEXTS.size()));
            case SettingType.Fraction _ -> FRACTIONS[random.nextInt(FRACTIONS.length)];
            case SettingType.Whole whole -> {
                int small = whole.orAll() && random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(9) - 1;
                yield whole.wide() ? (Object) Long.valueOf(small) : Integer.valueOf(small);
            }
            case SettingType.Word word ->
                List.copyOf(word.values().values())
                        .get(random.nextInt(word.values().size()));
            case SettingType.Pair pair -> record(pair.type(), depth);
            case SettingType.Perhaps perhaps ->
                random.nextBoolean() ? Optional.empty() : Optional.of(of(perhaps.type(), depth + 1));
            case SettingType.Keys keys -> record(keys.type(), depth + 1);
            case SettingType.ListOf list -> {
                List<Object> items = new ArrayList<>();
                for (int i = random.nextInt(depth > 2 ? 2 : 4); i > 0; i--) {
                    items.add(of(list.item(), depth + 1));
                }
                yield List.copyOf(items);
            }
            case SettingType.OneOf one ->
                record(
                        List.copyOf(one.variants().values())
                                .get(random.nextInt(one.variants().size())),
                        depth + 1);
        };
    }

    private Record record(Class<? extends Record> type, int depth) {
        for (int i = 0; i < TRIES; i++) {
            Object[] values = schema.fields(type).stream()
                    .map(field -> field.inlined() ? record(field.record(), depth) : of(field.type(), depth))
                    .toArray();
            try {
                return Schema.constructor(type).newInstance(values);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof OutOfRangeException)) {
                    throw new IllegalStateException(e.getCause());
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("no value fits " + type);
    }
}
