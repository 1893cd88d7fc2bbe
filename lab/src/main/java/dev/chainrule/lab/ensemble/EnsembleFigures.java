package dev.chainrule.lab.ensemble;

import dev.chainrule.evaluate.Calibration;
import dev.chainrule.evaluate.Combination;
import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.lab.compare.ComparedRun;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.Guide;
import dev.chainrule.lab.page.Block.HeatMap;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Scatter;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.page.Numbers;
import dev.chainrule.lab.page.Points;
import dev.chainrule.lab.page.Quantity;
import dev.chainrule.settings.Kebab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// The figures of the page about an ensemble.
record EnsembleFigures(Study study) {
    private static final int MOST_POINTS = 600;

    /// Accuracy over the number of members, with what single subsets reach.
    LineChart byNumber() {
        List<Series> lines = new ArrayList<>();
        for (Combination way : Combination.values()) {
            List<Subsets.Size> sizes = study.subsets(way).sizes();
            Series line = Series.of(
                    Kebab.of(way),
                    sizes.stream().mapToDouble(Subsets.Size::members).toArray(),
                    sizes.stream().mapToDouble(Subsets.Size::mean).toArray());
            lines.add(
                    way == study.combination()
                            ? line.withBand(
                                    sizes.stream()
                                            .mapToDouble(Subsets.Size::lowest)
                                            .toArray(),
                                    sizes.stream()
                                            .mapToDouble(Subsets.Size::highest)
                                            .toArray())
                            : line);
        }
        return new LineChart(
                "Accuracy by number of members",
                "Each point is the mean over %s. The band reaches from the lowest to the highest of them, for %s."
                        .formatted(subsets(), Kebab.of(study.combination())),
                Axis.of("members"),
                percent("accuracy on %s images".formatted(study.main().id())),
                lines,
                List.of(new Guide(study.best(study.main()), "best member")),
                List.of());
    }

    private String subsets() {
        List<Subsets.Size> sizes = study.subsets(study.combination()).sizes();
        return sizes.stream().allMatch(Subsets.Size::complete)
                ? "all ensembles of so many of the %s members".formatted(sizes.size())
                : "ensembles of so many of the %s members: all of them, or a sample of %s"
                        .formatted(
                                sizes.size(),
                                sizes.stream()
                                        .filter(size -> !size.complete())
                                        .findFirst()
                                        .orElseThrow()
                                        .subsets());
    }

    private static Axis percent(String label) {
        return new Axis(label, Axis.Scale.LINEAR, Axis.Unit.PERCENT);
    }

    /// The gain of each ensemble of two or more members over how often they disagree.
    Scatter diversity() {
        List<Subsets.Subset> subsets = spread(study.subsets(study.combination()).all().stream()
                .filter(subset -> subset.members().length > 1)
                .toList());
        List<String> names = subsets.stream().map(this::name).toList();
        Points points = new Points(
                names,
                Quantity.of(
                        "gain over the mean of its members",
                        Quantity.Kind.SHARE,
                        subsets.stream().mapToDouble(Subsets.Subset::gain).toArray()),
                OptionalInt.empty());
        return new Scatter(
                "Gain by diversity",
                "Each point is an ensemble of some of the members.",
                points,
                Quantity.of(
                        "share of images on which two of its members disagree, in the mean",
                        Quantity.Kind.SHARE,
                        subsets.stream()
                                .mapToDouble(Subsets.Subset::disagreement)
                                .toArray()),
                Optional.of(Quantity.of(
                        "members",
                        Quantity.Kind.LINEAR,
                        subsets.stream()
                                .mapToDouble(subset -> subset.members().length)
                                .toArray())),
                Optional.empty());
    }

    /// Every so-manieth, where there are more than a drawing can show.
    private static List<Subsets.Subset> spread(List<Subsets.Subset> all) {
        int step = (all.size() + MOST_POINTS - 1) / MOST_POINTS;
        List<Subsets.Subset> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i += step) {
            some.add(all.get(i));
        }
        return some;
    }

    private String name(Subsets.Subset subset) {
        return Arrays.stream(subset.members())
                .mapToObj(m -> study.runs().get(m).name())
                .collect(Collectors.joining(" + "));
    }

    /// How often each member disagrees with each other.
    HeatMap disagreement() {
        List<String> names = study.runs().stream().map(ComparedRun::name).toList();
        return new HeatMap(
                "Disagreement of each two members",
                "Share of the %s images for which they predict different classes."
                        .formatted(study.main().id()),
                "member",
                "member",
                names,
                names,
                study.diversity().disagreement(),
                Axis.Unit.PERCENT);
    }

    /// How often predictions are right, over how sure they are.
    LineChart reliability() {
        List<Series> lines = new ArrayList<>();
        lines.add(Series.of("as it should be", new double[] {0, 1}, new double[] {0, 1}));
        lines.add(line("members", Calibration.of(pooled())));
        lines.add(line("ensemble", study.calibration(study.combination())));
        return new LineChart(
                "Right as often as it says?",
                "Each point: the predictions whose probability is within one of %s bins. Below the diagonal a network is too sure of itself. The answers of all members are taken together."
                        .formatted(Calibration.BINS),
                percent("mean probability of the prediction"),
                percent("share that is right"),
                lines,
                List.of(),
                List.of());
    }

    private Evaluation pooled() {
        int[] labels = study.answers().stream()
                .flatMapToInt(answers -> Arrays.stream(answers.labels()))
                .toArray();
        float[][] scores = study.answers().stream()
                .flatMap(answers -> Arrays.stream(answers.scores()))
                .toArray(float[][]::new);
        return Evaluation.of(labels, scores);
    }

    private static Series line(String name, Calibration calibration) {
        List<Calibration.Bin> filled =
                calibration.bins().stream().filter(bin -> bin.examples() > 0).toList();
        return Series.of(
                name,
                filled.stream().mapToDouble(Calibration.Bin::confidence).toArray(),
                filled.stream().mapToDouble(Calibration.Bin::accuracy).toArray());
    }

    /// The mean accuracy and what single subsets reach, by number of members, in words.
    List<List<String>> sizes() {
        List<List<String>> rows = new ArrayList<>();
        List<Subsets.Size> sizes = study.subsets(study.combination()).sizes();
        for (int i = 0; i < sizes.size(); i++) {
            Subsets.Size size = sizes.get(i);
            rows.add(List.of(
                    Integer.toString(size.members()),
                    Numbers.count(size.subsets()) + (size.complete() ? "" : " (sample)"),
                    Numbers.percent(size.mean()),
                    Numbers.percent(size.lowest()),
                    Numbers.percent(size.highest()),
                    i == 0 ? "" : hundredths(size.mean() - sizes.get(i - 1).mean())));
        }
        return Collections.unmodifiableList(rows);
    }

    private static String hundredths(double difference) {
        return String.format(Locale.ROOT, "%+.2f points", 100 * difference);
    }
}
