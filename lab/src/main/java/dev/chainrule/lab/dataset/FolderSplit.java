package dev.chainrule.lab.dataset;

import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Divides the images of a folder by purpose, class by class.
///
/// A fifth of each class is for validation and a fifth for the test; of 4 images one and one, of 3 one for validation,
/// fewer are all for training. Which ones they are follows from a hash of class and file name alone, so that a file
/// that is added or removed moves at most two others, of its own class.
///
/// Images of a part are in an order of which every beginning is spread over the classes: first one image of each class,
/// then in proportion to their numbers.
///
/// @param files the images of each part
/// @param notes what a person should know, one line each
public record FolderSplit(PartFiles files, List<String> notes) {
    private static final int SHARE = 5;
    private static final int NAMED = 5;

    /// Not the seed of a run: runs that differ in their seed alone are compared on the same images.
    private static final RandomKey KEY = RandomKey.of(0).child("split");

    /// Copies the list.
    public FolderSplit {
        notes = List.copyOf(notes);
    }

    /// Divides what a folder holds. A part that it has no folder of is taken from the training images.
    public static FolderSplit of(FolderListing listing) {
        Set<Part> given =
                listing.files().stream().flatMap(file -> file.within().stream()).collect(Collectors.toSet());
        List<PartFiles.Member> members = new ArrayList<>();
        byClass(listing.files()).values().forEach(ofClass -> members.addAll(divided(ofClass, given)));
        PartFiles files = PartFiles.of(members).ordered(FolderSplit::spread);
        List<String> notes = new ArrayList<>();
        for (Part part : List.of(Part.VALIDATION, Part.TEST)) {
            if (!given.isEmpty() && !given.contains(part)) {
                notes.add("no folder for %s: %s of the training images are taken, class by class"
                        .formatted(part.id(), files.of(part).size()));
            }
        }
        rare(listing.classNames(), files).ifPresent(notes::add);
        if (files.validation().isEmpty()) {
            notes.add("no image is left for validation, so accuracy is measured on training images only");
        }
        return new FolderSplit(files, notes);
    }

    /// Parts are cut from both ends of the order, so that what is added moves the edge of each once.
    private static List<PartFiles.Member> divided(List<FolderFile> ofClass, Set<Part> given) {
        List<PartFiles.Member> members = new ArrayList<>();
        List<FolderFile> free = new ArrayList<>();
        for (FolderFile file : ofClass) {
            Part part = file.within().orElse(Part.TRAIN);
            if (part == Part.TRAIN) {
                free.add(file);
            } else {
                members.add(new PartFiles.Member(part, file));
            }
        }
        free.sort(BY_HASH);
        int share = Math.max(1, free.size() / SHARE);
        int validation = given.contains(Part.VALIDATION) || free.size() < 3 ? 0 : share;
        int test = given.contains(Part.TEST) || free.size() < (given.contains(Part.VALIDATION) ? 3 : 4) ? 0 : share;
        for (int i = 0; i < free.size(); i++) {
            Part part = i < test ? Part.TEST : i < free.size() - validation ? Part.TRAIN : Part.VALIDATION;
            members.add(new PartFiles.Member(part, free.get(i)));
        }
        return members;
    }

    private static final Comparator<FolderFile> BY_HASH = Comparator.comparingLong(
                    (FolderFile file) -> hash(file) ^ Long.MIN_VALUE)
            .thenComparing(FolderFile::name);

    private static long hash(FolderFile file) {
        return KEY.child(file.className()).child(file.nameInClass()).bits();
    }

    private static Map<String, List<FolderFile>> byClass(List<FolderFile> files) {
        return files.stream().collect(Collectors.groupingBy(FolderFile::className, TreeMap::new, Collectors.toList()));
    }

    private record Place(FolderFile file, long rank, long of) {}

    /// The same files in an order of which every beginning is spread over the classes.
    static List<FolderFile> spread(List<FolderFile> files) {
        List<Place> places = new ArrayList<>();
        byClass(files).values().forEach(ofClass -> {
            List<FolderFile> order = ofClass.stream().sorted(BY_HASH).toList();
            for (int i = 0; i < order.size(); i++) {
                places.add(new Place(order.get(i), i, order.size()));
            }
        });
        places.sort(((Comparator<Place>) (a, b) -> Long.compare(a.rank() * b.of(), b.rank() * a.of()))
                .thenComparing(Place::file, BY_HASH));
        return places.stream().map(Place::file).toList();
    }

    /// A line about classes that have no image in a part.
    private static Optional<String> rare(List<String> classNames, PartFiles files) {
        List<String> lines = new ArrayList<>();
        for (String name : classNames) {
            List<Part> parts = files.members().stream()
                    .filter(member -> member.file().className().equals(name))
                    .map(PartFiles.Member::part)
                    .toList();
            String missing = Stream.of(Part.values())
                    .filter(part -> !parts.contains(part))
                    .map(Part::adjective)
                    .collect(Collectors.joining(" or "));
            if (!missing.isEmpty()) {
                lines.add("%s: %s %s, none for %s"
                        .formatted(name, parts.size(), parts.size() == 1 ? "image" : "images", missing));
            }
        }
        String named = lines.stream().limit(NAMED).collect(Collectors.joining("; "));
        int more = lines.size() - NAMED;
        return named.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        more > 0 ? named + "; and " + more + (more == 1 ? " more class" : " more classes") : named);
    }
}
