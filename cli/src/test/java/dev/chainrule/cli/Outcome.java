package dev.chainrule.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What one command did.
record Outcome(int exitCode, String out, String err) {

    /// Trains four hidden units for an epoch on a folder of images, which takes no time.
    static Outcome ofTinyTraining(Path images, Path run) {
        return of(
                "train",
                "--data",
                images,
                "--preset",
                "quick-fc",
                "--hidden",
                4,
                "--epochs",
                1,
                "--batch-size",
                4,
                "--out",
                run);
    }

    static Outcome of(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int exitCode = Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                words);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
