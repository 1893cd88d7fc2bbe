package dev.chainrule.lab.run;

import dev.chainrule.data.PixelScaling;
import dev.chainrule.format.Json;
import dev.chainrule.format.Safetensors;
import dev.chainrule.lab.predict.TensorDigest;
import dev.chainrule.lab.settings.StartSettings;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.model.Checkpoint;
import dev.chainrule.model.Model;
import dev.chainrule.settings.Kebab;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How a run begins with the weights of another network: puts them into its own, freezes layers, and says what it did.
final class Start {
    /// A grey in the middle of the bytes.
    private static final int GREY = 128;

    private static final String SHIFT = Checkpoint.PREPROCESSING + "shift";
    private static final String SCALE = Checkpoint.PREPROCESSING + "scale";

    private final StartWeights weights;
    private final StartLayers layers;
    private final Map<String, Tensor> kept;
    private final StartRecord record;

    /// Puts the weights into the network and freezes layers.
    ///
    /// @param data the images of the run
    /// @throws dev.chainrule.lab.settings.SettingsException if something that was asked for does not fit, or the
    /// weights are not those that they should be; the network is then as it was
    Start(StartSettings settings, StartWeights weights, Model model, RunData data) {
        this.weights = weights;
        this.layers = StartLayers.of(settings, weights, model);
        this.kept = converted();
        String sha256 = StartWeights.digest(kept);
        weights.require(sha256);
        layers.tensors().forEach((name, own) -> own.copyFrom(Objects.requireNonNull(kept.get(name))));
        layers.frozen().values().forEach(Layer::freeze);
        this.record = new StartRecord(settings.from(), sha256, lines(settings), warnings(model, data));
    }

    /// What is taken over, in the precision of the network.
    private Map<String, Tensor> converted() {
        Map<String, Tensor> converted = new LinkedHashMap<>();
        layers.tensors().forEach((name, own) -> {
            Tensor theirs = theirs(name).orElseThrow();
            Tensor same = Tensor.zeros(own.precision(), own.shape());
            for (int i = 0; i < same.size(); i++) {
                same.setStored(i, theirs.getStored(i));
            }
            converted.put(name, same);
        });
        return converted;
    }

    private Optional<Tensor> theirs(String name) {
        return Optional.ofNullable(weights.content().tensors().get(name));
    }

    /// What the run keeps of it.
    StartRecord record() {
        return record;
    }

    /// Writes what was taken over, with what its file said, so that the run can be repeated without it.
    void write(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>(kept);
        Stream.of(SHIFT, SCALE).forEach(name -> theirs(name).ifPresent(tensor -> tensors.put(name, tensor)));
        Map<String, String> text = new LinkedHashMap<>();
        Stream.of("model", "classes", "image")
                .forEach(key -> Optional.ofNullable(weights.content().metadata().get(key))
                        .ifPresent(value -> text.put(key, value)));
        text.put("sha256", TensorDigest.of(text, tensors));
        new Safetensors(tensors, text).write(file);
    }

    private List<String> lines(StartSettings settings) {
        List<String> lines = new ArrayList<>();
        lines.add("begins with weights of %s: %s"
                .formatted(
                        settings.from(),
                        layers.fresh().isEmpty()
                                ? "all layers"
                                : LayerNames.of(layers.taken().keySet())));
        if (!layers.fresh().isEmpty()) {
            lines.add("begins anew: "
                    + layers.fresh().entrySet().stream()
                            .map(entry -> entry.getKey() + otherwise(entry.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        if (!layers.frozen().isEmpty()) {
            boolean norm = layers.frozen().values().stream().anyMatch(BatchNorm.class::isInstance);
            lines.add("frozen: %s%s"
                    .formatted(
                            LayerNames.of(layers.frozen().keySet()),
                            norm ? "; batch normalisation among them goes by its running statistics" : ""));
        }
        return lines;
    }

    /// How the source's tensor differs where that is why a layer is new.
    private String otherwise(Layer layer) {
        return StartLayers.tensors(layer).entrySet().stream()
                .flatMap(entry -> theirs(entry.getKey())
                        .filter(other -> !other.shape().equals(entry.getValue().shape()))
                        .map(other -> " (%s%s here, %s there)"
                                .formatted(entry.getKey(), entry.getValue().shape(), other.shape()))
                        .stream())
                .findFirst()
                .orElse("");
    }

    private List<String> warnings(Model model, RunData data) {
        List<String> warnings = new ArrayList<>();
        Set<Precision> theirs = layers.tensors().entrySet().stream()
                .filter(own -> own.getValue().precision() == model.precision())
                .map(own -> theirs(own.getKey()).orElseThrow().precision())
                .filter(precision -> precision != model.precision())
                .collect(Collectors.toSet());
        theirs.forEach(precision -> warnings.add("start.from: the weights are of %s and were %s %s"
                .formatted(
                        Kebab.of(precision),
                        precision == Precision.FLOAT64 ? "rounded to" : "put into",
                        Kebab.of(model.precision()))));
        scaling(data.scaling()).ifPresent(warnings::add);
        classes(model, data).ifPresent(warnings::add);
        return warnings;
    }

    /// That the images of the source were other numbers, where they were.
    private Optional<String> scaling(PixelScaling own) {
        if (theirs(SHIFT).isEmpty() || theirs(SCALE).isEmpty()) {
            return Optional.empty();
        }
        double[] shift = theirs(SHIFT).get().toArray();
        double[] scale = theirs(SCALE).get().toArray();
        double there = IntStream.range(0, shift.length)
                .mapToDouble(i -> (GREY - shift[i]) * scale[i * scale.length / shift.length])
                .average()
                .orElse(0);
        double here = IntStream.range(0, own.shift().length)
                .mapToDouble(i -> (GREY - own.shift()[i]) * own.scale()[i])
                .average()
                .orElse(0);
        String now = number(here);
        String then = number(there);
        return now.equals(then)
                ? Optional.empty()
                : Optional.of(
                        "start.from: preprocessing makes other numbers of an image here than there: of a medium grey %s on the average here, %s there"
                                .formatted(now, then));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    /// That the scores it begins with are those of other classes, where they are.
    private Optional<String> classes(Model model, RunData data) {
        String text = weights.content().metadata().get("classes");
        boolean last = layers.taken().containsKey(lastLayer(model));
        if (text == null || !last) {
            return Optional.empty();
        }
        try {
            Object theirs = Json.read(text.getBytes(StandardCharsets.UTF_8), weights.from() + ": classes", 0);
            return data.classNames().equals(theirs)
                    ? Optional.empty()
                    : Optional.of(
                            "start.from: %s begins with the weights of other classes; name the layers before it in --from-layers to begin it anew"
                                    .formatted(lastLayer(model)));
        } catch (IOException _) {
            return Optional.empty(); // of what cannot be read nothing can be said
        }
    }

    private static String lastLayer(Model model) {
        return model.layersByName().entrySet().stream()
                .filter(entry -> !StartLayers.tensors(entry.getValue()).isEmpty())
                .reduce((_, second) -> second)
                .map(Map.Entry::getKey)
                .orElse("");
    }
}
