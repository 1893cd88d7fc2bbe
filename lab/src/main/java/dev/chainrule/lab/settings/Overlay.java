package dev.chainrule.lab.settings;

import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts settings over settings, by what records say about their keys.
///
/// A single value in place of a section's keys is that section with all else as usual. A section that is one of several
/// records is replaced wholly when another is chosen, but for what all of them share: the settings of RMSProp say
/// nothing about Adam.
final class Overlay {
    private final Schema schema;
    private final Map<String, String> followers;

    /// @param followers paths of settings that start anew when another one is given, by that one's path, because
    /// what is usual depends on it
    Overlay(Schema schema, Map<String, String> followers) {
        this.schema = schema;
        this.followers = followers;
    }

    /// A section of a record's keys over another one.
    Section over(Class<? extends Record> type, Section below, Section above) {
        return over(schema.keys(type), below, above, "");
    }

    private Section over(Map<String, SettingType> types, Section below, Section above, String path) {
        Map<String, Setting> entries = new LinkedHashMap<>(below.entries());
        above.entries().forEach((key, value) -> {
            String follower = followers.get(path + key);
            if (follower != null && !isSame(value, below.entries().get(key))) {
                entries.remove(follower);
            }
        });
        above.entries().forEach((key, value) -> {
            Setting old = entries.get(key);
            SettingType type = types.get(key);
            entries.put(key, old == null || type == null ? value : over(type, old, value, path + key + "."));
        });
        return new Section(entries, above.origin());
    }

    private Setting over(SettingType type, Setting below, Setting above, String path) {
        if (type instanceof SettingType.Perhaps perhaps) {
            return isNone(below) || isNone(above) ? above : over(perhaps.type(), below, above, path);
        }
        if (!(Schema.expanded(type, below) instanceof Section old)
                || !(Schema.expanded(type, above) instanceof Section given)) {
            return above;
        }
        return switch (type) {
            case SettingType.Keys keys when above instanceof Scalar && Schema.required(keys.type()) <= 1 -> above;
            case SettingType.Keys keys -> over(schema.keys(keys.type()), old, given, path);
            case SettingType.OneOf one -> over(one, old, given, path);
            default -> given;
        };
    }

    private static boolean isNone(Setting setting) {
        return setting instanceof Scalar word && word.text().equals(SettingType.NONE);
    }

    private static boolean isSame(Setting value, @Nullable Setting other) {
        return value instanceof Scalar one
                && other instanceof Scalar two
                && one.text().equals(two.text());
    }

    private Section over(SettingType.OneOf one, Section below, Section above, String path) {
        Optional<String> chosen = schema.chosen(one, above);
        Optional<String> former = schema.chosen(one, below);
        Optional<Class<? extends Record>> record = chosen.or(() -> former).map(one.variants()::get);
        if (chosen.isEmpty() || record.equals(former.map(one.variants()::get))) {
            return over(record.map(schema::keys).orElseGet(LinkedHashMap::new), below, above, path);
        }
        Set<String> shared = Schema.shared(one);
        Map<String, Setting> kept = new LinkedHashMap<>();
        kept.put(one.key(), new Scalar(chosen.get(), above.origin()));
        below.entries().forEach((key, value) -> {
            if (shared.contains(key)) {
                kept.put(key, value);
            }
        });
        kept.putAll(above.entries());
        return new Section(kept, above.origin());
    }
}
