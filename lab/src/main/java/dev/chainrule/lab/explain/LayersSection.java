package dev.chainrule.lab.explain;

import dev.chainrule.explain.LayerActivity;
import dev.chainrule.explain.ReceptiveField;
import dev.chainrule.explain.Trace;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Column;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Table;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/// What the layers answer: to training images in numbers, to the first of the images in pictures; and what excites the
/// units of one of them most.
final class LayersSection {
    private static final int MOST_IMAGES = 2000;
    private static final int MOST_LAYERS = 6;
    private static final int CHANNELS = 8;
    private static final int UNITS = 8;
    private static final int TOP = 8;

    private final Look look;
    private final Training training;
    private final List<LayerActivity> layers;
    private final String excited;

    private LayersSection(Look look, Training training, List<LayerActivity> layers, String excited) {
        this.look = look;
        this.training = training;
        this.layers = layers;
        this.excited = excited;
    }

    /// Runs training images through the network once.
    static LayersSection of(Look look, DoubleConsumer progress) {
        Training training = Training.of(look, MOST_IMAGES);
        String excited = look.layer().orElseGet(() -> usual(look));
        List<LayerActivity> layers = LayerActivity.of(
                look.model(),
                training.data(),
                training.examples(),
                Set.of(excited),
                Math.min(TOP, training.examples().length),
                progress);
        return new LayersSection(look, training, layers, excited);
    }

    /// The last ReLU that yields images, or the last ReLU, or the first layer.
    private static String usual(Look look) {
        Trace trace = Trace.of(
                look.model(),
                Tensor.zeros(look.model().precision(), look.model().input().batchOf(1)));
        List<String> rectifiers =
                trace.names().stream().filter(name -> name.startsWith("relu-")).toList();
        List<String> maps =
                rectifiers.stream().filter(name -> isMap(trace.output(name))).toList();
        if (!maps.isEmpty()) {
            return maps.getLast();
        }
        return rectifiers.isEmpty() ? trace.names().getFirst() : rectifiers.getLast();
    }

    private static boolean isMap(Tensor output) {
        return output.shape().rank() == 4
                && output.shape().extent(2) * output.shape().extent(3) > 1;
    }

    Section activations() {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Heading("What the layers answer"));
        blocks.add(new Table(
                "On %s training images".formatted(Numbers.count(training.examples().length)),
                List.of(
                        new Column("layer", false),
                        new Column("output", false),
                        new Column("above 0", true),
                        new Column("mean", true),
                        new Column("largest", true),
                        new Column("dead units", true)),
                layers.stream().map(LayersSection::row).toList()));
        blocks.add(
                new Paragraph("A unit behind a ReLU is dead if it was 0 for every one of these images, at every pixel:"
                        + " then no gradient comes to its weights. " + dead()));
        blocks.addAll(maps());
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put(
                "dead_units",
                layers.stream().mapToInt(layer -> layer.dead().size()).sum());
        return new Section(blocks, List.of(dead()), figures);
    }

    private static List<String> row(LayerActivity layer) {
        return List.of(
                layer.name(),
                layer.output().toString(),
                Numbers.percent(layer.units().stream()
                        .mapToDouble(LayerActivity.Unit::active)
                        .average()
                        .orElse(Double.NaN)),
                Numbers.significant(layer.units().stream()
                        .mapToDouble(LayerActivity.Unit::mean)
                        .average()
                        .orElse(Double.NaN)),
                Numbers.significant(layer.units().stream()
                        .mapToDouble(LayerActivity.Unit::largest)
                        .max()
                        .orElse(Double.NaN)),
                layer.rectified()
                        ? "%s of %s"
                                .formatted(layer.dead().size(), layer.units().size())
                        : "–");
    }

    private String dead() {
        int units = layers.stream()
                .filter(LayerActivity::rectified)
                .mapToInt(layer -> layer.units().size())
                .sum();
        int dead = layers.stream().mapToInt(layer -> layer.dead().size()).sum();
        return units == 0
                ? "No layer of this network is a ReLU by itself, so none can have dead units."
                : "%s of the %s behind a ReLU %s dead on these images."
                        .formatted(dead, Numbers.count(units, "unit"), dead == 1 ? "is" : "are");
    }

    /// The strongest channels of some layers for the first image.
    private List<Block> maps() {
        Trace trace = Trace.of(look.model(), look.x().gather(0));
        List<String> shown = layers.stream()
                .map(LayerActivity::name)
                .filter(name -> isMap(trace.output(name)))
                .toList();
        List<String> rectified =
                shown.stream().filter(name -> name.startsWith("relu-")).toList();
        List<String> chosen = spread(rectified.isEmpty() ? shown : rectified);
        List<CaptionedPicture> pictures = new ArrayList<>();
        for (String name : chosen) {
            pictures.addAll(channels(name, trace.output(name)));
        }
        return pictures.isEmpty()
                ? List.of()
                : List.of(new ImageGrid(
                        "What layers make of %s"
                                .formatted(look.subjects().getFirst().name()),
                        "A row a layer: the channels with its largest outputs. White is the largest output of a"
                                + " channel, black 0 or less.",
                        pictures,
                        CHANNELS));
    }

    private static List<String> spread(List<String> names) {
        return names.size() <= MOST_LAYERS
                ? names
                : IntStream.range(0, MOST_LAYERS)
                        .mapToObj(i -> names.get(i * (names.size() - 1) / (MOST_LAYERS - 1)))
                        .toList();
    }

    private List<CaptionedPicture> channels(String name, Tensor output) {
        int count = output.shape().extent(1);
        int height = output.shape().extent(2);
        int width = output.shape().extent(3);
        double[] values = output.toArray();
        int area = height * width;
        List<Integer> order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) ->
                        -Arrays.stream(values, c * area, (c + 1) * area).max().orElse(0)))
                .toList();
        return IntStream.range(0, CHANNELS)
                .mapToObj(i -> {
                    if (i >= count) {
                        return new CaptionedPicture(
                                MapPicture.grey(height, width, new double[area]), "nothing", "", "");
                    }
                    int c = order.get(i);
                    return new CaptionedPicture(
                            MapPicture.grey(height, width, Arrays.copyOfRange(values, c * area, (c + 1) * area)),
                            "channel %s of %s".formatted(c, name),
                            i == 0 ? name : "",
                            "channel " + c);
                })
                .toList();
    }

    /// The training images that excite some units of one layer most, cut to what the unit sees.
    Section exciting() {
        LayerActivity layer = layers.stream()
                .filter(each -> each.name().equals(excited))
                .findFirst()
                .orElseThrow();
        List<Integer> alive = IntStream.range(0, layer.units().size())
                .filter(unit -> layer.units().get(unit).largest() > 0)
                .boxed()
                .toList();
        int count = Math.min(UNITS, alive.size());
        ReceptiveField field = ReceptiveField.of(look.model(), look.image());
        List<CaptionedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int unit = alive.get(i * alive.size() / count);
            for (LayerActivity.Excitation each : layer.units().get(unit).top()) {
                ReceptiveField.Region seen = field.at(excited, each.row(), each.column());
                pictures.add(new CaptionedPicture(
                        seen(each, seen),
                        "training image %s, unit %s".formatted(each.example(), unit),
                        "unit " + unit + ": " + Numbers.significant(each.value()),
                        training.className(each.example())));
            }
        }
        int columns = Math.min(TOP, training.examples().length);
        String what = count == 0
                ? "No unit of %s gave more than 0 on these images.".formatted(excited)
                : "A row a unit of %s, of %s units that gave more than 0 on %s training images: the images on which it gave most, cut to what it sees. A name for what they have in common is a guess; the unit answers to other images as well."
                        .formatted(excited, alive.size(), Numbers.count(training.examples().length));
        List<Block> blocks = new ArrayList<>(List.of(new Heading("What excites its units"), new Paragraph(what)));
        if (count > 0) {
            blocks.add(new ImageGrid(
                    "What some units see when they answer most", "", pictures, columns > 1 ? columns : 0));
        }
        return new Section(blocks, List.of(), Map.of("exciting_layer", excited));
    }

    private Picture seen(LayerActivity.Excitation each, ReceptiveField.Region region) {
        return training.part(each.example(), region.top(), region.left(), region.height(), region.width());
    }
}
