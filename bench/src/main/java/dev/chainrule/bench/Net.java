package dev.chainrule.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A classifier of CIFAR-10's images that is trained on batches of one size.
sealed interface Net extends Work {
    int CHANNELS = 3;
    int SIZE = 32;
    int INPUTS = CHANNELS * SIZE * SIZE;
    int CLASSES = 10;

    /// What [#parse] reads.
    Pattern FORM = Pattern.compile("(?<depth>\\d{1,2})x(?<width>\\d{1,5})@(?<rows>[1-9]\\d{0,4})(?<norm>\\+bn)?" + "|("
            + ThreeLayerConvNet.NAME + "|" + Vgg.PREFIX
            + "(?<widths>\\d{1,4}(-\\d{1,4}){0,3}))(@(?<batch>[1-9]\\d{0,4}))?");

    /// Examples in a step.
    int batch();

    /// From the images to the scores.
    List<NetLayer> layers();

    /// Whether examples are images (N, C, H, W), not rows.
    default boolean ofImages() {
        return layers().getFirst() instanceof NetLayer.Convolution;
    }

    /// The heading of its row.
    String title();

    /// Affine layers with a ReLU (and, if asked for, batch normalisation before it) after every layer except the
    /// last.
    ///
    /// @param depth hidden layers
    /// @param width units of each
    record FullyConnected(int depth, int width, int batch, boolean batchNorm) implements Net {
        @Override
        public List<NetLayer> layers() {
            List<NetLayer> layers = new ArrayList<>();
            for (int i = 0; i < depth; i++) {
                layers.add(new NetLayer.Affine(i == 0 ? INPUTS : width, width));
                if (batchNorm) {
                    layers.add(new NetLayer.BatchNorm(width, false));
                }
                layers.add(new NetLayer.Relu());
            }
            layers.add(new NetLayer.Affine(depth == 0 ? INPUTS : width, CLASSES));
            return layers;
        }

        @Override
        public String title() {
            return depth + "×" + width + (batchNorm ? " with batch norm" : "");
        }

        @Override
        public String toString() {
            return depth + "x" + width + "@" + batch + (batchNorm ? "+bn" : "");
        }
    }

    /// CS231n's net: 7×7 convolution – ReLU – pool – affine – ReLU – affine.
    record ThreeLayerConvNet(int batch) implements Net {
        static final String NAME = "three-layer-convnet";
        static final int FILTERS = 32;
        static final int KERNEL = 7;
        static final int HIDDEN = 100;

        @Override
        public List<NetLayer> layers() {
            return List.of(
                    new NetLayer.Convolution(CHANNELS, SIZE, FILTERS, KERNEL, true),
                    new NetLayer.Relu(),
                    new NetLayer.Pool(),
                    new NetLayer.Flatten(),
                    new NetLayer.Affine(FILTERS * SIZE * SIZE / 4, HIDDEN),
                    new NetLayer.Relu(),
                    new NetLayer.Affine(HIDDEN, CLASSES));
        }

        @Override
        public String title() {
            return "ThreeLayerConvNet";
        }

        @Override
        public String toString() {
            return NAME + "@" + batch;
        }
    }

    /// Stages of twice {3×3 convolution – batch normalisation – ReLU} and a pool, then affine.
    ///
    /// @param widths filters of the convolutions of each stage
    record Vgg(List<Integer> widths, int batch) implements Net {
        static final String PREFIX = "vgg-";
        static final int DEPTH = 2;

        @Override
        public List<NetLayer> layers() {
            List<NetLayer> layers = new ArrayList<>();
            int channels = CHANNELS;
            int size = SIZE;
            for (int width : widths) {
                for (int i = 0; i < DEPTH; i++) {
                    layers.add(new NetLayer.Convolution(channels, size, width, 3, false));
                    layers.add(new NetLayer.BatchNorm(width, true));
                    layers.add(new NetLayer.Relu());
                    channels = width;
                }
                layers.add(new NetLayer.Pool());
                size /= 2;
            }
            layers.add(new NetLayer.Flatten());
            layers.add(new NetLayer.Affine(channels * size * size, CLASSES));
            return layers;
        }

        @Override
        public String title() {
            return "VGG " + hyphenated();
        }

        @Override
        public String toString() {
            return PREFIX + hyphenated() + "@" + batch;
        }

        private String hyphenated() {
            return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
        }
    }

    /// The nets of the side-by-side table.
    static List<Net> all() {
        return List.of(
                new FullyConnected(5, 100, 50, true),
                new FullyConnected(5, 100, 100, true),
                new FullyConnected(2, 50, 100, true),
                new FullyConnected(3, 1024, 128, false),
                new ThreeLayerConvNet(50),
                new Vgg(List.of(32, 64, 128), 64),
                new Vgg(List.of(64, 128, 256), 64));
    }

    /// Reads what `toString` writes: `5x100@50+bn` (five hidden layers of 100 units, batches of 50, batch
    /// normalisation), `three-layer-convnet@50`, `vgg-64-128-256@64`. The batch of the last two may be left out.
    static Net parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("bench: network %s does not fit; expected for example %s"
                    .formatted(text, "5x100@50+bn, three-layer-convnet@50 or vgg-64-128-256@64"));
        }
        if (matcher.group("depth") != null) {
            return new FullyConnected(
                    Integer.parseInt(matcher.group("depth")),
                    Integer.parseInt(matcher.group("width")),
                    Integer.parseInt(matcher.group("rows")),
                    matcher.group("norm") != null);
        }
        String batch = matcher.group("batch");
        if (matcher.group("widths") == null) {
            return new ThreeLayerConvNet(batch == null ? 50 : Integer.parseInt(batch));
        }
        List<Integer> widths = Arrays.stream(matcher.group("widths").split("-"))
                .map(Integer::valueOf)
                .toList();
        return new Vgg(widths, batch == null ? 64 : Integer.parseInt(batch));
    }

    /// Of the convolutions and matrix products of one step, without the unneeded gradient by the input.
    @Override
    default double operations() {
        double operations = 0;
        for (NetLayer layer : layers()) {
            operations += (operations == 0 ? 4.0 : 6.0) * batch() * layer.weights() * layer.uses();
        }
        return operations;
    }
}
