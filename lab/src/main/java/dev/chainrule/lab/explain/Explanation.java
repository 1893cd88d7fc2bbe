package dev.chainrule.lab.explain;

import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.Note;
import dev.chainrule.lab.page.Block.Notes;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Block.Tone;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.report.FirstLayer;
import dev.chainrule.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/// What was seen inside a network, as a page, as sentences and as figures.
///
/// ```java
/// Look look = Look.at(model, subjects, Optional.of(training), new Look.Aim.Answer(), Optional.empty());
/// Explanation seen = Explanation.of(look, List.of(Method.SALIENCY, Method.GRAD_CAM), share -> {});
/// ```
public final class Explanation {
    /// The name of its page in a gallery.
    public static final String NAME = "looking-inside";

    /// What its page answers.
    public static final String QUESTION =
            "What is the gradient with respect to the input good for, and what else shows what a network looks at?";

    private final Look look;
    private final List<Section> sections;
    private final List<String> passedOver;

    private Explanation(Look look, List<Section> sections, List<String> passedOver) {
        this.look = look;
        this.sections = sections;
        this.passedOver = passedOver;
    }

    /// Looks in all the ways given, passing over those that the network has no place for.
    ///
    /// @param progress gets the share that is done, from 0 to 1
    public static Explanation of(Look look, List<Method> methods, DoubleConsumer progress) {
        List<String> passedOver = new ArrayList<>();
        List<Method> possible = new ArrayList<>();
        for (Method method : methods) {
            Optional<String> missing = method.missingIn(look.trained());
            if (missing.isPresent()) {
                passedOver.add(method.title() + ": " + missing.get());
            } else if (method.needsTrainingImages() && look.training().isEmpty()) {
                passedOver.add(method.title() + ": the images that the network was trained on are not there");
            } else {
                possible.add(method);
            }
        }
        return new Explanation(look, new Work(look, possible, progress).sections(), passedOver);
    }

    /// What was not done, and why, a sentence each without a full stop.
    public List<String> passedOver() {
        return passedOver;
    }

    /// What was found, in sentences.
    public List<String> sentences() {
        return sections.stream()
                .flatMap(section -> section.sentences().stream())
                .toList();
    }

    /// What was found, in numbers; names are in snake case.
    public Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        sections.forEach(section -> figures.putAll(section.figures()));
        return figures;
    }

    /// The page.
    ///
    /// @param name of the run
    /// @param command that makes it again
    /// @param notes what a reader should know about the images
    public Report report(String name, String command, List<String> notes) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Paragraph(
                "What the network of %s looks at, on %s. Networks with the same answers can differ in this."
                        .formatted(name, Numbers.count(look.subjects().size(), "image"))));
        if (!sentences().isEmpty()) {
            blocks.add(new Heading("Answer"));
            blocks.add(new Paragraph(String.join(" ", sentences())));
        }
        List<String> all = new ArrayList<>(notes);
        passedOver.forEach(reason -> all.add("Not here: " + reason));
        if (!all.isEmpty()) {
            blocks.add(new Notes(
                    all.stream().map(note -> new Note(Tone.NOTE, "", note)).toList()));
        }
        sections.forEach(section -> blocks.addAll(section.blocks()));
        blocks.add(new Heading("Do it again"));
        blocks.add(new Code(command));
        return new Report("Looking inside " + name, blocks);
    }

    /// All sections one after the other, and how far they are.
    private static final class Work {
        private final Look look;
        private final List<Method> methods;
        private final DoubleConsumer progress;
        private final double whole;
        private double done;

        Work(Look look, List<Method> methods, DoubleConsumer progress) {
            this.look = look;
            this.methods = methods;
            this.progress = progress;
            this.whole = methods.stream().mapToDouble(Work::weight).sum();
        }

        /// Passes through the network, roughly, an image.
        private static double weight(Method method) {
            return switch (method) {
                case SALIENCY, GRAD_CAM, FILTERS, EXCITING -> 1;
                case SMOOTH_GRAD -> 20;
                case FOOLING -> 5;
                case CLASS_IMAGES -> 40;
                case INTEGRATED_GRADIENTS, OCCLUSION -> 100;
                case ACTIVATIONS -> 80;
                case NEIGHBOURS -> 100;
            };
        }

        private DoubleConsumer part(Method method) {
            double before = done;
            done += weight(method);
            return share -> progress.accept((before + share * weight(method)) / whole);
        }

        List<Section> sections() {
            List<Section> sections = new ArrayList<>();
            List<Method> ofImages = methods.stream().filter(Method::isMap).toList();
            if (!ofImages.isEmpty()) {
                Model untrained = Untrained.of(look.model(), look.x());
                List<Maps> maps = ofImages.stream()
                        .map(method -> Maps.of(method, look, untrained, part(method)))
                        .toList();
                sections.add(new MapsSection(look, maps).section());
            }
            Optional<LayersSection> layers = Optional.empty();
            for (Method method : methods) {
                switch (method) {
                    case CLASS_IMAGES -> sections.add(InventedSection.classes(look, part(method)));
                    case FOOLING -> sections.add(InventedSection.fooling(look, part(method)));
                    case FILTERS -> sections.add(filters());
                    case ACTIVATIONS -> {
                        layers = Optional.of(LayersSection.of(look, part(method)));
                        sections.add(layers.get().activations());
                    }
                    case NEIGHBOURS -> sections.add(NeighboursSection.of(look, part(method)));
                    case EXCITING ->
                        sections.add(layers.orElseGet(() -> LayersSection.of(look, part(method)))
                                .exciting());
                    case SALIENCY, SMOOTH_GRAD, INTEGRATED_GRADIENTS, GRAD_CAM, OCCLUSION -> {}
                }
            }
            progress.accept(1);
            return sections;
        }

        private Section filters() {
            ImageGrid grid = FirstLayer.of(Method.firstWeight(look.trained()).orElseThrow(), look.image());
            return new Section(
                    List.of(new Heading(grid.title()), new ImageGrid("Its weights", grid.description(), grid.images())),
                    List.of(),
                    Map.of());
        }
    }
}
