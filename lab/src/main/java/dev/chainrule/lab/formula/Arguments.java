package dev.chainrule.lab.formula;

import dev.chainrule.lab.text.Nearest;
import dev.chainrule.tape.Tape;
import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Axes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The arguments of a call, by the names of the parameters.
final class Arguments {
    private final Tape tape;
    private final Span call;
    private final String signature;
    private final Map<String, Operand> values = new LinkedHashMap<>();

    /// Finds the parameter of each argument.
    ///
    /// @param signature the function's, such as `mean(x, axis=None, keepdims=False)`: what has a `=` may be left
    /// out, and
    ///     the last one may take all that follow if `…` stands behind it
    /// @throws FormulaException if there are too many or too few, or one is unknown
    Arguments(Tape tape, Span call, String signature, List<Operand> given, Map<String, Operand> keywords) {
        this.tape = tape;
        this.call = call;
        this.signature = signature;
        List<String> names = names(signature);
        boolean open = signature.contains("…");
        for (int i = 0; i < given.size(); i++) {
            if (i >= names.size() - (open ? 1 : 0) && open) {
                rest(names.getLast(), given.subList(i, given.size()));
                break;
            }
            if (i >= names.size()) {
                throw given.get(i).span().error("is one too many; expected " + signature);
            }
            values.put(names.get(i), given.get(i));
        }
        keywords.forEach((name, value) -> {
            if (!names.contains(name)) {
                throw value.span()
                        .error("'%s=' is unknown; expected %s%s".formatted(name, signature, Nearest.hint(name, names)));
            }
            if (values.put(name, value) != null) {
                throw value.span().error("'%s=' is given twice; expected %s".formatted(name, signature));
            }
        });
        names.stream()
                .filter(name -> !values.containsKey(name) && !optional(name))
                .findFirst()
                .ifPresent(name -> {
                    throw call.error("has no %s; expected %s".formatted(name, signature));
                });
    }

    private void rest(String name, List<Operand> last) {
        Operand first = last.getFirst();
        values.put(
                name,
                last.size() == 1
                        ? first
                        : new Operand(
                                new Value.Sequence(
                                        last.stream().map(Operand::value).toList()),
                                first.span().to(last.getLast().span())));
    }

    private static List<String> names(String signature) {
        String inside = signature.substring(signature.indexOf('(') + 1, signature.length() - 1);
        return List.of(inside.split(", ")).stream()
                .map(parameter -> parameter.replaceFirst("(=.*|…)$", ""))
                .toList();
    }

    private boolean optional(String name) {
        return signature.contains(name + "=");
    }

    /// Where the call stands.
    Span span() {
        return call;
    }

    Tape tape() {
        return tape;
    }

    /// An argument that is always there.
    Operand get(String name) {
        Operand value = values.get(name);
        if (value == null) {
            throw call.error("has no %s; expected %s".formatted(name, signature));
        }
        return value;
    }

    /// An argument that may be left out, or given as `None`.
    Optional<Operand> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.none());
    }

    Variable variable(String name) {
        return get(name).variable(tape);
    }

    int whole(String name, int usual) {
        return find(name).map(Operand::whole).orElse(usual);
    }

    /// The axes of a reduction.
    Axes axes(Variable of) {
        int[] axes = find("axis").map(Operand::wholes).orElse(List.of()).stream()
                .mapToInt(Integer::intValue)
                .toArray();
        for (int axis : axes) {
            axis(axis, of);
        }
        return find("keepdims").map(Operand::truth).orElse(false) ? Axes.kept(axes) : Axes.of(axes);
    }

    /// Checks that an array has an axis.
    int axis(int axis, Variable of) {
        int rank = of.shape().rank();
        if (axis < -rank || axis >= rank) {
            throw call.error("axis %s does not fit shape %s; expected %s"
                    .formatted(axis, of.shape(), rank == 0 ? "no axis" : -rank + " to " + (rank - 1)));
        }
        return axis;
    }

    /// An extent or position that is a plain number, or all of one sequence.
    List<Integer> wholes(String name) {
        return get(name).wholes();
    }
}
