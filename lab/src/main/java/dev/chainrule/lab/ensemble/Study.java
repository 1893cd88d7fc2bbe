package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Calibration;
import dev.chainrule.evaluate.Combination;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.format.FormatException;
import dev.chainrule.lab.compare.ComparedRun;
import dev.chainrule.lab.dataset.DatasetException;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.predict.ModelFile;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.lab.run.RunData;
import dev.chainrule.lab.settings.SettingsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// What members are worth together, on the images on which all of them kept answers when their runs ended: nothing is
/// computed forward for it. All numbers but accuracies are of the [main part][#main].
///
/// ```java
/// Study study = Study.of(Members.find(List.of(Path.of("runs"))), Combination.PROBABILITIES);
/// double gain = study.gain(Combination.PROBABILITIES).value();
/// ```
public final class Study {
    private final Members members;
    private final Combination combination;
    private final Part main;
    private final List<Evaluation> answers;
    private final SequencedMap<Part, Map<Combination, Evaluation>> combined = new LinkedHashMap<>();
    private final Map<Combination, Subsets> subsets = new EnumMap<>(Combination.class);
    private final Diversity diversity;
    private final Mean mean;

    /// The network with the mean weights.
    ///
    /// @param accuracies on the parts; none if there is no such network or its images are not at hand
    /// @param missing why there is none, in a sentence; empty if there is one
    public record Mean(SequencedMap<Part, Double> accuracies, String missing) {
        private static Mean none(String reason) {
            return new Mean(new LinkedHashMap<>(), reason);
        }
    }

    private Study(Members members, Combination combination) throws IOException {
        this.members = members;
        this.combination = combination;
        if (members.parts().isEmpty()) {
            throw new SettingsException(
                    "ensemble: no part of the images has answers of every run; expected all of them to have kept"
                            + " answers on validation or on test images");
        }
        main = members.parts().getLast();
        answers = members.answers(main);
        diversity = Diversity.of(answers);
        for (Part part : members.parts()) {
            Map<Combination, Evaluation> each = new EnumMap<>(Combination.class);
            for (Combination way : Combination.values()) {
                each.put(way, Evaluation.of(way, members.answers(part)));
            }
            combined.put(part, each);
        }
        for (Combination way : Combination.values()) {
            subsets.put(way, Subsets.of(answers, way, diversity));
        }
        mean = mean();
    }

    /// Studies members.
    ///
    /// @param combination the one that is meant to be used; the others are held beside it
    /// @throws SettingsException if there is no part of the images on which all kept answers
    /// @throws IOException if a network cannot be read
    public static Study of(Members members, Combination combination) throws IOException {
        return new Study(members, combination);
    }

    private Mean mean() throws IOException {
        if (runs().size() < 2) {
            return Mean.none("there is one member");
        }
        try {
            List<TrainedModel> networks = new ArrayList<>();
            for (ComparedRun run : runs()) {
                networks.add(ModelFile.read(run.record().folder().model()));
            }
            TrainedModel network = MeanNetwork.of(
                    networks, runs().stream().map(ComparedRun::name).toList());
            ComparedRun first = runs().getFirst();
            RunData data = RunData.ofRun(
                    first.record().folder(), first.record().settings().data());
            MeanNetwork.renew(
                    network,
                    data.training(network.model().input()),
                    first.record().settings().seed());
            SequencedMap<Part, Double> accuracies = new LinkedHashMap<>();
            for (Part part : parts()) {
                accuracies.put(
                        part, network.evaluate(data.partition().of(part), part).accuracy());
            }
            return new Mean(accuracies, "");
        } catch (SettingsException | DatasetException | FormatException e) {
            return Mean.none(String.valueOf(e.getMessage()));
        }
    }

    /// The runs, in order.
    public List<ComparedRun> runs() {
        return members.runs();
    }

    /// What a reader must know of what was named and is not among the runs.
    public List<String> notes() {
        return members.notes();
    }

    /// The way of combining that is meant to be used.
    public Combination combination() {
        return combination;
    }

    /// The parts of the images on which all runs kept answers.
    public List<Part> parts() {
        return members.parts();
    }

    /// The part that the gain is measured on: the test images if there are answers on them, else the validation
    /// images.
    public Part main() {
        return main;
    }

    /// The answers of the members on images of the main part.
    public List<Evaluation> answers() {
        return answers;
    }

    /// The accuracy of a member.
    public double accuracy(ComparedRun run, Part part) {
        return members.answers(part).get(runs().indexOf(run)).accuracy();
    }

    /// The mean accuracy of the members.
    public double alone(Part part) {
        return members.answers(part).stream()
                .mapToDouble(Evaluation::accuracy)
                .average()
                .orElseThrow();
    }

    /// The highest accuracy of a member. It was found on these images, so it is a little better than it will be on
    /// others.
    public double best(Part part) {
        return members.answers(part).stream()
                .mapToDouble(Evaluation::accuracy)
                .max()
                .orElseThrow();
    }

    /// The answers of all members together.
    public Evaluation together(Combination way, Part part) {
        return Objects.requireNonNull(Objects.requireNonNull(combined.get(part)).get(way));
    }

    /// The gain over the mean of the members.
    public Gain gain(Combination way) {
        return Gain.of(together(way, main), answers);
    }

    /// What every ensemble of some of them is worth.
    public Subsets subsets(Combination way) {
        return Objects.requireNonNull(subsets.get(way));
    }

    /// How often members disagree.
    public Diversity diversity() {
        return diversity;
    }

    /// Over all pairs of members, the correlation of how often two disagree with what they gain together; not a
    /// number below three pairs.
    public double diversityPays() {
        List<Subsets.Subset> pairs = subsets(combination).all().stream()
                .filter(subset -> subset.members().length == 2)
                .toList();
        return Diversity.correlation(
                pairs.stream().mapToDouble(Subsets.Subset::disagreement).toArray(),
                pairs.stream().mapToDouble(Subsets.Subset::gain).toArray());
    }

    /// The calibration of all members together.
    public Calibration calibration(Combination way) {
        return Calibration.of(together(way, main));
    }

    /// The mean over the members of a number of their calibration.
    public double calibrationAlone(ToDoubleFunction<Calibration> number) {
        return answers.stream()
                .map(Calibration::of)
                .mapToDouble(number)
                .average()
                .orElseThrow();
    }

    /// The network with the mean weights.
    public Mean meanNetwork() {
        return mean;
    }
}
