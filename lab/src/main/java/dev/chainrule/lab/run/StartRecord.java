package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a run began with that another network had learned.
///
/// @param from where the weights came from, as it was given
/// @param sha256 of the tensors that the run took over
/// @param lines which layers began with them, which are new and which are frozen, a sentence each
/// @param warnings what a person should know of them, a sentence each
public record StartRecord(String from, String sha256, List<String> lines, List<String> warnings) {
    /// Copies the lists.
    public StartRecord {
        lines = List.copyOf(lines);
        warnings = List.copyOf(warnings);
    }

    Map<String, Object> json() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("from", from);
        values.put("sha256", sha256);
        values.put("lines", lines);
        values.put("warnings", warnings);
        return values;
    }

    static StartRecord of(JsonObject in) throws FormatException {
        return new StartRecord(in.text("from"), in.text("sha256"), in.texts("lines"), in.texts("warnings"));
    }
}
