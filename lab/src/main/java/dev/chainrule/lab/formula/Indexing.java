package dev.chainrule.lab.formula;

import dev.chainrule.tape.Variable;
import dev.chainrule.tensor.Range;
import dev.chainrule.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/// What stands in the square brackets behind an array.
final class Indexing {
    /// A place of an index: a value, or a slice with its bounds.
    ///
    /// @param bounds from, to and step, where given; empty if it is no slice
    record Place(Operand operand, List<Operand> bounds, boolean slice) {}

    private static final String EXPECTED = "expected positions, ranges such as 1:3, None or ...";

    private final Variable array;
    private final Span span;
    private final List<Range> ranges = new ArrayList<>();
    /// The axes of the result, −1 for a new one of extent 1.
    private final List<Integer> axes = new ArrayList<>();

    private Indexing(Variable array, Span span) {
        this.array = array;
        this.span = span;
    }

    /// `array[places]`.
    ///
    /// @throws FormulaException if the places do not fit the array
    static Variable of(Variable array, List<Place> places, Span span) {
        if (places.size() == 2 && places.getFirst().operand().value() instanceof Value.Count count) {
            return picked(array, count.n(), places.getLast().operand(), span);
        }
        if (places.size() == 1
                && !places.getFirst().slice()
                && places.getFirst().operand().value() instanceof Value.Node) {
            return gathered(array, places.getFirst().operand(), span);
        }
        return new Indexing(array, span).sliced(places);
    }

    /// `array[arange(n), columns]`: one number of each row.
    private static Variable picked(Variable array, int n, Operand columns, Span span) {
        int[] positions = columns.positions();
        Shape shape = array.shape();
        if (shape.rank() != 2 || shape.extent(0) != n || positions.length != n) {
            throw span.error("%s rows and %s columns do not fit shape %s; expected one of each row of (N, K)"
                    .formatted(n, positions.length, shape));
        }
        within(positions, shape.extent(1), columns);
        return array.pick(positions);
    }

    /// `array[rows]`; with a single number that axis vanishes.
    private static Variable gathered(Variable array, Operand rows, Span span) {
        if (array.shape().rank() == 0) {
            throw span.error("a single number has no positions; expected an array");
        }
        int[] positions = rows.positions();
        int rank = rows.variableShape().rank();
        if (rank > 1) {
            throw rows.span().error("has shape %s; expected a list of positions".formatted(rows.variableShape()));
        }
        within(positions, array.shape().extent(0), rows);
        int[] extents = array.shape().toArray();
        extents[0] = positions.length;
        Operand.checked(span, extents);
        Variable picked = array.gather(positions);
        return rank == 1 ? picked : picked.reshape(array.shape().withoutFirst().toArray());
    }

    private static void within(int[] positions, int extent, Operand operand) {
        for (int position : positions) {
            if (position >= extent) {
                throw operand.span()
                        .error("position %s does not fit an axis of extent %s; expected 0 to %s"
                                .formatted(position, extent, extent - 1));
            }
        }
    }

    private Variable sliced(List<Place> places) {
        long taken = places.stream().filter(this::takesAxis).count();
        int rank = array.shape().rank();
        if (taken > rank) {
            throw span.error(
                    "%s positions do not fit shape %s; expected at most %s".formatted(taken, array.shape(), rank));
        }
        for (Place place : places) {
            if (place.operand().value() instanceof Value.Word(String word) && word.equals("...")) {
                for (long i = taken; i < rank; i++) {
                    all();
                }
            } else if (!place.slice() && place.operand().none()) {
                axes.add(-1);
            } else if (place.slice()) {
                axes.add(ranges.size());
                ranges.add(range(place));
            } else {
                ranges.add(Range.at(position(place.operand())));
            }
        }
        while (ranges.size() < rank) {
            all();
        }
        Variable part =
                ranges.stream().allMatch(Range.all()::equals) ? array : array.slice(ranges.toArray(Range[]::new));
        return axes.contains(-1) ? part.reshape(extents(part.shape())) : part;
    }

    private boolean takesAxis(Place place) {
        boolean word = place.operand().value() instanceof Value.Word;
        return place.slice() || !word;
    }

    private void all() {
        axes.add(ranges.size());
        ranges.add(Range.all());
    }

    private int[] extents(Shape part) {
        int[] extents = new int[axes.size()];
        int next = 0;
        for (int i = 0; i < extents.length; i++) {
            extents[i] = axes.get(i) < 0 ? 1 : part.extent(next++);
        }
        return extents;
    }

    private int position(Operand operand) {
        if (!(operand.value() instanceof Value.Plain)) {
            throw operand.span().error("is %s; %s".formatted(operand.value().kind(), EXPECTED));
        }
        int position = operand.whole();
        int extent = array.shape().extent(ranges.size());
        if (position < -extent || position >= extent) {
            throw operand.span()
                    .error("position %s does not fit axis %s of shape %s; expected %s to %s"
                            .formatted(position, ranges.size(), array.shape(), -extent, extent - 1));
        }
        return position;
    }

    private Range range(Place place) {
        int extent = array.shape().extent(ranges.size());
        int from = bound(place, 0, 0);
        int to = bound(place, 1, Integer.MAX_VALUE);
        int step = bound(place, 2, 1);
        int first = Math.clamp(from < 0 ? from + extent : from, 0, extent);
        int last = Math.clamp(to < 0 ? to + extent : to, 0, extent);
        if (step < 1 || first >= last) {
            throw place.operand()
                    .span()
                    .error(
                            "takes nothing of axis %s of shape %s; expected a range inside of 0:%s with a step of at least 1"
                                    .formatted(ranges.size(), array.shape(), extent));
        }
        return Range.of(from, to).by(step);
    }

    private static int bound(Place place, int which, int usual) {
        Operand bound = place.bounds().get(which);
        return bound.none() ? usual : bound.whole();
    }
}
