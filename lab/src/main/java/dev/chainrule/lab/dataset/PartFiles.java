package dev.chainrule.lab.dataset;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The files of each part of a folder of images.
///
/// @param train for training
/// @param validation for validation
/// @param test for the test
public record PartFiles(List<FolderFile> train, List<FolderFile> validation, List<FolderFile> test) {
    /// Copies the lists.
    public PartFiles {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
    }

    /// Files each of which knows its part, in the order in which they come.
    public static PartFiles of(List<Member> members) {
        return new PartFiles(of(members, Part.TRAIN), of(members, Part.VALIDATION), of(members, Part.TEST));
    }

    private static List<FolderFile> of(List<Member> members, Part part) {
        return members.stream()
                .filter(member -> member.part() == part)
                .map(Member::file)
                .toList();
    }

    /// A file and what it is for.
    ///
    /// @param part what it is for
    /// @param file the file
    public record Member(Part part, FolderFile file) {}

    /// The files of a part.
    public List<FolderFile> of(Part part) {
        return switch (part) {
            case TRAIN -> train;
            case VALIDATION -> validation;
            case TEST -> test;
        };
    }

    /// All files with their parts: training, validation, test.
    public List<Member> members() {
        return Stream.of(Part.values())
                .flatMap(part -> of(part).stream().map(file -> new Member(part, file)))
                .toList();
    }

    /// The same files, each part in another order.
    PartFiles ordered(UnaryOperator<List<FolderFile>> order) {
        return new PartFiles(order.apply(train), order.apply(validation), order.apply(test));
    }
}
