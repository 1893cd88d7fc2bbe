package dev.chainrule.lab.dataset;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What images of a run are for.
public enum Part {
    /// What the weights are fitted to.
    TRAIN("train", "training"),
    /// What settings are chosen by.
    VALIDATION("val", "valid", "validation", "dev"),
    /// What is looked at once, at the end.
    TEST("test", "testing");

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of words
    private final List<String> folders;

    Part(String... folders) {
        this.folders = List.of(folders);
    }

    /// Its name, for example `validation`.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What its images are called in a sentence, for example `training`.
    String adjective() {
        return this == TRAIN ? "training" : id();
    }

    /// The part that a folder of that name holds, upper case or lower.
    static Optional<Part> ofFolder(String name) {
        for (Part part : values()) {
            if (part.folders.contains(name.toLowerCase(Locale.ROOT))) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    /// The part of that name.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Part named(String id) {
        for (Part part : values()) {
            if (part.id().equals(id)) {
                return part;
            }
        }
        throw new IllegalArgumentException("Part '%s' is unknown; expected train, validation or test".formatted(id));
    }
}
