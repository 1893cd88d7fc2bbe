package dev.chainrule.lab.experiment;

import dev.chainrule.lab.experiment.Experiment.Point;
import dev.chainrule.lab.page.Block.Axis;
import dev.chainrule.lab.page.Block.LineChart;
import dev.chainrule.lab.page.Block.Series;
import dev.chainrule.lab.run.LayerSignal;
import dev.chainrule.lab.run.RunRecord;
import dev.chainrule.lab.run.Signals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Signals and gradients from layer to layer at the first step, of runs that recorded them; the first seed of each.
///
/// @param results what came of the experiment
record LayerProfiles(Results results) {
    /// More lines than that cannot be told apart.
    private static final int MOST_LINES = 16;

    private record Profile(String name, List<LayerSignal> layers) {
        Series line(ToDoubleFunction<LayerSignal> number) {
            return new Series(
                    name,
                    IntStream.rangeClosed(1, layers.size()).mapToDouble(i -> i).toArray(),
                    layers.stream().mapToDouble(number).toArray(),
                    1);
        }
    }

    /// None if nothing was recorded.
    ///
    /// @throws IOException if what was recorded cannot be read
    List<LineChart> charts() throws IOException {
        List<Profile> profiles = profiles();
        if (profiles.isEmpty() || profiles.size() > MOST_LINES) {
            return List.of();
        }
        return List.of(
                chart(
                        "Outputs by layer, at the start",
                        "deviation of the outputs",
                        profiles,
                        layer -> layer.outputs().deviation()),
                chart(
                        "Gradients by layer, at the start",
                        "deviation of the gradient with respect to the weights",
                        profiles,
                        layer -> layer.weights().getFirst().gradient().deviation()));
    }

    private List<Profile> profiles() throws IOException {
        List<Profile> profiles = new ArrayList<>();
        for (Point point : results.experiment().points()) {
            List<RunRecord> runs = results.records(point);
            List<Signals> signals = runs.isEmpty() ? List.of() : runs.getFirst().signals();
            if (!signals.isEmpty()) {
                profiles.add(new Profile(
                        String.join(", ", point.names()), signals.getFirst().weighted()));
            }
        }
        return profiles;
    }

    private static LineChart chart(
            String title, String label, List<Profile> profiles, ToDoubleFunction<LayerSignal> number) {
        return new LineChart(
                title,
                "Of the first batch of the first seed, layers with weights from the images to the scores.",
                Axis.of("layer"),
                new Axis(label, Axis.Scale.LOGARITHMIC, Axis.Unit.NUMBER),
                profiles.stream().map(profile -> profile.line(number)).toList(),
                List.of(),
                List.of());
    }
}
