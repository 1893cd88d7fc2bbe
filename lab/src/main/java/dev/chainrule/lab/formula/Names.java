package dev.chainrule.lab.formula;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The names that a formula uses before it assigns them.
final class Names {
    private final Set<String> assigned = new LinkedHashSet<>();
    private final Set<String> free = new LinkedHashSet<>();
    private final Set<String> positions = new LinkedHashSet<>();

    private Names() {}

    static Names of(List<Assignment> statements) {
        Names names = new Names();
        for (Assignment statement : statements) {
            names.collect(statement.value());
            names.assigned.addAll(statement.names());
        }
        return names;
    }

    /// In the order of their first use.
    Set<String> free() {
        return free;
    }

    /// Those that stand for positions.
    Set<String> positions() {
        return positions;
    }

    private void collect(Expression expression) {
        switch (expression) {
            case Expression.Name name -> add(name, free);
            case Expression.Literal _, Expression.Word _ -> {}
            case Expression.Negative negative -> collect(negative.operand());
            case Expression.Binary binary -> {
                collect(binary.left());
                collect(binary.right());
            }
            case Expression.Attribute attribute -> collect(attribute.of());
            case Expression.Call call -> call(call);
            case Expression.Index index -> {
                collect(index.of());
                index.places().forEach(this::place);
            }
            case Expression.Slice slice -> {
                List<Optional<Expression>> bounds = List.of(slice.from(), slice.to(), slice.step());
                bounds.forEach(bound -> bound.ifPresent(this::collect));
            }
            case Expression.Sequence sequence -> sequence.elements().forEach(this::collect);
        }
    }

    private void call(Expression.Call call) {
        for (int i = 0; i < call.arguments().size(); i++) {
            if (i == 0 && call.function().equals("one_hot")) {
                place(call.arguments().getFirst());
            } else {
                collect(call.arguments().get(i));
            }
        }
        call.keywords().values().forEach(this::collect);
    }

    private void place(Expression place) {
        collect(place);
        if (place instanceof Expression.Name name) {
            add(name, positions);
        }
    }

    private void add(Expression.Name name, Set<String> to) {
        if (!assigned.contains(name.name())) {
            to.add(name.name());
        }
    }
}
