package dev.chainrule.lab.search;

import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.lab.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// The settings that vary, and the points that they span.
///
/// @param settings each after those that it depends on, else in the order given: it is set after the one that its
/// condition names, and after a section that holds it
public record SearchSpace(List<Varied> settings) {
    /// Up to so many corners are all looked at before a search begins.
    private static final int MOST_CORNERS = 256;

    /// Checks that each setting is there once and that all conditions can hold.
    ///
    /// @throws SettingsException if they contradict each other
    public SearchSpace {
        if (settings.isEmpty()) {
            throw new SettingsException(
                    "no setting varies; expected one or more. Write for example learning-rate=log:1e-4..0.1");
        }
        Map<String, Varied> byKey = new HashMap<>();
        for (Varied each : settings) {
            if (byKey.put(each.key(), each) != null) {
                throw new SettingsException(
                        "%s: %s is given twice; expected each setting once".formatted(each.text(), each.key()));
            }
        }
        settings.forEach(each -> each.condition().ifPresent(only -> check(each, only, byKey)));
        settings = inOrder(settings);
    }

    private static void check(Varied setting, Varied.Condition only, Map<String, Varied> byKey) {
        Varied other = byKey.get(only.key());
        if (other == null || only.key().equals(setting.key())) {
            throw new SettingsException("%s: the condition names %s, which does not vary; expected one of %s%s"
                    .formatted(
                            setting.text(),
                            only.key(),
                            String.join(", ", byKey.keySet()),
                            Nearest.hint(only.key(), byKey.keySet())));
        }
        if (!(other.dimension() instanceof Dimension.Choice choice)) {
            throw new SettingsException("%s: the condition names %s, which is no choice; expected %s=choice:%s|…"
                    .formatted(
                            setting.text(),
                            only.key(),
                            only.key(),
                            only.values().getFirst()));
        }
        for (String value : only.values()) {
            if (!choice.values().contains(value)) {
                throw new SettingsException("%s: %s is never '%s'; expected one of %s%s"
                        .formatted(
                                setting.text(),
                                only.key(),
                                value,
                                String.join(", ", choice.values()),
                                Nearest.hint(value, choice.values())));
            }
        }
    }

    private static List<Varied> inOrder(List<Varied> settings) {
        List<Varied> left = new ArrayList<>(settings);
        List<Varied> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            Varied next = left.stream()
                    .filter(each -> left.stream().noneMatch(other -> dependsOn(each, other)))
                    .findFirst()
                    .orElseThrow(() -> new SettingsException(
                            "%s: the conditions form a circle; expected one setting that varies without one"
                                    .formatted(left.getFirst().text())));
            ordered.add(next);
            left.remove(next);
        }
        return List.copyOf(ordered);
    }

    private static boolean dependsOn(Varied setting, Varied other) {
        return setting.condition()
                        .filter(only -> only.key().equals(other.key()))
                        .isPresent()
                || setting.key().startsWith(other.key() + ".");
    }

    /// The space of some texts, as [Varied#of] reads them.
    ///
    /// @param origin where they were given, for errors
    /// @throws SettingsException for the first that is wrong, or if they contradict each other
    public static SearchSpace of(List<String> texts, String origin) {
        try {
            return new SearchSpace(texts.stream().map(Varied::of).toList());
        } catch (SettingsException e) {
            throw new SettingsException(origin + (texts.isEmpty() ? ": " : " ") + e.getMessage());
        }
    }

    /// How many settings vary.
    public int size() {
        return settings.size();
    }

    /// The point with a value of each setting that varies there.
    ///
    /// @param value of a setting whose condition holds
    public Point point(Function<Varied, String> value) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        for (Varied each : settings) {
            if (holds(each, values)) {
                values.put(each.key(), value.apply(each));
            }
        }
        return new Point(values);
    }

    /// The point at positions of the settings.
    ///
    /// @param positions from 0 to 1, in the order of the settings
    public Point at(double... positions) {
        return point(each -> each.dimension().at(positions[settings.indexOf(each)]));
    }

    /// The positions of a point's values in the order of the settings; not a number where one is not set.
    public double[] positions(Point point) {
        return settings.stream()
                .mapToDouble(each -> point.value(each.key())
                        .map(value -> each.dimension().position(value))
                        .orElse(Double.NaN))
                .toArray();
    }

    private static boolean holds(Varied setting, Map<String, String> values) {
        return setting.condition()
                .map(only -> values.containsKey(only.key()) && only.values().contains(values.get(only.key())))
                .orElse(true);
    }

    /// The Cartesian product of some values of each setting, the last one varying fastest. Those of a setting with
    /// a condition are combined only where it holds, so that no point is there twice.
    ///
    /// @param most how many points at most
    /// @param values of a setting
    /// @throws SettingsException if there are more points
    public List<Point> product(int most, Function<Varied, List<String>> values) {
        List<SequencedMap<String, String>> points = List.of(new LinkedHashMap<>());
        for (Varied each : settings) {
            List<SequencedMap<String, String>> longer = new ArrayList<>();
            for (SequencedMap<String, String> point : points) {
                if (!holds(each, point)) {
                    longer.add(point);
                    continue;
                }
                for (String value : values.apply(each)) {
                    SequencedMap<String, String> further = new LinkedHashMap<>(point);
                    further.put(each.key(), value);
                    longer.add(further);
                }
            }
            points = longer;
            if (points.size() > most) {
                throw new SettingsException(
                        "the grid has %s points or more, which does not fit %s trials".formatted(points.size(), most));
            }
        }
        return points.stream().map(Point::new).toList();
    }

    /// Builds the settings at the corners of the space, so that what is unknown or out of range is found before the
    /// first trial; and finds settings that change nothing.
    ///
    /// @param base makes a builder of the settings that all trials start from
    /// @param origin where it was said what varies, for errors
    /// @throws SettingsException for the first setting that is unknown or out of range
    public void check(Supplier<SettingsBuilder> base, String origin) {
        for (Varied each : settings) {
            List<RunSettings> ends = each.dimension().spread(2).stream()
                    .map(end -> point(other -> forced(other, each, end)))
                    .map(point -> point.over(base.get(), origin).build())
                    .toList();
            if (Set.copyOf(ends).size() == 1) {
                throw new SettingsException(
                        "%s %s: all values give the same settings; expected a setting that no other one replaces. Leave one of"
                                        .formatted(origin, each.text())
                                + " them out, or name this one last");
            }
        }
        corners().forEach(point -> point.over(base.get(), origin).build());
    }

    /// The value of a setting at a point where another one varies and has a value.
    private String forced(Varied setting, Varied varied, String value) {
        if (setting.key().equals(varied.key())) {
            return value;
        }
        Optional<Varied.Condition> only = varied.condition();
        while (only.isPresent()) {
            Varied.Condition condition = only.get();
            if (condition.key().equals(setting.key())) {
                return condition.values().getFirst();
            }
            only = settings.stream()
                    .filter(each -> each.key().equals(condition.key()))
                    .findFirst()
                    .flatMap(Varied::condition);
        }
        return setting.dimension().spread(2).getFirst();
    }

    private List<Point> corners() {
        double count = 1;
        for (Varied each : settings) {
            count *= each.dimension().spread(2).size();
        }
        return count <= MOST_CORNERS
                ? product(MOST_CORNERS, each -> each.dimension().spread(2))
                : List.of(at(new double[size()]));
    }
}
