package dev.chainrule.lab.whiten;

import dev.chainrule.data.Dataset;
import dev.chainrule.lab.text.ByteCount;
import dev.chainrule.lab.text.MaximumHeap;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Parameter;
import dev.chainrule.layer.PatchWhitening;
import dev.chainrule.layer.Sequential;
import dev.chainrule.layer.Whitening;
import dev.chainrule.model.Model;
import dev.chainrule.settings.NumberText;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.ShapeMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleConsumer;

/// Computes the layers that training leaves as they are: the first ones of a network, each on the training images as
/// the layers before it leave them. The same images give the same bits, for any number of threads.
public final class FittedLayers {
    private FittedLayers() {}

    /// Sets mean and matrix of each [Whitening] and the filters of a [PatchWhitening] that are still zeros; leaves
    /// any other network as it is.
    ///
    /// @param training the images as the network sees them, without augmentation
    /// @param progress gets the share that is done, from 0 to 1, now and then, where it takes long
    /// @return what a person should know of them, a sentence each
    /// @throws ShapeMismatchException if the images do not fit the network, or are too few or too large
    /// @throws IllegalArgumentException if the heap is too small
    public static List<String> fit(Model model, Dataset training, DoubleConsumer progress) {
        List<String> notes = new ArrayList<>();
        List<Layer> before = new ArrayList<>();
        for (Layer layer : untrained(model)) {
            check(model, training);
            switch (layer) {
                case Whitening whitening
                when whitening.matrix().isUnfitted() -> {
                    requireHeap(bytes(model));
                    var seen = new Examples(training, model.spec().precision(), new Sequential(before));
                    PrincipalComponents components = PrincipalComponents.of(seen, progress);
                    components.putInto(whitening);
                    notes.addAll(notes(components, whitening.settings()));
                }
                case PatchWhitening patches
                when patches.filters().isUnfitted() ->
                    PatchFilters.fit(patches, training, model.spec().precision());
                default -> {}
            }
            before.add(layer);
        }
        return notes;
    }

    /// The first layers of a network, up to the first one behind which there is something to train; the last of
    /// them may itself have something.
    private static List<Layer> untrained(Model model) {
        List<Layer> first = new ArrayList<>();
        for (Layer layer : model.network().layers()) {
            boolean computed = layer instanceof Whitening || layer instanceof PatchWhitening;
            if (!computed && layer.parameters().stream().anyMatch(Parameter::isTrained)) {
                break;
            }
            first.add(layer);
            if (layer instanceof PatchWhitening) {
                break;
            }
        }
        return first.stream().anyMatch(layer -> layer instanceof Whitening || layer instanceof PatchWhitening)
                ? first
                : List.of();
    }

    /// The bytes of heap that [#fit] takes at its peak, beside network and images.
    public static long bytes(Model model) {
        return untrained(model).stream()
                .filter(Whitening.class::isInstance)
                .mapToLong(layer -> PrincipalComponents.bytes(
                        ((Whitening) layer).mean().value().size()))
                .max()
                .orElse(0);
    }

    private static void check(Model model, Dataset training) {
        Shape image = training.exampleShape();
        if (!image.equals(model.spec().input())) {
            throw ShapeMismatchException.of(
                    "Whitening",
                    "images",
                    image,
                    "the model's input",
                    model.spec().input(),
                    model.spec().input().toString());
        }
    }

    private static void requireHeap(long bytes) {
        long heap = MaximumHeap.bytes();
        if (bytes > heap) {
            throw new IllegalArgumentException(
                    ("Whitening: a covariance with its eigenvectors of %s does not fit a heap of %s;"
                                    + " expected smaller images or more heap: JDK_JAVA_OPTIONS=-Xmx%sg")
                            .formatted(
                                    ByteCount.text(bytes), ByteCount.text(heap), (long) Math.ceil(2 * bytes / 0x1p30)));
        }
    }

    /// Where training images do not vary, other images may, and are amplified by up to `1 / sqrt(epsilon)`.
    private static List<String> notes(PrincipalComponents components, Whitening.Settings settings) {
        double[] variances = components.variances();
        int kept = settings.componentsOf(variances.length);
        int varying = 0;
        while (varying < kept && variances[varying] > settings.epsilon()) {
            varying++;
        }
        if (varying == kept || settings.kind() == Whitening.Kind.PCA) {
            return List.of();
        }
        return List.of(String.format(
                Locale.ROOT,
                "whitening: along %d of the %d components that are kept the %d training images vary less than epsilon"
                    + " %s; what other images have there is amplified up to %.0f times. Fewer components or a larger"
                    + " epsilon avoid it",
                kept - varying,
                kept,
                components.examples(),
                NumberText.of(settings.epsilon()),
                1 / Math.sqrt(settings.epsilon())));
    }
}
