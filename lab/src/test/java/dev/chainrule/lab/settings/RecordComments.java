package dev.chainrule.lab.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the comments of records say about them and their components, read from the sources.
final class RecordComments {
    private static final Pattern LINK = Pattern.compile("\\[(?:[a-zA-Z.]*\\.)?([A-Z][A-Za-z0-9#]+)\\]");

    private RecordComments() {}

    /// The sentence about a component, or nothing.
    static String of(Class<? extends Record> type, String component) {
        Matcher found =
                Pattern.compile("@param " + component + " (.*?)(?=@param|$)").matcher(comment(type));
        return found.find() ? plain(found.group(1)) : "";
    }

    /// The first sentence about a record; of one that is a layer's settings, that about the layer.
    static String of(Class<? extends Record> type) {
        Class<?> outer = type.getEnclosingClass();
        String comment = type.getSimpleName().equals("Settings") && outer != null
                ? comment(outer, "class " + outer.getSimpleName() + "\\b")
                : comment(type);
        return plain(comment.replaceFirst("@param.*", "").replaceFirst("[.](?= +[A-Z*`]).*", ""));
    }

    /// What is said about a constant.
    static String of(Enum<?> constant) {
        String name = constant.name() + "[(,;]";
        return plain(comment(constant.getDeclaringClass(), name)).replaceFirst("[.](?= +[A-Z]).*", "");
    }

    private static String comment(Class<? extends Record> type) {
        return comment(type, "record " + type.getSimpleName() + "\\(");
    }

    /// The comment above a declaration, on one line.
    private static String comment(Class<?> type, String declaration) {
        Pattern pattern = Pattern.compile("^ *(public |private |static |final )*" + declaration + ".*");
        Deque<String> comment = new ArrayDeque<>();
        for (String line : source(type)) {
            if (line.strip().startsWith("///")) {
                comment.add(line.strip().substring(3).strip());
            } else if (pattern.matcher(line).matches()) {
                return String.join(" ", comment);
            } else if (!line.strip().startsWith("@")) {
                comment.clear();
            }
        }
        return "";
    }

    private static List<String> source(Class<?> type) {
        Class<?> outermost = type;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        String file = outermost.getName().replace('.', '/') + ".java";
        List<Path> candidates = new ArrayList<>();
        for (String module : List.of("core", "lab")) {
            candidates.add(Path.of("..", module, "src", "main", "java").resolve(file));
        }
        try {
            return Files.readAllLines(
                    candidates.stream().filter(Files::exists).findFirst().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String plain(String text) {
        return LINK.matcher(text.strip())
                .replaceAll("$1")
                .replaceFirst("\\.$", "")
                .replace("|", "\\|");
    }
}
