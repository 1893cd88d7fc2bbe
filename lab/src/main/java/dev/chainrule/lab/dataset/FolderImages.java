package dev.chainrule.lab.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The images of a folder, decoded.
///
/// @param partition the images of each part, in the order of its files
/// @param files the files of each part
/// @param sha256 of the content of each file
/// @param notes what a person should know, one line each
public record FolderImages(Partition partition, PartFiles files, Map<FolderFile, String> sha256, List<String> notes) {
    /// Copies map and list.
    public FolderImages {
        sha256 = Map.copyOf(sha256);
        notes = List.copyOf(notes);
    }

    /// A line about images that lie in training and in validation or test, and one about images that lie in two
    /// classes, if there are any: these make results look better or worse than they are.
    public List<String> duplicates() {
        Map<String, List<PartFiles.Member>> byContent = new LinkedHashMap<>();
        for (PartFiles.Member member : files.members()) {
            byContent
                    .computeIfAbsent(sha256.getOrDefault(member.file(), ""), _ -> new ArrayList<>())
                    .add(member);
        }
        Tally held = new Tally();
        Tally classes = new Tally();
        for (List<PartFiles.Member> same : byContent.values()) {
            PartFiles.Member first = same.getFirst();
            for (PartFiles.Member other : same.subList(1, same.size())) {
                if (first.part() == Part.TRAIN && other.part() != Part.TRAIN) {
                    held.add(other.file(), first.file());
                }
                if (!first.file().className().equals(other.file().className())) {
                    classes.add(other.file(), first.file());
                }
            }
        }
        return Stream.of(held.line("of validation or test", "of training"), classes.line("of one class", "of another"))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /// Pairs of equal images: how many, and the first.
    private static final class Tally {
        private int count;
        private String example = "";

        void add(FolderFile file, FolderFile same) {
            count++;
            example = example.isEmpty() ? file.name() + " = " + same.name() : example;
        }

        String line(String which, String others) {
            return switch (count) {
                case 0 -> "";
                case 1 -> "1 image %s has the same content as one %s (%s)".formatted(which, others, example);
                default ->
                    "%s images %s have the same content as ones %s (%s, …)".formatted(count, which, others, example);
            };
        }
    }
}
