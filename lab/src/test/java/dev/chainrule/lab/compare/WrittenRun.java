package dev.chainrule.lab.compare;

import dev.chainrule.lab.settings.SettingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The folder of a run that never was: of preset `quick-fc` for two epochs of two steps, complete, unless told
/// otherwise.
final class WrittenRun {
    private final Path folder;
    private final SettingsBuilder settings = new SettingsBuilder().preset("quick-fc", "test");
    private String images = "0123456789abcdef";
    private String version = "0.1.0";
    private double accuracy = 0.5;
    private int steps = 4;
    private boolean validation = true;
    private boolean test = true;
    private String end = "complete";

    WrittenRun(Path folder) {
        this.folder = folder;
        set("epochs", "2");
    }

    WrittenRun set(String key, String value) {
        settings.set(key, value, "test");
        return this;
    }

    WrittenRun seed(long seed) {
        return set("seed", Long.toString(seed));
    }

    WrittenRun images(String sha256) {
        images = sha256;
        return this;
    }

    WrittenRun version(String name) {
        version = name;
        return this;
    }

    /// On validation images; 0.01 less on test images, 0.1 more on training images.
    WrittenRun accuracy(double share) {
        accuracy = share;
        return this;
    }

    WrittenRun end(String word, int afterSteps) {
        end = word;
        steps = afterSteps;
        return this;
    }

    WrittenRun without(boolean validationImages, boolean testImages) {
        validation = !validationImages;
        test = !testImages;
        return this;
    }

    Path write() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("settings.yaml"), settings.build().toYaml());
        Files.writeString(
                folder.resolve("about.json"), """
                    {"chainrule":"%s","java":"25","data_sha256":"%s","classes":["cat","dog"],"image":[3,4,4],\
                    "training_images":20,"steps_per_epoch":2,"first_penalty":0,"memory":"1 MiB","input_mean":0,\
                    "input_deviation":1,"data_set":"photos","data_folder":"","notes":[]%s}
                    """.formatted(version, images, end.isEmpty() ? "" : ",\"seconds\":1.5"));
        List<String> lines = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            lines.add("{\"step\":%s,\"loss\":%s,\"rate\":0.1}".formatted(step, 2.0 / step));
            if (step % 2 == 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "{\"step\":%s,\"epoch\":%s,\"training_accuracy\":%s,\"validation_accuracy\":%s}",
                        step,
                        step / 2,
                        accuracy + 0.1,
                        validation ? Double.toString(accuracy) : "null"));
            }
        }
        if (!end.isEmpty()) {
            lines.add("{\"end\":\"%s\",\"steps\":%s%s%s}"
                    .formatted(
                            end,
                            steps,
                            test && end.equals("complete") ? ",\"test_accuracy\":" + (accuracy - 0.01) : "",
                            end.equals("diverged") ? ",\"reason\":\"the loss is not finite\"" : ""));
        }
        Files.write(folder.resolve("history.jsonl"), lines);
        return folder;
    }
}
