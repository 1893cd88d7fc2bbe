package dev.chainrule.lab.evil;

import dev.chainrule.format.FormatException;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Evil files in the folder of a run.
final class EvilRuns {
    private static final String ABOUT = """
        {"chainrule": "1", "java": "25", "data_sha256": "0", "classes": ["a", "b"], "image": [1, 2, 2], \
        "training_images": 3, "steps_per_epoch": 1, "first_penalty": 0, "memory": "", "data_set": "", \
        "data_folder": "", "notes": []}\
        """;
    private static final String STEP = "{\"step\": 1, \"loss\": 1, \"rate\": 1}\n";

    private EvilRuns() {}

    static List<EvilCase> cases() {
        List<EvilCase> all = new ArrayList<>();
        all.add(about("nothing", "", "about.json"));
        all.add(about("a list", "[]", "is no JSON object"));
        all.add(about("100,000 brackets", "[".repeat(100_000), "levels"));
        all.add(about("a number of 50,000 digits", ABOUT.replace("3", "9".repeat(50_000)), ""));
        all.add(about(
                "a text of a million letters",
                ABOUT.replace("\"1\"", "[\"" + "a".repeat(1_000_000) + "\"]"),
                "chainrule"));
        all.add(about(
                "a terminal's escape for a number", ABOUT.replace("3", "\"\\u001b[2J\\u009b2J\""), "training_images"));
        all.add(about("2^31 images", ABOUT.replace("3", "2147483648"), "at most 2147483647"));
        all.add(about("2^63 images", ABOUT.replace("3", "9223372036854775808"), "training_images"));
        all.add(about("images of 2^93 pixels", ABOUT.replace("1, 2, 2", "2147483647, 2147483647, 2147483647"), ""));
        all.add(about("images of no pixel", ABOUT.replace("1, 2, 2", "0"), "image"));
        all.add(about("no step", ABOUT.replace("\"steps_per_epoch\": 1", "\"steps_per_epoch\": 0"), "steps_per_epoch"));
        all.add(about("two sets of classes", ABOUT.replace("\"java\"", "\"classes\""), "classes"));
        all.add(about("classes that are lists", ABOUT.replace("\"a\"", "[[[]]]"), "a list of texts"));
        all.add(run("a history of noughts", "history.jsonl", "\u0000\n".repeat(99), "history.jsonl"));
        all.add(run(
                "a history that begins late", "history.jsonl", STEP.replace("p\": 1", "p\": 7"), "expected step 1"));
        all.add(run("a history that repeats a step", "history.jsonl", STEP + STEP, "expected step 2"));
        all.add(run("a history of texts", "history.jsonl", STEP.replace("s\": 1", "s\": \"1\""), "expected a number"));
        all.add(run(
                "a history behind its end",
                "history.jsonl",
                "{\"end\": \"finished\"}\n" + STEP,
                "a line stands behind the end of the run"));
        all.add(run(
                "a history with an end unknown", "history.jsonl", "{\"end\": \"\\u202eevil\"}\n", "expected one of"));
        all.add(run("a history of a line of 1,000,000 lists", "history.jsonl", "[".repeat(1_000_000) + "\n", "levels"));
        all.add(answers("answers with a label of 7", 7, 2));
        all.add(answers("answers with half a label", 0.5, 2));
        all.add(answers("answers with a label that is no number", Double.NaN, 2));
        all.add(answers("answers with a label of 10^30", 1e30, 2));
        return all;
    }

    private static EvilCase about(String name, String text, String says) {
        return run("about.json: " + name, "about.json", text, says);
    }

    private static EvilCase answers(String name, double label, int classes) {
        return new EvilCase(
                name,
                FormatException.class,
                "expected a class, or -1 for none",
                folder -> {
                    write(folder, "history.jsonl", STEP);
                    Path file = folder.resolve("answers.safetensors");
                    Tensor labels = Tensor.zeros(Precision.FLOAT32, Shape.of(1));
                    labels.setStored(0, label);
                    new Safetensors(
                                    Map.of(
                                            "test.labels",
                                            labels,
                                            "test.scores",
                                            Tensor.zeros(Precision.FLOAT32, Shape.of(1, classes))),
                                    Map.of())
                            .write(file);
                    return file;
                },
                file -> RunRecord.read(file.getParent()));
    }

    private static EvilCase run(String name, String file, String text, String says) {
        return new EvilCase(
                name,
                FormatException.class,
                says,
                folder -> write(folder, file, text),
                evil -> RunRecord.read(evil.getParent()));
    }

    /// The folder of a run with one file that is evil.
    private static Path write(Path folder, String name, String text) throws Exception {
        Files.writeString(folder.resolve("settings.yaml"), "preset: quick\n");
        Files.writeString(folder.resolve("about.json"), ABOUT);
        Files.writeString(folder.resolve("history.jsonl"), "");
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
