package dev.chainrule.tape;

import dev.chainrule.tensor.Axes;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Rearrangement;
import dev.chainrule.tensor.Reduction;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// Numbers put elsewhere. Each of these is the transpose of another one, which its gradient goes back by.
public sealed interface Rearranging extends Operation {

    /// Numbers repeated to a shape. **Backward**: [SumTo].
    ///
    /// @param shape that x can be broadcast to
    record BroadcastTo(Shape shape) implements Rearranging {
        @Override
        public Tensor value(List<Tensor> inputs) {
            return filled(inputs, shape, Rearrangement::broadcast);
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().sumTo(use.x().shape());
        }
    }

    /// Numbers added up to a shape. **Backward**: [BroadcastTo].
    ///
    /// @param shape that can be broadcast to x's
    record SumTo(Shape shape) implements Rearranging {
        @Override
        public Tensor value(List<Tensor> inputs) {
            return filled(inputs, shape, Reduction::sumTo);
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().broadcastTo(use.x().shape());
        }
    }

    /// The same numbers in row-major order under another shape.
    ///
    /// @param shape of as many numbers
    record Reshape(Shape shape) implements Rearranging {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor x = inputs.getFirst();
            return x.shape().rank() != 4 && shape.rank() != 4
                    ? x.withShape(shape)
                    : filled(inputs, shape, Rearrangement::reshape);
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().reshape(use.x().shape().toArray());
        }
    }

    /// The axes in another order. **Backward**: in the order before.
    ///
    /// @param order axis i of the result is axis `order[i]`
    record Permute(List<Integer> order) implements Rearranging {
        /// Copies the list.
        public Permute {
            order = List.copyOf(order);
        }

        @Override
        public Tensor value(List<Tensor> inputs) {
            int[] axes = order.stream().mapToInt(Integer::intValue).toArray();
            Shape shape = Rearrangement.permuted(inputs.getFirst().shape(), axes);
            return filled(inputs, shape, (x, out) -> Rearrangement.permute(x, axes, out));
        }

        @Override
        public Variable gradient(int input, Use use) {
            int[] inverse = new int[order.size()];
            for (int i = 0; i < inverse.length; i++) {
                inverse[Axes.counted(order.get(i), use.x().shape())] = i;
            }
            return use.dy().permute(inverse);
        }
    }

    /// A part. **Backward**: [Embed].
    ///
    /// @param ranges for the first axes
    record Slice(List<Range> ranges) implements Rearranging {
        /// Copies the list.
        public Slice {
            ranges = List.copyOf(ranges);
        }

        @Override
        public Tensor value(List<Tensor> inputs) {
            Shape shape = Rearrangement.sliced(inputs.getFirst().shape(), ranges);
            return filled(inputs, shape, (x, out) -> Rearrangement.slice(x, ranges, out));
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().embed(ranges, use.x().shape());
        }
    }

    /// The numbers as a part of zeros; a padding, for example. **Backward**: [Slice].
    ///
    /// @param ranges for the first axes, as a slice of the result would take them
    /// @param shape of the whole
    record Embed(List<Range> ranges, Shape shape) implements Rearranging {
        /// Copies the list.
        public Embed {
            ranges = List.copyOf(ranges);
        }

        @Override
        public Tensor value(List<Tensor> inputs) {
            return filled(inputs, shape, (x, out) -> Rearrangement.embed(x, ranges, out));
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().slice(ranges.toArray(Range[]::new));
        }
    }

    /// Tensors one after the other along an axis. **Backward**: the parts of dy.
    ///
    /// @param axis along which they are put
    record Concatenate(int axis) implements Rearranging {
        @Override
        public Tensor value(List<Tensor> inputs) {
            Tensor first = inputs.getFirst();
            int along = Axes.counted(axis, first.shape());
            Shape shape = Rearrangement.concatenated(
                    along, inputs.stream().map(Tensor::shape).toList());
            Tensor out = Tensor.allocate(first.precision(), shape);
            Rearrangement.concatenate(along, inputs, out);
            return out;
        }

        @Override
        public Variable gradient(int input, Use use) {
            int along = Axes.counted(axis, use.x().shape());
            int start = 0;
            for (Variable before : use.inputs().subList(0, input)) {
                start += before.shape().extent(along);
            }
            int end = start + use.inputs().get(input).shape().extent(along);
            return use.dy().slice(part(along, start, end).toArray(Range[]::new));
        }

        private static List<Range> part(int along, int start, int end) {
            List<Range> ranges = new ArrayList<>();
            for (int each = 0; each < along; each++) {
                ranges.add(Range.all());
            }
            ranges.add(Range.of(start, end));
            return ranges;
        }
    }

    /// Rows picked along the first axis, any of them several times or not at all. **Backward**: [Scatter].
    ///
    /// @param rows which
    record Gather(List<Integer> rows) implements Rearranging {
        /// Copies the list.
        public Gather {
            rows = List.copyOf(rows);
        }

        @Override
        public Tensor value(List<Tensor> inputs) {
            int[] all = numbers(rows);
            Shape shape = Rearrangement.gathered(inputs.getFirst().shape(), all);
            return filled(inputs, shape, (x, out) -> Rearrangement.gather(x, all, out));
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().scatter(rows, use.x().shape().extent(0));
        }
    }

    /// Rows added to others along the first axis. **Backward**: [Gather].
    ///
    /// @param rows where each row goes
    /// @param count how many there are then
    record Scatter(List<Integer> rows, int count) implements Rearranging {
        /// Copies the list.
        public Scatter {
            rows = List.copyOf(rows);
        }

        @Override
        public Tensor value(List<Tensor> inputs) {
            int[] all = numbers(rows);
            Shape shape = Rearrangement.scattered(inputs.getFirst().shape(), count, all);
            return filled(inputs, shape, (x, out) -> Rearrangement.scatter(x, all, out));
        }

        @Override
        public Variable gradient(int input, Use use) {
            return use.dy().gather(numbers(rows));
        }
    }

    private static int[] numbers(List<Integer> rows) {
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Copies the only input into a new tensor.
    private static Tensor filled(List<Tensor> inputs, Shape shape, BiConsumer<Tensor, Tensor> copy) {
        Tensor x = inputs.getFirst();
        Tensor out = Tensor.allocate(x.precision(), shape);
        copy.accept(x, out);
        return out;
    }
}
