package dev.chainrule.lab.experiment;

import dev.chainrule.lab.compare.Measure;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import dev.chainrule.lab.settings.RunSettings;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.Require;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A question that runs answer: arms that differ in what is asked about, perhaps over a range of values, each repeated
/// with several seeds. A declaration, not a program:
///
/// ```yaml
/// question: Does a deep net learn faster with batch normalisation?
/// preset: cs231n-no-norm
/// arms:
///   - {name: batch norm, set: [model.normalization=batch-norm]}
///   - none
/// measures: [training, validation]
/// expect:
///   - {measure: training, arm: batch norm, above: none}
/// ```
///
/// Settings are given as `key=value`, as `chainrule train --set` takes them, and go over the preset in this order: the
/// experiment's, those of the data it runs on, the arm's, the value of the sweep, the seed.
///
/// @param question what is asked
/// @param arms what is compared, at least one
/// @param source where the question comes from
/// @param base the settings that all arms start from
/// @param axes the values that every arm is run with
/// @param measures what is compared, the most telling first
/// @param expect what should come out
/// @param seeds how often each is repeated unless told otherwise, with the seeds 1, 2, 3 …
public record Experiment(
        String question,
        List<Arm> arms,
        @Inlined QuestionSource source,
        @Inlined BaseSettings base,
        @Inlined Axes axes,
        List<Measure> measures,
        List<Expectation> expect,
        int seeds) {
    private static final String OWNER = "Experiment";

    /// Copies the lists and checks what can be checked without the settings.
    public Experiment {
        arms = List.copyOf(arms);
        measures = List.copyOf(measures);
        expect = List.copyOf(expect);
        Require.that(!arms.isEmpty(), OWNER, "arms", arms, "at least one arm");
        Require.that(!measures.isEmpty(), OWNER, "measures", measures, "at least one measure");
        Require.atLeast(1, OWNER, "seeds", seeds);
        List<String> names = arms.stream().map(Arm::name).toList();
        Require.that(Set.copyOf(names).size() == names.size(), OWNER, "arms", names, "a name of its own for each arm");
        List<String> values = axes.sweep().map(Sweep::names).orElse(List.of());
        for (Expectation each : expect) {
            oneOf(names, each.arm(), "an arm");
            each.above().ifPresent(other -> oneOf(names, other, "an arm"));
            each.at().ifPresent(at -> oneOf(values, at, "a value of the sweep"));
        }
    }

    private static void oneOf(List<String> names, String name, String what) {
        Require.that(names.contains(name), OWNER, "expect", name, what + ", one of " + names);
    }

    /// A question with all else as usual: three seeds, on the default preset, measured on training and validation
    /// images.
    public static Experiment of(String question, List<Arm> arms) {
        return new Experiment(
                question,
                arms,
                QuestionSource.of(),
                BaseSettings.of(),
                Axes.of(),
                List.of(Measure.VALIDATION, Measure.TRAINING),
                List.of(),
                3);
    }

    /// The values that every arm is run with.
    public Optional<Sweep> sweep() {
        return axes.sweep();
    }

    /// The values of a second setting.
    public Optional<Sweep> across() {
        return axes.across();
    }

    /// One or two settings whose values every arm is run with.
    ///
    /// @param sweep the values of a setting
    /// @param across those of a second one: every arm is run with every pair, and its measures are maps
    public record Axes(Optional<Sweep> sweep, Optional<Sweep> across) {
        /// Checks that there is a first setting where there is a second.
        public Axes {
            Require.that(across.isEmpty() || sweep.isPresent(), "Axes", "across", "alone", "a sweep beside it");
        }

        /// The arms as they are.
        public static Axes of() {
            return new Axes(Optional.empty(), Optional.empty());
        }
    }

    /// One of the things compared.
    ///
    /// @param name of it, for tables and curves; not `none`, which takes an optional setting away
    /// @param preset the settings to start from, if they are not the experiment's
    /// @param set settings of this arm, as `key=value`
    public record Arm(String name, Optional<String> preset, List<String> set) {
        /// Copies the list.
        public Arm {
            set = List.copyOf(set);
            boolean named = !name.isBlank() && !name.equalsIgnoreCase("none");
            Require.that(named, "Arm", "name", name, "some words, such as plain, but not none, which means no setting");
        }

        /// The experiment's settings, as they are.
        public static Arm of(String name) {
            return new Arm(name, Optional.empty(), List.of());
        }
    }

    /// The values that every arm is run with.
    ///
    /// @param key of the setting, such as `batch-size`
    /// @param values in the order of the axis
    /// @param template of the setting, in which `{}` stands for the value
    /// @param names of the values, for tables and axes; the values themselves if there are none
    /// @param label of the axis; the key if empty
    /// @param logarithmic whether equal ratios are equally long on the axis
    public record Sweep(
            String key, List<String> values, String template, List<String> names, String label, boolean logarithmic) {
        /// Copies the lists.
        public Sweep {
            values = List.copyOf(values);
            names = names.isEmpty() ? values : List.copyOf(names);
            Require.that(!values.isEmpty(), "Sweep", "values", values, "at least one value");
            Require.that(names.size() == values.size(), "Sweep", "names", names, "a name for each value");
            Require.that(Set.copyOf(names).size() == names.size(), "Sweep", "values", names, "each value once");
            Require.that(template.contains("{}"), "Sweep", "template", template, "a text with {} for the value");
        }

        /// A sweep over a linear axis that is called as the key.
        public static Sweep of(String key, List<String> values) {
            return new Sweep(key, values, "{}", List.of(), "", false);
        }

        /// What the axis is called.
        public String title() {
            return label.isEmpty() ? key : label;
        }

        private String setting(String name) {
            return template.replace("{}", values.get(names.indexOf(name)));
        }
    }

    /// What should come out: a mean over the seeds in a range, or above that of another arm; at least one of them.
    ///
    /// @param measure what is compared
    /// @param arm of which
    /// @param at the name of the sweep's value; for all of them if there is none
    /// @param above the arm that should have a lower mean
    /// @param from the lowest mean expected
    /// @param to the highest mean expected
    /// @param data the images on which it should come out; on all if none are named
    public record Expectation(
            Measure measure,
            String arm,
            Optional<String> at,
            Optional<String> above,
            Optional<Double> from,
            Optional<Double> to,
            Optional<BaseSettings.Data> data) {
        /// Checks that something is expected.
        public Expectation {
            boolean says = above.isPresent() || from.isPresent() || to.isPresent();
            Require.that(says, "Expectation", "arm", arm, "above, from or to beside it: what should come out");
        }
    }

    /// Where runs stand that differ in the seed alone.
    ///
    /// @param arm the name of its arm
    /// @param value the name of the sweep's value; empty without one
    /// @param across the name of the second sweep's value; empty without one
    public record Point(String arm, String value, String across) {
        /// The names that are not empty.
        public List<String> names() {
            return Stream.of(arm, value, across).filter(name -> !name.isEmpty()).toList();
        }
    }

    /// One of the runs.
    ///
    /// @param point where it stands
    /// @param seed of the run
    /// @param folder the name of its folder
    /// @param settings what it is trained with
    public record Planned(Point point, long seed, String folder, RunSettings settings) {}

    /// All points: arm by arm, in the order of the axes.
    public List<Point> points() {
        List<String> values = axes.sweep().map(Sweep::names).orElse(List.of(""));
        List<String> others = across().map(Sweep::names).orElse(List.of(""));
        return arms.stream()
                .flatMap(arm -> values.stream()
                        .flatMap(value -> others.stream().map(other -> new Point(arm.name(), value, other))))
                .toList();
    }

    /// All runs: seed by seed, so that a first answer is there early.
    ///
    /// @param data what they run on
    /// @param repetitions how many seeds, from 1 on
    /// @throws SettingsException for the first setting that is unknown or out of range
    public List<Planned> runs(BaseSettings.Data data, int repetitions) {
        List<Planned> runs = new ArrayList<>();
        Set<String> folders = new HashSet<>();
        for (long seed = 1; seed <= repetitions; seed++) {
            for (Point point : points()) {
                String name = folder(point, seed);
                while (!folders.add(name)) {
                    name += "-";
                }
                runs.add(new Planned(point, seed, name, settings(data, point, seed)));
            }
        }
        return runs;
    }

    private static String folder(Point point, long seed) {
        return Stream.concat(point.names().stream(), Stream.of("seed " + seed))
                .map(part -> part.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+", "-"))
                .collect(Collectors.joining("-"));
    }

    /// Every run computes on one thread: several of them go side by side, which wastes less than several threads of
    /// one, and the number of threads changes no bit.
    private RunSettings settings(BaseSettings.Data data, Point point, long seed) {
        Arm arm = arms.stream()
                .filter(each -> each.name().equals(point.arm()))
                .findFirst()
                .orElseThrow();
        SettingsBuilder builder =
                base.builder(arm.preset().orElse(base.preset()), data).assign(arm.set(), "arm " + arm.name());
        sweep().ifPresent(over -> builder.set(over.key(), over.setting(point.value()), "sweep"));
        across().ifPresent(over -> builder.set(over.key(), over.setting(point.across()), "across"));
        return builder.set("seed", Long.toString(seed), "seed")
                .set("threads", "1", "threads")
                .build();
    }
}
