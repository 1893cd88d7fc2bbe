package dev.chainrule.lab.run;

import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.FolderFile;
import dev.chainrule.lab.dataset.FolderImages;
import dev.chainrule.lab.dataset.FolderListing;
import dev.chainrule.lab.dataset.FolderSplit;
import dev.chainrule.lab.dataset.ImageFolder;
import dev.chainrule.lab.dataset.ImageSource;
import dev.chainrule.lab.dataset.PartFiles;
import dev.chainrule.lab.dataset.Partition;
import dev.chainrule.lab.settings.DataSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The images of a folder of one's own, divided anew or as an earlier run divided them.
///
/// @param partition the images
/// @param files their files, in the same order
/// @param notes what a person should know, one line each
record FolderData(Partition partition, RunFiles files, List<String> notes) {
    private static final int NAMED = 3;

    /// Reads a folder and divides it.
    static FolderData divided(Path folder, DataSettings settings) throws DatasetException {
        FolderListing listing = listing(folder, settings).checked();
        FolderSplit split = FolderSplit.of(listing);
        List<String> notes = new ArrayList<>(listing.notes());
        notes.addAll(split.notes());
        int training = split.files().train().size();
        if (settings.limit() < training
                && settings.limit() < listing.classNames().size()) {
            notes.add("limit %s does not fit %s classes: some have no image to train on"
                    .formatted(settings.limit(), listing.classNames().size()));
        }
        return read(folder, settings, split.files(), listing.classNames(), notes);
    }

    /// Reads a folder as an earlier run divided it. Files that are gone are left out, and so are files that came
    /// later; both are said.
    static FolderData kept(Path folder, DataSettings settings, RunFiles kept) throws DatasetException {
        FolderListing listing = listing(folder, settings);
        Map<String, FolderFile> there = new HashMap<>();
        listing.files().forEach(file -> there.put(file.name(), file));
        List<PartFiles.Member> members = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (RunFiles.Entry entry : kept.files()) {
            known.add(entry.name());
            FolderFile file = there.get(entry.name());
            if (file == null) {
                gone.add(entry.name());
            } else {
                members.add(new PartFiles.Member(entry.part(), file));
            }
        }
        PartFiles parts = PartFiles.of(members);
        if (parts.train().isEmpty()) {
            throw new DatasetException("%s: none of the training images of the run is left (%s); put them back"
                    .formatted(folder, named(gone)));
        }
        FolderData data = read(folder, settings, parts, kept.classNames(), List.of());
        List<String> added = listing.files().stream()
                .map(FolderFile::name)
                .filter(name -> !known.contains(name))
                .toList();
        return data.withNotes(changes(folder, added, gone, data.changed(kept)));
    }

    /// What a folder holds, as the split of the settings takes it.
    static FolderListing listing(Path folder, DataSettings settings) throws DatasetException {
        return settings.split().equals(ImageSource.PARTS)
                ? FolderListing.ofParts(folder)
                : FolderListing.ofClasses(folder);
    }

    private static FolderData read(
            Path folder, DataSettings settings, PartFiles files, List<String> classNames, List<String> notes)
            throws DatasetException {
        ImageFolder images = ImageFolder.of(folder).over(settings.backgroundColour());
        FolderImages read = settings.size()
                .map(size -> images.resizedTo(size.width(), size.height()))
                .orElse(images)
                .read(files, classNames);
        List<String> all = new ArrayList<>(notes);
        all.addAll(read.notes());
        all.addAll(read.duplicates());
        List<RunFiles.Entry> entries = files.members().stream()
                .map(member -> new RunFiles.Entry(
                        member.part(),
                        member.file().className(),
                        member.file().name(),
                        read.sha256().getOrDefault(member.file(), "")))
                .toList();
        return new FolderData(read.partition(), new RunFiles(entries), all);
    }

    private FolderData withNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new FolderData(partition, files, all);
    }

    private List<String> changed(RunFiles kept) {
        Map<String, String> before = new HashMap<>();
        kept.files().forEach(entry -> before.put(entry.name(), entry.sha256()));
        return files.files().stream()
                .filter(entry -> !entry.sha256().equals(before.get(entry.name())))
                .map(RunFiles.Entry::name)
                .toList();
    }

    private static List<String> changes(Path folder, List<String> added, List<String> gone, List<String> changed) {
        List<String> words = new ArrayList<>();
        if (!gone.isEmpty()) {
            words.add("%s removed (%s)".formatted(gone.size(), named(gone)));
        }
        if (!changed.isEmpty()) {
            words.add("%s changed (%s)".formatted(changed.size(), named(changed)));
        }
        if (!added.isEmpty()) {
            words.add("%s added, which %s left out (%s)"
                    .formatted(added.size(), added.size() == 1 ? "is" : "are", named(added)));
        }
        return words.isEmpty()
                ? List.of()
                : List.of("the files of %s are not those of the run: %s".formatted(folder, String.join(", ", words)));
    }

    private static String named(List<String> names) {
        String first = String.join(", ", names.stream().limit(NAMED).toList());
        return names.size() > NAMED ? first + ", …" : first;
    }
}
