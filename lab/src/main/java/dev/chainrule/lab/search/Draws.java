package dev.chainrule.lab.search;

import dev.chainrule.random.RandomKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Points at random. What trial i draws is a function of the key and i, so it is the same for every method that draws
/// from the whole space; only where it was drawn before it is drawn anew.
final class Draws {
    private static final int MOST_ATTEMPTS = 100;

    private final SearchSpace space;
    private final RandomKey key;

    Draws(SearchSpace space, RandomKey key) {
        this.space = space;
        this.key = key.child("trial");
    }

    /// Points of the whole space for the trials 1, 2, …, no two alike; fewer in a space that has no more.
    List<Point> first(int count) {
        return more(List.of(), count, Box.whole(space));
    }

    /// Points for the next trials, none like another or one before; fewer where there are hardly any left.
    ///
    /// @param before the points of the trials before
    /// @param count how many are wanted
    /// @param box where they are drawn
    List<Point> more(List<Point> before, int count, Box box) {
        Set<Point> known = new LinkedHashSet<>(before);
        List<Point> drawn = new ArrayList<>();
        while (drawn.size() < count) {
            RandomKey trial = key.child(before.size() + drawn.size() + 1);
            Point point = null;
            for (int attempt = 0; attempt < MOST_ATTEMPTS && point == null; attempt++) {
                Point candidate = draw(trial.child(attempt), box);
                point = known.add(candidate) ? candidate : null;
            }
            if (point == null) {
                return drawn;
            }
            drawn.add(point);
        }
        return drawn;
    }

    private Point draw(RandomKey trial, Box box) {
        return space.at(box.within(
                IntStream.range(0, space.size()).mapToDouble(trial::uniformAt).toArray()));
    }

    /// Points of the whole space for the trials 1, 2, … from the sequence of Sobol, no two alike; fewer in a space
    /// that has hardly more.
    List<Point> even(int count) {
        Sobol sobol = new Sobol(space.size(), key);
        Set<Point> points = new LinkedHashSet<>();
        for (int index = 0; points.size() < count && index < MOST_ATTEMPTS * count; index++) {
            points.add(space.at(sobol.at(index)));
        }
        return List.copyOf(points);
    }
}
