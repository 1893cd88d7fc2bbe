package dev.chainrule.lab.run;

import dev.chainrule.data.ImageDataset;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.ObservedLayers;
import dev.chainrule.layer.Parameter;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// Looks inside a network: remembers some of its first weights, and says in the end what became of them and of the
/// units.
final class Inspector {
    /// So many weights of each parameter are remembered.
    private static final int REMEMBERED = 4096;

    /// A unit that gave 0 for so many images may be called silent.
    private static final int SHOWN = 200;

    /// Units whose weights differ by at most this share of the largest one differ by rounding alone.
    private static final double ROUNDING = 1e-5;

    private final Model model;
    private final ImageDataset training;
    private final int batchSize;
    private final List<Parameter> weights;
    private final double[][] first;

    /// Remembers the first weights.
    Inspector(Model model, ImageDataset training, int batchSize) {
        this.model = model;
        this.training = training;
        this.batchSize = batchSize;
        this.weights = model.parameters().stream()
                .filter(parameter -> parameter.kind() == Parameter.Kind.WEIGHT && parameter.isTrained())
                .toList();
        this.first = remembered();
    }

    private double[][] remembered() {
        return weights.stream().map(Inspector::some).toArray(double[][]::new);
    }

    private static double[] some(Parameter parameter) {
        int size = parameter.value().size();
        int count = Math.min(size, REMEMBERED);
        return IntStream.range(0, count)
                .mapToDouble(i -> parameter.value().getStored((int) ((long) i * size / count)))
                .toArray();
    }

    /// What there is to see now.
    Inspection inspect() {
        List<String> equal = IntStream.range(0, Math.max(0, weights.size() - 1))
                .mapToObj(weights::get)
                .filter(parameter -> hasEqualUnits(parameter.value()))
                .map(Parameter::name)
                .toList();
        Silence worst = mostSilent();
        return new Inspection(
                movement(), equal, worst.units().silent(), worst.units().units(), worst.layer(), worst.shown());
    }

    private OptionalDouble movement() {
        double[][] last = remembered();
        double moved = 0;
        double size = 0;
        for (int p = 0; p < first.length; p++) {
            for (int i = 0; i < first[p].length; i++) {
                double difference = last[p][i] - first[p][i];
                moved += difference * difference;
                size += first[p][i] * first[p][i];
            }
        }
        double ratio = StrictMath.sqrt(moved / size);
        return Double.isFinite(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty();
    }

    /// Whether all columns of a weight (D, M), or all filters of one (F, C, HH, WW), are the same.
    private static boolean hasEqualUnits(Tensor weight) {
        Shape shape = weight.shape();
        if (shape.rank() != 2 && shape.rank() != 4) {
            return false;
        }
        int units = shape.rank() == 2 ? shape.extent(1) : shape.extent(0);
        int inputs = shape.size() / units;
        int nextUnit = shape.rank() == 2 ? 1 : inputs;
        int nextInput = shape.rank() == 2 ? units : 1;
        double largest = 0;
        double difference = 0;
        for (int input = 0; input < inputs; input++) {
            double ofFirst = weight.getStored(Tensor.storedOffset(shape, input * nextInput));
            for (int unit = 0; unit < units; unit++) {
                double value = weight.getStored(Tensor.storedOffset(shape, input * nextInput + unit * nextUnit));
                largest = Math.max(largest, Math.abs(value));
                difference = Math.max(difference, Math.abs(value - ofFirst));
            }
        }
        return units > 1 && difference <= ROUNDING * largest;
    }

    /// The layer with the largest share of units that gave 0 for every image.
    private record Silence(SilentUnits units, int layer, int shown) {}

    private Silence mostSilent() {
        List<SilentUnits> units = new ArrayList<>();
        ObservedLayers layers = new ObservedLayers(model.network(), (place, layer, output) -> {
            if (SilentUnits.isRectified(layer)) {
                units.get(place).listen(output);
            }
        });
        layers.observed().forEach(_ -> units.add(new SilentUnits()));
        int shown = Math.min(SHOWN, training.size());
        int atOnce = Math.min(batchSize, shown);
        for (int from = 0; from < shown; from += atOnce) {
            int[] examples = IntStream.range(from, Math.min(shown, from + atOnce))
                    .map(i -> (int) ((long) i * training.size() / shown))
                    .toArray();
            show(layers.network(), examples);
        }
        Silence most = new Silence(new SilentUnits(), 0, 0);
        for (int place = 0; place < units.size(); place++) {
            SilentUnits each = units.get(place);
            if (each.units() > 0 && (most.units.units() == 0 || each.share() > most.units.share())) {
                most = new Silence(each, place + 1, shown);
            }
        }
        return most;
    }

    /// Layer by layer, each in a workspace of its own.
    private void show(List<Layer> layers, int[] examples) {
        Tensor x = training.batch(examples, model.precision()).x();
        for (Layer layer : layers) {
            Tensor input = x;
            x = new Workspace()
                    .run(() -> layer.forward(input, new Mode.Evaluate()).output());
        }
    }
}
