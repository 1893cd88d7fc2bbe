package dev.chainrule.check;

import dev.chainrule.check.CheckReport.Finding;
import dev.chainrule.check.RecordedArrays.Named;
import dev.chainrule.check.mistake.Observation;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a file says of one run, while it is gathered: inputs and results by what they are, with rows as samples.
final class Recording {
    private final RecordedArrays arrays;
    private final boolean columns;
    private final Map<String, double[]> inputs = new LinkedHashMap<>();
    private final Map<String, Result> results = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    /// A result as it stands in the file.
    ///
    /// @param array name and numbers as they were saved
    /// @param expected the shape that it should have there, but for axes of 1; null if any shape will do
    record Result(Named array, @Nullable Shape expected) {
        /// What is wrong with the shape of numbers that are right.
        Optional<String> wrongShape() {
            Shape shape = array.value().shape();
            return expected == null || same(shape, expected)
                    ? Optional.empty()
                    : Optional.of("the numbers of %s are right, but not its shape %s; expected %s"
                            .formatted(array.name(), shape, expected));
        }
    }

    /// @param columns whether samples are the columns of what has two axes
    Recording(RecordedArrays arrays, boolean columns) {
        this.arrays = arrays;
        this.columns = columns;
        if (columns) {
            note("columns are taken as samples, as KTH DD2424 writes them, since only so the shapes fit");
        }
    }

    /// Rows for columns where samples are the columns; the other way round as well.
    Tensor turned(Tensor tensor) {
        return columns && tensor.shape().rank() == 2 ? tensor.transpose() : tensor;
    }

    /// A shape as the file should have it.
    Shape turned(Shape shape) {
        return columns && shape.rank() == 2 ? Shape.of(shape.extent(1), shape.extent(0)) : shape;
    }

    void input(String role, Tensor value) {
        inputs.put(role, value.toArray());
    }

    boolean hasInput(String role) {
        return inputs.containsKey(role);
    }

    /// Takes a result if the file has it.
    void result(String role, String word, @Nullable Shape expected) {
        Optional<Named> found = arrays.find(word);
        found.ifPresent(array -> results.put(role, new Result(array, expected)));
    }

    /// Leaves results out.
    void forget(List<String> roles, String why) {
        if (results.keySet().removeAll(roles)) {
            note(why);
        }
    }

    void note(String text) {
        findings.add(new Finding(false, text));
    }

    Map<String, Result> results() {
        return results;
    }

    List<Finding> findings() {
        return findings;
    }

    Observation observation(Shape x, int[] labels, boolean training) {
        Map<String, double[]> outputs = new LinkedHashMap<>();
        results.forEach(
                (role, result) -> outputs.put(role, turned(result.array.value()).toArray()));
        return new Observation(arrays.file(), x, inputs, labels, training, outputs);
    }

    /// The place of a number of a result, in the order of the observation, as the file has it.
    List<Integer> position(Result result, int index) {
        Shape shape = result.array.value().shape();
        if (index < 0 || index >= shape.size()) {
            return List.of();
        }
        Shape rows = turned(shape);
        List<Integer> place = Differences.coordinates(rows, Tensor.storedOffset(rows, index));
        return columns && place.size() == 2 ? place.reversed() : place;
    }

    /// Whether shapes are the same but for axes of 1.
    static boolean same(Shape one, Shape other) {
        return extents(one).equals(extents(other));
    }

    private static List<Integer> extents(Shape shape) {
        List<Integer> extents = new ArrayList<>();
        for (int extent : shape.toArray()) {
            if (extent != 1) {
                extents.add(extent);
            }
        }
        return extents;
    }
}
