package dev.chainrule.lab.settings;

import dev.chainrule.lab.settings.Setting.Items;
import dev.chainrule.lab.settings.Setting.Scalar;
import dev.chainrule.lab.settings.Setting.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts settings over settings, by what records say about their keys.
///
/// A single value in place of a section's keys is that section with all else as usual. A section that is one of several
/// records is replaced wholly when another is chosen, but for what all of them share: the settings of RMSProp say
/// nothing about Adam. A section over a list is one over its one item, or over the item whose index is its key.
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
        if (type instanceof SettingType.ListOf list && below instanceof Items items && above instanceof Section given) {
            return over(list, items, given, path);
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

    /// Keys over the items that they belong to: over that which an index names, without one over the only one.
    private Setting over(SettingType.ListOf list, Items below, Section above, String path) {
        int size = below.items().size();
        boolean indexed = above.entries().keySet().stream().anyMatch(Setting::isIndex);
        if (size == 0 || (size > 1 && !indexed)) {
            throw noItem(list, size, above, path.substring(0, path.length() - 1));
        }
        List<Setting> changed = new ArrayList<>(below.items());
        Map<String, Setting> items = indexed ? above.entries() : Map.of("[0]", above);
        items.forEach((key, value) -> {
            int index = Setting.isIndex(key) ? Integer.parseInt(key.substring(1, key.length() - 1)) : size;
            if (index >= size) {
                throw new SettingsException("%s: %s does not fit %s, which has %s; expected %s"
                        .formatted(
                                above.origin(),
                                key,
                                path.substring(0, path.length() - 1),
                                size == 1 ? "one item" : size + " items",
                                size == 1 ? "[0]" : "[0] to [" + (size - 1) + "]"));
            }
            changed.set(index, over(list.item(), changed.get(index), value, path));
        });
        return new Items(changed, below.origin());
    }

    /// That nobody can tell which item a key belongs to.
    private SettingsException noItem(SettingType.ListOf list, int size, Section above, String path) {
        String key = above.entries().keySet().stream().findFirst().orElse("");
        String advice = size > 1
                ? "Write %s[0].%s for the first".formatted(path, key)
                : "Give one first, such as %s=[%s]".formatted(path, example(list, above));
        return new SettingsException("%s: %s has %s items, so '%s' belongs to none; expected one item. %s"
                .formatted(above.origin(), path, size == 0 ? "no" : size, key, advice));
    }

    /// An item with the keys that were given.
    private String example(SettingType.ListOf list, Section above) {
        Setting first = above.entries().values().stream().findFirst().orElse(above);
        Section given = first instanceof Section section ? section : above;
        if (!(list.item() instanceof SettingType.OneOf one)) {
            return YamlWriter.flow(first);
        }
        Map<String, Setting> item = new LinkedHashMap<>();
        one.variants().forEach((word, record) -> {
            if (item.isEmpty()
                    && schema.keys(record).keySet().containsAll(given.entries().keySet())) {
                item.put(one.key(), new Scalar(word, above.origin()));
                item.putAll(given.entries());
            }
        });
        return item.isEmpty() ? one.words().getFirst() : YamlWriter.flow(new Section(item, above.origin()));
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
