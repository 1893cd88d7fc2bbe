package dev.chainrule.lab.page;

import java.util.List;

/// A node of a computation graph.
///
/// @param value what it is
/// @param gradient the gradient with respect to it; without rows if it has none
/// @param inputs the arrows from the nodes that it is computed from
public record NodeBox(Part value, Part gradient, List<Arrow> inputs) {
    /// Copies the list.
    public NodeBox {
        inputs = List.copyOf(inputs);
    }

    /// Numbers with their formula.
    ///
    /// @param formula where they come from, for example `c = x − μ`
    /// @param meaning what they are, in a few words; may be empty
    /// @param rows the numbers, as they are written; an empty row is a gap
    public record Part(String formula, String meaning, List<List<String>> rows) {
        /// Copies the lists.
        public Part {
            rows = rows.stream().map(List::copyOf).toList();
        }

        /// No numbers.
        public static Part none() {
            return new Part("", "", List.of());
        }
    }

    /// What flows from one node to another.
    ///
    /// @param from the position of the node that it comes from
    /// @param forward the shape of the value, for example `(4, 3)`
    /// @param back what happens to the gradient on its way back; may be empty
    public record Arrow(int from, String forward, String back) {}

    /// The formula of the value.
    public String formula() {
        return value.formula();
    }

    /// The nodes that it is computed from, each once.
    List<Integer> sources() {
        return inputs.stream().map(Arrow::from).distinct().toList();
    }
}
