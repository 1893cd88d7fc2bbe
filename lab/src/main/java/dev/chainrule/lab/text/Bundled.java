package dev.chainrule.lab.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// YAML texts that come with the program: `index.txt` names them, and each is a file of that name.
///
/// @param owner a class of the package that they are resources of
/// @param folder in that package, with a slash behind it; empty for the package itself
public record Bundled(Class<?> owner, String folder) {

    /// The names, in the order in which they are shown.
    public List<String> names() {
        return resource("index.txt").lines().filter(line -> !line.isBlank()).toList();
    }

    /// The text of that name.
    public String text(String name) {
        return resource(file(name));
    }

    /// The file of that name, for errors about the text.
    public String file(String name) {
        return name + ".yaml";
    }

    private String resource(String file) {
        try (InputStream in = owner.getResourceAsStream(folder + file)) {
            if (in == null) {
                throw new IllegalStateException(
                        owner.getSimpleName() + ": " + file + " does not come with the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
