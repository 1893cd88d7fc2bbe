package dev.chainrule.lab.derive;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Cube;
import dev.chainrule.layer.BatchNorm;
import dev.chainrule.layer.Build;
import dev.chainrule.layer.GroupNorm;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerNorm;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.Mode;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Which numbers of a batch of images share one mean and one variance in a layer that normalises. It is not told but
/// tried: one number of the input is changed, and those outputs whose bits change are of its group, because a number
/// reaches others by the statistics alone.
///
/// @param name of the layer
/// @param images their shape (N, C, H, W)
/// @param groups the group of each number in the order of (N, C, H, W), from 0; not copied
/// @param scales the shape of gamma and beta
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record SharedStatistics(String name, Shape images, int[] groups, Shape scales) {
    /// The images of the drawings: every product of extents is another number.
    public static final Shape EXAMPLE = Shape.of(3, 4, 2, 3);

    private static final String TITLE = "Which numbers share one mean and one variance";

    /// What a layer does in training.
    ///
    /// @param name of the layer
    /// @param settings of the layer
    /// @param images (N, C, H, W)
    /// @throws IllegalStateException if the layer has no groups: if a number reaches another one, but not the other
    /// way
    public static SharedStatistics of(String name, LayerSpec.Normalization settings, Shape images) {
        RandomGenerator random = new NumpyRandom(0);
        Layer layer = settings.build(new Build(images, Precision.FLOAT64, random));
        double[] x = new double[images.size()];
        RandomKey key = RandomKey.of(20);
        Arrays.setAll(x, i -> 1 + key.child(i).generator().nextDouble());
        double[] before = output(layer, images, x);
        int[] groups = new int[x.length];
        Arrays.fill(groups, -1);
        int next = 0;
        for (int i = 0; i < x.length; i++) {
            int[] reached = reached(layer, images, x, i, before);
            int group = groups[i] < 0 ? next++ : groups[i];
            int first = groups[i];
            if (reached.length < 2
                    || !Arrays.stream(reached).allMatch(j -> groups[j] == first)
                    || (first >= 0 && count(groups, first) != reached.length)) {
                throw new IllegalStateException(
                        "SharedStatistics: number %s of %s shares with others than they with it".formatted(i, name));
            }
            Arrays.stream(reached).forEach(j -> groups[j] = group);
        }
        return new SharedStatistics(
                name, images, groups, layer.parameters().getFirst().value().shape());
    }

    private static double[] output(Layer layer, Shape images, double... x) {
        return layer.forward(Tensor.of(Precision.FLOAT64, images, x), new Mode.Train(RandomKey.of(0)))
                .output()
                .toArray();
    }

    private static int[] reached(Layer layer, Shape images, double[] x, int changed, double... before) {
        double[] other = x.clone();
        other[changed] += 0.5;
        double[] after = output(layer, images, other);
        return IntStream.range(0, x.length).filter(j -> after[j] != before[j]).toArray();
    }

    private static int count(int[] groups, int group) {
        return (int) Arrays.stream(groups).filter(other -> other == group).count();
    }

    /// The layers of the picture that Wu and He drew, and batch normalisation per position.
    public static List<SharedStatistics> ofAll() {
        int channels = EXAMPLE.extent(1);
        return List.of(
                of("batch norm", BatchNorm.Settings.of(), EXAMPLE),
                of("batch norm per position", BatchNorm.Settings.of().withPer(BatchNorm.Per.POSITION), EXAMPLE),
                of("layer norm = 1 group", GroupNorm.Settings.of(1), EXAMPLE),
                of("layer norm per pixel", LayerNorm.Settings.of(), EXAMPLE),
                of("group norm, 2 groups", GroupNorm.Settings.of(2), EXAMPLE),
                of("instance norm = C groups", GroupNorm.Settings.of(channels), EXAMPLE));
    }

    /// All of them as cubes side by side.
    public static Block.Cubes picture() {
        return new Block.Cubes(
                TITLE,
                "Each small cube is a number of a batch of images, %s of them; the dark, hatched ones are brought to mean 0 and deviation 1 together. Thick lines part them from the other groups, each of which has a mean and a variance of its own."
                        .formatted(EXAMPLE.size()),
                List.of("N", "C", "H·W"),
                ofAll().stream().map(SharedStatistics::cube).toList());
    }

    /// The same as lines of text.
    static String text() {
        StringBuilder text = new StringBuilder();
        for (SharedStatistics each : ofAll()) {
            text.append("  ")
                    .append(Figures.padded(each.name, 28))
                    .append(Figures.padded(each.axes(), 10))
                    .append(Figures.padded(each.size() + " numbers", 13))
                    .append(Figures.padded(each.means() + " means", 11))
                    .append(each.scale())
                    .append('\n');
        }
        return text.toString();
    }

    /// How many groups there are, each with a mean.
    public int means() {
        return Arrays.stream(groups).max().orElse(-1) + 1;
    }

    /// How many numbers share a mean.
    public int size() {
        return count(groups, 0);
    }

    /// Over which axes a mean is taken, such as `N·H·W`, or `C/2·H·W` for half of the channels.
    public String axes() {
        List<String> names = List.of("N", "C", "H", "W");
        StringBuilder axes = new StringBuilder();
        int product = 1;
        for (int axis = 0; axis < names.size(); axis++) {
            int along = axis;
            int extent = images.extent(axis);
            int different = (int) IntStream.range(0, groups.length)
                    .filter(i -> groups[i] == groups[0])
                    .map(i -> index(i, along))
                    .distinct()
                    .count();
            product *= different;
            if (different > 1 || extent == 1) {
                axes.append(axes.isEmpty() ? "" : "·").append(names.get(axis));
                axes.append(different == extent ? "" : "/" + extent / different);
            }
        }
        if (product != size()) {
            throw new IllegalStateException("SharedStatistics: a group of %s is not a box".formatted(name));
        }
        return axes.toString();
    }

    private int index(int number, int axis) {
        int rest = number;
        for (int i = 3; i > axis; i--) {
            rest /= images.extent(i);
        }
        return rest % images.extent(axis);
    }

    /// Whether a mean is taken over numbers of different images.
    public boolean acrossImages() {
        return axes().startsWith("N");
    }

    private String scale() {
        return "γ, β " + Figures.shape(scales);
    }

    private Cube cube() {
        int pixels = images.extent(2) * images.extent(3);
        int[][][] cube = new int[images.extent(0)][images.extent(1)][pixels];
        for (int i = 0; i < groups.length; i++) {
            cube[index(i, 0)][index(i, 1)][i % pixels] = groups[i];
        }
        return new Cube(
                name,
                List.of("over %s: %s numbers".formatted(axes(), size()), "%s means, %s".formatted(means(), scale())),
                cube);
    }
}
