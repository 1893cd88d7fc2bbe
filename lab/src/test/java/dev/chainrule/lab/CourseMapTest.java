package dev.chainrule.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.demonstration.Demonstrations;
import dev.chainrule.lab.experiment.Experiments;
import dev.chainrule.lab.settings.Preset;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the course map says can be written so: its classes, methods with as many arguments, constants and presets.
class CourseMapTest {
    private static final List<String> PACKAGES = List.of(
            "layer",
            "loss",
            "optim",
            "zoo",
            "train",
            "evaluate",
            "data",
            "random",
            "check",
            "model",
            "kernel",
            "tape",
            "tensor",
            "kernel.reference");

    /// Names that stand for an object.
    private static final Map<String, String> OBJECTS = Map.of("model", "Model");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern IS_EXPRESSION =
            Pattern.compile("(new )?(([a-z]+\\.)+[A-Z]|[A-Z]\\w*[.(]|[A-Z]\\w*[a-z]\\w*$).*", Pattern.DOTALL);
    private static final Pattern PRESET = Pattern.compile("cs231n-[-\\w]+|kth-\\d[-\\w]*|cifar10-\\d+");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)\\)");

    @Test
    void everyNameOfTheCourseMapIsThere() throws IOException {
        List<String> wrong = new ArrayList<>();
        int names = 0;
        for (String row : Files.readAllLines(Path.of("../docs/course-map.md"))) {
            int second = row.indexOf('|', 1);
            Matcher code = CODE.matcher(row.substring(Math.max(0, second)));
            while (row.startsWith("|") && code.find()) {
                String text = code.group(1);
                if (IS_EXPRESSION.matcher(text).matches() || OBJECTS.containsKey(text.split("\\.", 2)[0])) {
                    names++;
                    try {
                        new Reading(text).expression();
                    } catch (IllegalArgumentException e) {
                        wrong.add(text + ": " + e.getMessage());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(names).isGreaterThan(60);
    }

    @Test
    void everyPresetOfTheCourseMapIsThere() throws IOException {
        Matcher preset = PRESET.matcher(Files.readString(Path.of("../docs/course-map.md"))
                .replaceAll("split `[^`]*`", "")
                .replaceAll("`cs231n(-pytorch)?`", ""));
        List<String> known = new ArrayList<>(Preset.names());
        known.addAll(Experiments.names());
        Demonstrations.all().forEach(each -> known.add(each.id()));
        while (preset.find()) {
            assertThat(known).contains(preset.group());
        }
    }

    @Test
    void everyExperimentHasItsPageAndItsPlaceInTheCourseMap() throws IOException {
        String map = Files.readString(Path.of("../docs/course-map.md"));
        List<String> names = new ArrayList<>(Experiments.names());
        Demonstrations.all().forEach(each -> names.add(each.id()));
        for (String name : names) {
            assertThat(map).contains("[%s](experiments/%s.md)".formatted(name, name));
            assertThat(Path.of("../docs/experiments/" + name + ".md")).exists();
        }
        Matcher link = LINK.matcher(map);
        while (link.find()) {
            assertThat(Path.of("../docs/" + link.group(1))).exists();
        }
    }

    @Test
    void aNameThatIsNotThereIsFound() {
        for (String wrong : List.of(
                "train.LocalGradientSource.of(model, batch, mode)",
                "layer.Affine.withoutBias",
                "optim.Adam(1, 2)",
                "loss.Affine",
                "GradientCheck.of(layer).as(BatchNorm.Settings.of(1)).run(x)")) {
            assertThatThrownBy(() -> new Reading(wrong).expression())
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /// Reads an expression by the classes that it names.
    private static final class Reading {
        private final String text;
        private int at;

        Reading(String text) {
            this.text = text;
        }

        /// The type of the value, or null where it cannot be known.
        @Nullable
        Class<?> expression() {
            boolean made = text.startsWith("new ", at);
            at += made ? 4 : 0;
            List<String> path = new ArrayList<>();
            String word = word();
            while (Character.isLowerCase(word.charAt(0)) && !OBJECTS.containsKey(word)) {
                path.add(word);
                if (!next('.')) {
                    return null; // a variable
                }
                word = word();
            }
            boolean isStatic = !OBJECTS.containsKey(word);
            Class<?> type = isStatic ? named(String.join(".", path), word) : named("model", OBJECTS.get(word));
            if (at < text.length() && text.charAt(at) == '(') {
                require(type.getConstructors(), word, arguments(), made || isStatic, false);
                isStatic = false;
            }
            while (next('.')) {
                String member = word();
                Class<?> owner = type;
                Optional<Class<?>> nested = Stream.of(owner.getClasses())
                        .filter(each -> each.getSimpleName().equals(member))
                        .findFirst();
                boolean called = at < text.length() && text.charAt(at) == '(';
                type = nested.orElse(type);
                if (called && nested.isPresent()) {
                    require(type.getConstructors(), member, arguments(), true, false);
                    isStatic = false;
                } else if (called) {
                    Method method = (Method) require(type.getMethods(), member, arguments(), true, isStatic);
                    type = method.getReturnType();
                    isStatic = false;
                } else if (nested.isEmpty()
                        && Stream.<Member>concat(Stream.of(owner.getFields()), Stream.of(owner.getMethods()))
                                .noneMatch(each -> each.getName().equals(member))) {
                    throw new IllegalArgumentException(owner + " has no " + member);
                }
            }
            return type;
        }

        private static Executable require(
                Executable[] all, String name, int arguments, boolean allowed, boolean isStatic) {
            return Stream.of(all)
                    .filter(each -> each.getDeclaringClass().getSimpleName().equals(name)
                            || each.getName().equals(name)
                            || each.getName().endsWith("." + name)
                            || each.getName().endsWith("$" + name))
                    .filter(each -> arguments < 0 || each.isVarArgs() || each.getParameterCount() == arguments)
                    .filter(each -> allowed && (!isStatic || Modifier.isStatic(each.getModifiers())))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no %s%s of %d arguments".formatted(isStatic ? "static " : "", name, arguments)));
        }

        /// How many there are; −1 where some are left out.
        private int arguments() {
            next('(');
            int count = 0;
            boolean leftOut = false;
            while (!next(')')) {
                int start = at;
                String rest = text.substring(at);
                if (IS_EXPRESSION.matcher(rest).matches()) {
                    expression();
                }
                int depth = 0;
                while (depth > 0 || (text.charAt(at) != ',' && text.charAt(at) != ')')) {
                    depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
                    at++;
                }
                leftOut |= text.substring(start, at).contains("…");
                count++;
                if (next(',')) {
                    next(' ');
                }
            }
            return leftOut ? -1 : count;
        }

        private boolean next(char expected) {
            boolean there = at < text.length() && text.charAt(at) == expected;
            at += there ? 1 : 0;
            return there;
        }

        private String word() {
            int start = at;
            while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
                at++;
            }
            if (start == at) {
                throw new IllegalArgumentException("no name at " + start);
            }
            return text.substring(start, at);
        }

        private static Class<?> named(String in, String name) {
            if (name.equals("List")) {
                return List.class;
            }
            return PACKAGES.stream()
                    .filter(each -> in.isEmpty() || each.equals(in))
                    .flatMap(each -> {
                        try {
                            return Stream.of(Class.forName("dev.chainrule." + each + "." + name));
                        } catch (ClassNotFoundException e) {
                            return Stream.empty();
                        }
                    })
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no class " + name + " in '" + in + "'"));
        }
    }
}
