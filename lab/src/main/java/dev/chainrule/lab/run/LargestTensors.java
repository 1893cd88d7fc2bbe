package dev.chainrule.lab.run;

import dev.chainrule.explain.Trace;
import dev.chainrule.lab.text.ByteCount;
import dev.chainrule.model.Model;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// The largest tensors of a training step, for who must make it smaller: parameters, the batch, and what layers
/// compute.
final class LargestTensors {
    private static final int NAMED = 3;

    private record Sized(String name, List<Integer> shape, long bytes) {
        @Override
        public String toString() {
            return "%s %s of %s"
                    .formatted(
                            name,
                            shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")")),
                            ByteCount.text(bytes));
        }
    }

    private final Precision precision;
    private final List<Sized> tensors = new ArrayList<>();

    LargestTensors(Precision precision) {
        this.precision = precision;
    }

    /// Those of a network and a batch.
    static LargestTensors of(Model model, int batchSize) {
        LargestTensors largest = new LargestTensors(model.precision());
        model.parametersByName()
                .forEach(
                        (name, parameter) -> largest.add(name, parameter.value().shape()));
        largest.add("batch", batchSize, model.input());
        Trace trace =
                Trace.of(model, Tensor.zeros(model.precision(), model.input().batchOf(1)));
        for (int place = 0; place < trace.layers().size(); place++) {
            largest.add(
                    "output of " + trace.names().get(place),
                    batchSize,
                    trace.output(place).shape().withoutFirst());
        }
        return largest;
    }

    void add(String name, Shape shape) {
        add(name, shape.extent(0), shape.withoutFirst());
    }

    /// So many examples of a shape, which together may be more than a tensor can hold.
    private void add(String name, int count, Shape each) {
        List<Integer> extents = new ArrayList<>(List.of(count));
        for (int extent : each.toArray()) {
            extents.add(extent);
        }
        tensors.add(new Sized(name, extents, (long) count * each.size() * precision.bytes()));
    }

    long bytes() {
        return tensors.stream().mapToLong(Sized::bytes).sum();
    }

    /// The three largest, such as `W1 (3072, 100) of 1 MiB, …`.
    @Override
    public String toString() {
        return tensors.stream()
                .sorted(Comparator.comparingLong(Sized::bytes).reversed())
                .limit(NAMED)
                .map(Sized::toString)
                .collect(Collectors.joining(", "));
    }
}
