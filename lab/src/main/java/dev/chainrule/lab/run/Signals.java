package dev.chainrule.lab.run;

import dev.chainrule.format.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the layers of a network did at one step: a line of `signals.jsonl`.
///
/// ```java
/// List<Signals> recorded = RunRecord.read(Path.of("runs/quick-1")).signals();
/// for (LayerSignal layer : recorded.getFirst().weighted()) {
///     System.out.println(layer.name() + " " + layer.weights().getFirst().gradient().deviation());
/// }
/// ```
///
/// @param step from 1 on
/// @param layers in the order in which they are computed
public record Signals(long step, List<LayerSignal> layers) {
    /// Copies the list.
    public Signals {
        layers = List.copyOf(layers);
    }

    /// The layers that have weights, such as affine layers and convolutions: the profile of a network by depth.
    public List<LayerSignal> weighted() {
        return layers.stream().filter(layer -> !layer.weights().isEmpty()).toList();
    }

    private List<String> names() {
        return layers.stream().map(LayerSignal::name).toList();
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("step", step);
        values.put("layers", layers.stream().map(LayerSignal::json).toList());
        return values;
    }

    /// Reads what a run recorded; nothing if it recorded nothing.
    ///
    /// @throws FormatException naming the byte of the first line that a run does not write
    static List<Signals> read(Path file) throws IOException {
        List<Signals> all = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            JsonLines.read(file, (in, _) -> {
                long step = in.count("step", 1);
                if (!all.isEmpty() && all.getLast().step >= step) {
                    throw in.misfit("step", "more than " + all.getLast().step);
                }
                List<LayerSignal> layers = new ArrayList<>();
                for (JsonObject layer : in.objects("layers")) {
                    layers.add(LayerSignal.of(layer));
                }
                Signals read = new Signals(step, layers);
                if (!all.isEmpty() && !read.names().equals(all.getFirst().names())) {
                    throw in.misfit("layers", "the layers of the first line");
                }
                all.add(read);
            });
        }
        return all;
    }
}
