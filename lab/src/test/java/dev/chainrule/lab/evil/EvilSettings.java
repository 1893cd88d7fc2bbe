package dev.chainrule.lab.evil;

import dev.chainrule.lab.experiment.Experiments;
import dev.chainrule.lab.predict.EnsembleFile;
import dev.chainrule.lab.search.Searches;
import dev.chainrule.lab.settings.SettingsBuilder;
import dev.chainrule.lab.settings.SettingsException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Evil files of settings, experiments, searches and ensembles.
final class EvilSettings {
    private static final String NOT_YAML = "the text is not YAML";

    private EvilSettings() {}

    static List<EvilCase> cases() {
        List<EvilCase> all = new ArrayList<>();
        addNumbers(all);
        addTexts(all);
        addTrees(all);
        addFiles(all);
        return all;
    }

    private static void addNumbers(List<EvilCase> all) {
        String digits = "9".repeat(50_000);
        all.add(yaml("50,000 digits and a letter", "epochs: " + digits + "x", "is no number; expected a whole number"));
        all.add(yaml("50,000 digits", "epochs: " + digits, "is out of range"));
        all.add(yaml("a million digits", "seed: " + "9".repeat(1_000_000), "is out of range"));
        all.add(yaml("50,000 digits and a dot", "learning-rate: " + digits + ".", "is out of range"));
        all.add(yaml("digits, dots and a letter", "learning-rate: 1" + ".1".repeat(20_000) + "x", "is unknown"));
        all.add(yaml("an exponent of 50,000 digits", "learning-rate: 1e" + digits, "is out of range"));
        all.add(yaml("an exponent that lacks its digits", "learning-rate: " + digits + "e", "is unknown"));
        all.add(yaml("signs alone", "learning-rate: '" + "+-".repeat(20_000) + "'", "is unknown"));
        all.add(yaml("digits of other scripts", "epochs: ١٢٣", "is no number"));
        all.add(yaml("2^63", "seed: 9223372036854775808", "is out of range"));
        all.add(yaml("a hexadecimal number", "epochs: 0x7fffffffffffffff", "is no number"));
        all.add(yaml("infinity", "learning-rate: .inf", "is out of range"));
    }

    private static void addTexts(List<EvilCase> all) {
        all.add(yaml("an escape beyond Unicode", "preset: \"\\UFFFFFFFF\"", NOT_YAML));
        all.add(yaml("an escape of half a character", "preset: \"\\uD800\"", "line 1"));
        all.add(yaml("an unknown escape", "data: {set: \"C:\\photos\"}", NOT_YAML));
        all.add(yaml("a zero byte", "epochs: 1\nseed: \u0000", "line 2: the text is not YAML: U+0000 is no character"));
        all.add(yaml("a terminal's escape", "epochs: \u001b[31m3", "U+001B is no character"));
        all.add(yaml("a terminal's escape of eight bits", "epochs: \u009b31m3", "U+009B is no character"));
        all.add(yaml("an escape inside an escape", "preset: \"\\e[31m\\x9b31m\"", "is unknown"));
        all.add(yaml("a word that turns the line around", "preset: \"\\u202Eevil\\u2066\"", "is unknown"));
        all.add(yaml("a word of two lines", "preset: \"quick\\nepochs: 3\\r\\u2028\"", "is unknown"));
        all.add(yaml("a word of 900,000 letters", "optimizer: " + "a".repeat(900_000), "is unknown"));
        all.add(yaml("a key of 900,000 letters", "? " + "a".repeat(900_000) + "\n: 3", "is unknown"));
        all.add(bytes("Latin-1", "data: {set: f\u00fcr}".getBytes(StandardCharsets.ISO_8859_1), "is not UTF-8"));
        all.add(bytes("UTF-16", "epochs: 3".getBytes(StandardCharsets.UTF_16), "is not UTF-8"));
        all.add(bytes("UTF-32", "epochs: 3".getBytes(Charset.forName("UTF-32BE")), "U+0000"));
        all.add(bytes("UTF-8 that is cut", new byte[] {'a', ':', ' ', (byte) 0xe2, (byte) 0x82}, "is not UTF-8"));
        all.add(bytes("UTF-8 that is too long", new byte[] {'a', ':', (byte) 0xc0, (byte) 0x80}, "is not UTF-8"));
        all.add(bytes("a picture", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, "is not UTF-8"));
        all.add(yaml("a program", "#!/bin/sh\nrm -rf \"$HOME\"\n", "is no list of keys and values"));
        all.add(yaml("two byte order marks", "\ufeff\ufeffepochs: 0", "epochs"));
    }

    private static void addTrees(List<EvilCase> all) {
        String laughs = IntStream.range(1, 10)
                .mapToObj(i -> "a%d: &a%d [%s]"
                        .formatted(i, i, String.join(",", java.util.Collections.nCopies(9, "*a" + (i - 1)))))
                .collect(Collectors.joining("\n", "a0: &a0 lol\n", "\n"));
        all.add(yaml("a billion laughs", laughs, "an anchor or alias (& or *) is not allowed"));
        all.add(yaml("a list that holds itself", "a: &a [*a]", "an anchor or alias"));
        all.add(yaml("a merge key", "epochs: 3\n<<: {seed: 1}", "key '<<' is unknown"));
        all.add(yaml("a merge of an alias", "<<: *base", "an anchor or alias"));
        all.add(yaml("a tag of Java", "a: !!javax.script.ScriptEngineManager [x]", "a tag (!) is not allowed"));
        all.add(yaml("a tag of Python", "a: !!python/object/apply:os.system [ls]", "a tag (!) is not allowed"));
        all.add(yaml("a tag of its own", "epochs: !mine 3", "a tag (!) is not allowed"));
        all.add(yaml("a tag on a section", "model: !!java.util.HashMap {hidden: [9]}", "a tag (!) is not allowed"));
        all.add(yaml("100,000 brackets", "[".repeat(100_000), "more than 10000 values or 32 levels"));
        all.add(yaml("100,000 braces", "{a: ".repeat(100_000), "more than 10000 values or 32 levels"));
        all.add(yaml("100,000 dashes", "- ".repeat(100_000), "more than 10000 values or 32 levels"));
        all.add(yaml("100,000 questions", "? ".repeat(100_000), "more than 10000 values or 32 levels"));
        all.add(yaml("33 levels", "a: " + "[".repeat(40) + "]".repeat(40), "more than 10000 values or 32 levels"));
        all.add(yaml(
                "10,001 keys",
                IntStream.range(0, 10_001).mapToObj(i -> "k" + i + ": 1\n").collect(Collectors.joining()),
                "more than 10000 values"));
        all.add(yaml("100,000 commas", "[" + ",".repeat(100_000) + "]", NOT_YAML));
        all.add(yaml("a key twice", "epochs: 3\nepochs: 4", "line 2: key 'epochs' is given twice"));
        all.add(yaml("a long key twice", "a%s: 3\na%<s: 4".formatted("b".repeat(900)), "is given twice"));
        all.add(yaml("a list for a key", "[a, b]: 3", "a key is no word"));
        all.add(yaml("two documents", "epochs: 3\n---\nepochs: 4", "a second document starts"));
        all.add(yaml("a list of 9,000 values for one", "epochs: [" + "1,".repeat(9_000) + "]", "no single value"));
        all.add(yaml("a directive of a version to come", "%YAML 9.9\n---\nepochs: 0", "line"));
        all.add(yaml("a directive of a tag", "%TAG ! tag:evil,2000:\n---\n!x {epochs: 3}", "a tag (!) is not allowed"));
    }

    private static void addFiles(List<EvilCase> all) {
        EvilCase.Maker device = folder -> Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("/dev/zero"));
        all.add(new EvilCase(
                "a device without end", SettingsException.class, "device", device, EvilSettings::settings));
        all.add(new EvilCase(
                "an experiment without end", SettingsException.class, "device", device, Experiments::read));
        all.add(new EvilCase(
                "a search without end",
                SettingsException.class,
                "device",
                device,
                file -> Searches.named(file.toString())));
        all.add(new EvilCase(
                "a folder",
                SettingsException.class,
                "a folder",
                folder -> Files.createDirectory(folder.resolve("a.yaml")),
                EvilSettings::settings));
        all.add(new EvilCase(
                "a file of 3 GB",
                SettingsException.class,
                "too long",
                EvilSettings::threeGigabytes,
                EvilSettings::settings));
        all.add(new EvilCase(
                "a pipe that nobody writes",
                SettingsException.class,
                "pipe",
                EvilSettings::pipe,
                EvilSettings::settings));
        all.add(new EvilCase(
                "a link in a circle",
                SettingsException.class,
                "cannot be read",
                folder -> {
                    Path link = folder.resolve("a.yaml");
                    return Files.createSymbolicLink(link, link);
                },
                EvilSettings::settings));
        all.add(new EvilCase(
                "no file",
                SettingsException.class,
                "no such file",
                folder -> folder.resolve("a.yaml"),
                EvilSettings::settings));
        for (String name :
                List.of("../../evil", "/etc", "C:\\Windows", "\\\\host\\share", "a/b", "..", ".", "a\u0000b", "")) {
            all.add(ensemble("a member called " + name.replace("\u0000", "NUL"), name));
        }
    }

    private static EvilCase ensemble(String name, String member) {
        String text = "combine: probabilities\nmembers:\n  - {name: \"%s\", sha256: \"0\"}\n"
                .formatted(member.replace("\\", "\\\\").replace("\u0000", "\\0"));
        return new EvilCase(
                name,
                SettingsException.class,
                "expected letters, digits, _, - and .",
                folder -> Files.writeString(folder.resolve(EnsembleFile.NAME), text),
                file -> EnsembleFile.load(file.getParent()));
    }

    private static Path threeGigabytes(Path folder) throws Exception {
        Path file = folder.resolve("a.yaml");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }
        return file;
    }

    static Path pipe(Path folder) throws Exception {
        Path file = folder.resolve("a.yaml");
        new ProcessBuilder("mkfifo", file.toString()).inheritIO().start().waitFor();
        return file;
    }

    private static EvilCase yaml(String name, String text, String says) {
        return bytes(name, text.getBytes(StandardCharsets.UTF_8), says);
    }

    private static EvilCase bytes(String name, byte[] content, String says) {
        return new EvilCase(
                "settings: " + name,
                SettingsException.class,
                says,
                folder -> Files.write(folder.resolve("evil.yaml"), content),
                EvilSettings::settings);
    }

    private static void settings(Path file) {
        new SettingsBuilder().file(file).build();
    }
}
