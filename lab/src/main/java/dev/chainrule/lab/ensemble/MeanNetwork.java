package dev.chainrule.lab.ensemble;

import dev.chainrule.data.Dataset;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.layer.Buffer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.train.PreciseStatistics;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/// One network whose weights are the mean of several networks' weights. It is no ensemble: the mean of the weights of
/// networks that were trained from different first weights is in general no good network, because hidden units that do
/// the same stand in different places. Of snapshots of one run it can be one.
public final class MeanNetwork {
    private static final int BATCH = 100;
    private static final int BATCHES = 100;

    private MeanNetwork() {}

    /// The mean of networks of one architecture. Statistics that layers keep are averaged as well; [#renew]
    /// replaces them.
    ///
    /// @param names what errors call the networks
    /// @throws SettingsException if one is of another architecture, naming its first layer that differs, or
    /// preprocesses images in another way
    public static TrainedModel of(List<TrainedModel> networks, List<String> names) {
        TrainedModel first = networks.getFirst();
        for (int m = 1; m < networks.size(); m++) {
            check(networks.get(m), names.get(m), first, names.getFirst());
        }
        Model mean = ModelBuilder.build(first.model().spec(), new NumpyRandom(0));
        Set<String> counts = new HashSet<>(
                mean.buffers().stream().filter(Buffer::latest).map(Buffer::name).toList());
        List<SequencedMap<String, Tensor>> all =
                networks.stream().map(each -> each.model().tensors()).toList();
        mean.tensors().forEach((name, tensor) -> {
            List<Tensor> each = all.stream()
                    .map(tensors -> Objects.requireNonNull(tensors.get(name)))
                    .toList();
            average(counts.contains(name) ? each.subList(0, 1) : each, tensor);
        });
        return new TrainedModel(
                mean, first.classNames(), first.scaling(), first.preparation(), first.forms(), first.version());
    }

    private static void average(List<Tensor> each, Tensor mean) {
        for (int i = 0; i < mean.size(); i++) {
            int place = i;
            double sum =
                    each.stream().mapToDouble(tensor -> tensor.getStored(place)).sum();
            mean.setStored(i, sum / each.size());
        }
    }

    private static void check(TrainedModel network, String name, TrainedModel first, String firstName) {
        List<LayerSpec> own = network.model().spec().layers();
        List<LayerSpec> others = first.model().spec().layers();
        int layers = Math.max(own.size(), others.size());
        int differing = IntStream.range(0, layers)
                .filter(i ->
                        i >= own.size() || i >= others.size() || !own.get(i).equals(others.get(i)))
                .findFirst()
                .orElse(layers);
        if (differing < layers) {
            throw new SettingsException("%s: layer %s, %s, does not fit that of %s, %s; expected one architecture"
                    .formatted(name, differing + 1, written(own, differing), firstName, written(others, differing)));
        }
        if (!Arrays.equals(network.scaling().shift(), first.scaling().shift())
                || !Arrays.equals(network.scaling().scale(), first.scaling().scale())) {
            throw new SettingsException(
                    "%s: its preprocessing does not fit that of %s; expected the same".formatted(name, firstName));
        }
    }

    private static String written(List<LayerSpec> layers, int index) {
        if (index >= layers.size()) {
            return "none";
        }
        LayerSpec layer = layers.get(index);
        Class<?> owner = layer.getClass().getEnclosingClass();
        String text = layer.toString();
        return owner == null ? text : text.replaceFirst("^Settings", owner.getSimpleName());
    }

    /// Gathers what normalising layers keep anew, from 100 mini-batches of the training images: the statistics of
    /// mean weights are not the mean of statistics.
    ///
    /// @param images the training images, preprocessed as the networks want them
    /// @param seed of the choice of images
    static void renew(TrainedModel mean, Dataset images, long seed) {
        if (mean.model().buffers().isEmpty()) {
            return;
        }
        int batch = Math.min(BATCH, images.size());
        PreciseStatistics.renew(
                mean.model(),
                images,
                batch,
                Math.min(BATCHES, images.size() / batch),
                RandomKey.of(seed).child("mean network"));
    }
}
